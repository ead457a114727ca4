/** A stack as its reader wants it: the lines of their own code first, without ours above and below them. */

/** Where the code of this package is; with source maps stacks name `src`. */
const OURS = ['src/', 'dist/']
  .map((folder) => new URL(`../../${folder}`, import.meta.url))
  .flatMap(({ href, pathname }) => [href, decodeURIComponent(pathname)])
const FRAME = /^\s+at /

/**
 * A stack without the frames of the framework and of Node, where other frames stay: an error in a handler
 * or in a setup is its author's to find.
 */
export function userStack(stack: string): string {
  const lines = stack.split('\n')
  const kept = lines.filter((line) => !FRAME.test(line) || !isOurs(line))
  return kept.some((line) => FRAME.test(line)) ? kept.join('\n') : stack
}

function isOurs(frame: string): boolean {
  return /\bnode:/.test(frame) || OURS.some((folder) => frame.includes(folder))
}
