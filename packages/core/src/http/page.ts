/**
 * The page for a person who opens a bot's address in a browser. It says that the address is for WeChat's
 * server. Only on this machine it also says how to fill in WeChat's console. It shows no secret.
 */
import type { Context as KoaContext } from 'koa'
import { foreignHost } from './guard.ts'

/** The facts that the page of a bot may show. */
export interface Visited {
  /** The path of the configuration. None of its characters needs to be escaped. */
  readonly path: string
  readonly mode: 'plain' | 'compat' | 'safe'
}

/**
 * WeChat's server never asks for HTML, and always sends a query. A request with a query is judged
 * by its signature.
 */
export function isVisit({ method, url, headers }: KoaContext): boolean {
  return method === 'GET' && !url.includes('?') && /\btext\/html\b/i.test(headers.accept ?? '')
}

export function showPage(http: KoaContext, bot: Visited): void {
  http.status = 200
  http.type = 'text/html'
  http.set(HEADERS)
  http.body = page(isFromHere(http) ? fields(bot) : '')
}

/** The page as everybody may see it. */
export function publicPage(): Response {
  return new Response(page(''), {
    headers: { ...HEADERS, 'Content-Type': 'text/html; charset=utf-8' },
  })
}

const HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': `default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'`,
  'Cache-Control': 'no-store',
}

const FORWARDED = ['x-forwarded-for', 'x-real-ip', 'forwarded', 'via']

/**
 * Whether the browser runs on this machine, with no proxy between. On many servers nginx asks with
 * an address and a Host of this machine, but by HTTP/1.0 unless it is configured otherwise.
 */
function isFromHere({ req, headers }: KoaContext): boolean {
  const address = req.socket.remoteAddress ?? ''
  return (
    /^(::ffff:)?127\.|^::1$/i.test(address) &&
    foreignHost(headers) === undefined &&
    req.httpVersion === '1.1' &&
    FORWARDED.every((name) => headers[name] === undefined)
  )
}

const MODES: Readonly<Record<Visited['mode'], string>> = {
  plain: '明文模式',
  compat: '兼容模式',
  safe: '安全模式（推荐）',
}

function fields({ path, mode }: Visited): string {
  const isSealed = mode !== 'plain'
  const rows = [
    [
      '服务器地址 (URL)',
      `<code>http://你的域名或 IP${path}</code>`,
      'port 80 (http) or 443 (https)',
    ],
    ['令牌 (Token)', '配置文件里 <code>token</code> 的值', 'the value of <code>token</code>'],
    [
      '消息加解密密钥 (EncodingAESKey)',
      isSealed ? '配置文件里 <code>encodingAESKey</code> 的值' : '点「随机生成」，机器人不用它',
      isSealed ? 'the value of <code>encodingAESKey</code>' : '随机生成: this bot does not use it',
    ],
    ['消息加解密方式', MODES[mode], `mode <code>${mode}</code>`],
  ]
  const lines = rows.map(([field, zh, en]) => `<tr><th>${field}<td>${zh}<td>${en}`)
  return `<p>在公众号后台的 设置与开发 > 基本配置 > 服务器配置 里这样填（测试号是「接口配置信息」，只有前两项）。只有在本机打开才显示这张表。
<p>What to enter in WeChat's console (a 测试号 has the first two only). This table is shown on this machine only.
<table>
${lines.join('\n')}
</table>
`
}

function page(more: string): string {
  return `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>wechatbot</title>
<style>
body { font: 16px/1.6 system-ui, sans-serif; max-width: 44em; margin: 3em auto; padding: 0 1em }
table { border-collapse: collapse }
th, td { border: 1px solid #ccc; padding: .3em .6em; text-align: left }
</style>
<h1>机器人在运行</h1>
<p>这个地址是给微信服务器用的，不是网页。要和机器人说话，请在微信里给公众号发消息。
<p lang="en">The bot is running. This address is for WeChat's server, not for a browser: to talk to the bot,
write to the account in WeChat.
${more}</html>
`
}
