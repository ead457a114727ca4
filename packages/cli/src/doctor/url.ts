/** Examines the public URL, which is the one in WeChat's console: whether it leads to the bot. */
import type { Bot, BotConfig } from '@wechatbot/core'
import { type AccountSecrets, signQuery } from '@wechatbot/simulator'
import { secretsFor, urlOfBot } from '../target.ts'
import type { Words } from '../words/index.ts'
import { type Finding, fail, ok, textOf, warn } from './finding.ts'

type UrlWords = Words['doctor']['url']

/** What `--url` says, and whose it may be. */
export interface Asked {
  readonly url: URL | undefined
  /** The paths of all bots. */
  readonly paths: readonly string[]
  /** Whether the call names the bot that the URL is for: a proxy may lead the path of another bot to it. */
  readonly isChosen: boolean
}

export async function examinePublic(
  config: BotConfig,
  bot: Bot,
  { url: given, paths, isChosen }: Asked,
  say: UrlWords,
): Promise<readonly Finding[]> {
  if (given === undefined) {
    return [warn('url', say.notTried)]
  }
  // The other bot refuses this one's signature, which says nothing of this one.
  const { pathname } = given
  const isHere = (path: string) => withoutSlash(path) === withoutSlash(pathname)
  const isOfAnother = !isHere(bot.path) && paths.some(isHere)
  if (isOfAnother && !isChosen) return [warn('url', say.ofAnother(pathname, bot.path))]
  return examineUrl(urlOfBot(given, bot), secretsFor(config), say, bot.path, isOfAnother)
}

/** A bot answers with a slash more, too. */
function withoutSlash(path: string): string {
  return path.replace(/(.)\/$/, '$1')
}

/**
 * Asks as the console does when the configuration is saved, then as a stranger would, without a signature.
 * @param path the bot's path in the configuration.
 * @param isOfAnother whether another bot of the configuration has the path of the URL.
 */
export async function examineUrl(
  url: URL,
  secrets: AccountSecrets,
  say: UrlWords,
  path = '/wechat',
  isOfAnother = false,
): Promise<readonly Finding[]> {
  const echostr = String(Math.floor(Math.random() * 1e15))
  const signed = new URL(url)
  for (const [name, value] of Object.entries({ ...signQuery(secrets), echostr })) {
    signed.searchParams.set(name, value)
  }
  try {
    const response = await get(signed)
    // Not text(): it removes a byte order mark, and WeChat does not take an answer that begins with one.
    const body = Buffer.from(await response.arrayBuffer()).toString()
    if (response.status !== 200 || body !== echostr) {
      const paths = { asked: url.pathname, path, isOfAnother }
      return [fail('url', explain(response, body, echostr, paths, say))]
    }
    const unsigned = await get(url)
    return [
      ok('url', say.answers(url.origin + url.pathname)),
      unsigned.status === 403
        ? ok('url', say.refuses)
        : fail('url', say.takesUnsigned(unsigned.status)),
    ]
  } catch (error) {
    return [fail('url', say.unreachable(url.origin, textOf(error), whyNot(url, error, say)))]
  }
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/

function whyNot({ hostname }: URL, error: unknown, say: UrlWords): string {
  const { name, cause } = error as Error & { cause?: { code?: string } }
  const code = cause?.code ?? ''
  if (code === 'ECONNREFUSED') {
    return LOOPBACK.test(hostname) ? say.noBotHere : say.refused
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return say.unknownName
  if (/CERT|SSL|TLS|ALTNAME/.test(code)) return say.certificate
  if (name === 'TimeoutError') return say.timeout
  return say.lookAt
}

function get(url: URL): Promise<Response> {
  return fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(5000) })
}

interface Paths {
  readonly asked: string
  readonly path: string
  readonly isOfAnother: boolean
}

function explain(
  { status, headers }: Response,
  body: string,
  echostr: string,
  { asked, path, isOfAnother }: Paths,
  say: UrlWords,
): string {
  if (status === 403) return isOfAnother ? say.refusedByAnother(asked, path) : say.badSignature
  if (status >= 300 && status < 400) return say.redirects(status)
  if (status === 404) {
    return withoutSlash(asked) === withoutSlash(path)
      ? say.otherServer(path)
      : say.otherPath(asked, path)
  }
  if (status >= 500) return say.noBotBehind(status)
  if (status === 200 && body.trim() === echostr) return say.changed
  return say.other(status, headers.get('content-type') ?? say.nothing)
}
