/** The regular expressions of rules: how they are written, their RegExp, and how much of a message they see. */

/** In bytes of UTF-8. No sensible message is longer, and the limit keeps the work of a pattern small. */
export const MAX_PATTERN_INPUT = 2048

/**
 * The RegExp of a rule. A text is the source of an expression with the flag `u`, or has the form `/source/flags`.
 * The flags g and y are removed: with either, a RegExp would begin where it stopped at the last user.
 * @throws SyntaxError for a text that is no regular expression.
 */
export function toPattern(written: string | RegExp): RegExp {
  const [source, flags] =
    written instanceof RegExp ? [written.source, written.flags] : split(written)
  return new RegExp(source, flags.replace(/[gy]/g, ''))
}

function split(written: string): readonly [source: string, flags: string] {
  const [, source, flags] = /^\/(.+)\/([a-z]*)$/s.exec(written) ?? []
  return source === undefined || flags === undefined ? [written, 'u'] : [source, flags]
}

/** The beginning of `text` that a pattern sees. No character is cut in two. */
export function capped(text: string): string {
  // A character takes at most three bytes for each of its code units.
  if (text.length * 3 <= MAX_PATTERN_INPUT) return text
  const bytes = new Uint8Array(MAX_PATTERN_INPUT)
  return text.slice(0, new TextEncoder().encodeInto(text, bytes).read)
}
