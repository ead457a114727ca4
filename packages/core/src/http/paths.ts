/** Paths of bots: which ones are the same, and what is said of a push that comes to another. */
import type { WarnSparsely } from '../records/log.ts'

/** The path of a request's target, or of a bot: `//wechat/` is `/wechat`. */
export function samePath(target: string): string {
  const path = target.slice(0, targetEnd(target))
  if (!path.includes('//') && (path.length === 1 || !path.endsWith('/'))) return path
  const parts = path.split('/').filter((part) => part !== '')
  return `/${parts.join('/')}`
}

/** Where the path of a target ends. */
export function targetEnd(target: string): number {
  const at = target.indexOf('?')
  return at === -1 ? target.length : at
}

interface Missed {
  readonly url: string
  readonly method: string
}

/** What WeChat signs a push with: a scanner sends none of it. */
const SIGNED = /[?&](msg_)?signature=[\da-f]{40}(&|$)/i

/** Of a path, in the log. */
const MAX_SHOWN = 100

/**
 * Says, now and then, that a push came to a path where no bot is: else it leaves no line, and looks like a
 * firewall.
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
