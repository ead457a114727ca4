/** Whether the public URL, the one in WeChat's console, leads to the bot. */
import type { Bot, BotConfig } from '@wechatbot/core'
import { type AccountSecrets, signQuery } from '@wechatbot/simulator'
import { secretsFor } from '../target.ts'
import { UsageError } from '../usage.ts'
import { type Finding, fail, ok, textOf, warn } from './finding.ts'

export async function examinePublic(
  config: BotConfig,
  bot: Bot,
  given: string | undefined,
): Promise<readonly Finding[]> {
  if (given === undefined) {
    return [warn('url', 'not tried; name it with --url https://your.host/wechat')]
  }
  if (!URL.canParse(given)) throw new UsageError(`--url: expected a URL, got "${given}"`)
  const url = new URL(given)
  if (url.pathname === '/') url.pathname = bot.path
  return examineUrl(url, secretsFor(config), bot.path)
}

/**
 * What the console does when the configuration is saved, and what a stranger would do.
 * @param path of the bot, as the configuration has it.
 */
export async function examineUrl(
  url: URL,
  secrets: AccountSecrets,
  path = '/wechat',
): Promise<readonly Finding[]> {
  const echostr = String(Math.floor(Math.random() * 1e15))
  const signed = new URL(url)
  for (const [name, value] of Object.entries({ ...signQuery(secrets), echostr })) {
    signed.searchParams.set(name, value)
  }
  try {
    const response = await get(signed)
    // Not text(): that would leave out the BOM which keeps WeChat from taking the answer.
    const body = Buffer.from(await response.arrayBuffer()).toString()
    if (response.status !== 200 || body !== echostr)
      return [fail('url', explain(response, body, echostr, { asked: url.pathname, path }))]
    const unsigned = await get(url)
    return [
      ok('url', `${url.origin}${url.pathname} answers the handshake of WeChat's console`),
      unsigned.status === 403
        ? ok('url', 'and refuses whoever has not signed')
        : fail(
            'url',
            `answers ${unsigned.status} to who has not signed; something in front of the bot answers`,
          ),
    ]
  } catch (error) {
    return [fail('url', `${url.origin} cannot be reached: ${textOf(error)}; ${whyNot(url, error)}`)]
  }
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/

function whyNot({ hostname }: URL, error: unknown): string {
  const { name, cause } = error as Error & { cause?: { code?: string } }
  const code = cause?.code ?? ''
  if (code === 'ECONNREFUSED') {
    return LOOPBACK.test(hostname)
      ? 'no bot runs there: wechatbot start'
      : 'the machine is reached, and nothing listens at this port: does the bot run, does nginx?'
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'look at DNS: nobody knows this name'
  if (/CERT|SSL|TLS|ALTNAME/.test(code)) return 'look at the certificate: WeChat wants a valid one'
  if (name === 'TimeoutError') return 'no answer in 5 s: look at firewall and security group'
  return 'look at DNS, firewall, security group, certificate'
}

function get(url: URL): Promise<Response> {
  return fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(5000) })
}

function explain(
  { status, headers }: Response,
  body: string,
  echostr: string,
  { asked, path }: { readonly asked: string; readonly path: string },
): string {
  if (status === 403)
    return 'the bot refuses the signature: is it the same token, and is its clock right?'
  if (status >= 300 && status < 400)
    return `redirects (${status}); WeChat does not follow: give the last URL`
  if (status === 404) {
    return asked === path
      ? `no bot at this path, ${path}; another server answers, or one that was started with another config file`
      : `no bot at this path: the URL says ${asked}, path in the config file ${path}; make them the same`
  }
  if (status >= 500)
    return `${status}: nginx reaches no bot; does it run, and is it the right port?`
  if (status === 200 && body.trim() === echostr) {
    return 'the answer has more than the echostr, a BOM or a line feed; something in front changes it'
  }
  return `expected the echostr, got ${status} with ${headers.get('content-type') ?? 'nothing'}; something else answers there`
}
