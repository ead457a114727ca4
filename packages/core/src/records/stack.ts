/** Shortens a stack for its reader: the lines of their own code come first, without our lines around them. */

/**
 * The folder of this package and of its sibling packages. With source maps, stacks name `src`. The
 * package `wechatbot` (the command) has no scope.
 */
const SIBLINGS = new URL('../../../', import.meta.url)
const PACKAGES = [SIBLINGS.href, decodeURIComponent(SIBLINGS.pathname)]
const OWN_CODE = /^[\w-]+\/(src|dist)\//
const COMMAND = '/node_modules/wechatbot/dist/'
const FRAME = /^\s+at /

/**
 * A stack without the frames of the framework and of Node, if other frames remain. An error in a
 * handler or a setup concerns its author.
 */
export function userStack(stack: string): string {
  const lines = stack.split('\n')
  const kept = lines.filter((line) => !FRAME.test(line) || !isOurs(line))
  return kept.some((line) => FRAME.test(line)) ? kept.join('\n') : stack
}

function isOurs(frame: string): boolean {
  if (/\bnode:/.test(frame) || frame.includes(COMMAND)) return true
  return PACKAGES.some((folder) => {
    const at = frame.indexOf(folder)
    return at !== -1 && OWN_CODE.test(frame.slice(at + folder.length))
  })
}
