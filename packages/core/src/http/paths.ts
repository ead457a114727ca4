/** Compares the paths of bots, and warns of a push that comes to no bot's path. */
import type { WarnSparsely } from '../records/log.ts'

/** The normal form of a request's path or a bot's path: `//wechat/` is `/wechat`. */
export function samePath(target: string): string {
  const path = target.slice(0, targetEnd(target))
  if (!path.includes('//') && (path.length === 1 || !path.endsWith('/'))) return path
  const parts = path.split('/').filter((part) => part !== '')
  return `/${parts.join('/')}`
}

/** The index at which the path of a target ends. */
export function targetEnd(target: string): number {
  const at = target.indexOf('?')
  return at === -1 ? target.length : at
}

interface Missed {
  readonly url: string
  readonly method: string
}

/** The signature of WeChat's pushes. A scanner sends none. */
const SIGNED = /[?&](msg_)?signature=[\da-f]{40}(&|$)/i

/** The log shows this many characters of a path. */
const MAX_SHOWN = 100

/**
 * Warns, at most once a minute, that a push came to a path without a bot. Without this line in the
 * log, the mistake would look like a firewall.
 */
export function createMissWarning(
  bots: readonly { readonly name: string; readonly path: string }[],
  warnSparsely: WarnSparsely,
): (missed: Missed) => void {
  const paths = bots.map(({ path }) => path)
  return ({ url, method }) => {
    if (!SIGNED.test(url)) return
    const path = url.slice(0, Math.min(targetEnd(url), MAX_SHOWN))
    const where =
      paths.length === 1 ? `the bot is at ${paths[0]}` : `bots are at ${paths.join(', ')}`
    warnSparsely(
      'NO_BOT_AT_PATH',
      { method, path },
      `a push came to ${path}, ${where}; compare the URL in WeChat's console with path`,
    )
  }
}
