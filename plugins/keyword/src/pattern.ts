/** Regular expressions of rules: as written, as a RegExp, and how much of a message they see. */

/** In UTF-8. No sensible message is longer; a pattern must not be given more to chew on. */
export const MAX_PATTERN_INPUT = 2048

/**
 * The RegExp of a rule. A text is its source, with the flag `u`, or `/source/flags`.
 * Without g and y: with either, a RegExp remembers where it stopped at the last user.
 * @throws SyntaxError for what is no regular expression.
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

/** The beginning of `text` that a pattern gets to see; no character is cut in two. */
export function capped(text: string): string {
  // No character takes more than three bytes for each of its code units.
  if (text.length * 3 <= MAX_PATTERN_INPUT) return text
  const bytes = new Uint8Array(MAX_PATTERN_INPUT)
  return text.slice(0, new TextEncoder().encodeInto(text, bytes).read)
}
