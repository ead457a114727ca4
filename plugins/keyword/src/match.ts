/** How one rule finds its words in a text. */

export type Mode = 'exact' | 'contains' | 'prefix' | 'regex'

/** No sensible text message is longer; a pattern must not be given more to chew on. */
const MAX_PATTERN_INPUT = 2048

/**
 * Whether any of `patterns` is in a text.
 * @throws SyntaxError for a word that is no regular expression, in mode `regex`.
 */
export function createMatcher(
  patterns: readonly (string | RegExp)[],
  mode: Mode,
): (content: string) => boolean {
  const tests = patterns.map((pattern) => createTest(pattern, mode))
  return (content) => tests.some((matches) => matches(content))
}

function createTest(pattern: string | RegExp, mode: Mode): (content: string) => boolean {
  if (pattern instanceof RegExp || mode === 'regex') {
    const source = pattern instanceof RegExp ? pattern.source : pattern
    // Without g and y: with either, a RegExp remembers where it stopped at the last user.
    const flags = pattern instanceof RegExp ? pattern.flags.replace(/[gy]/g, '') : 'u'
    const expression = new RegExp(source, flags)
    return (content) => expression.test(content.slice(0, MAX_PATTERN_INPUT))
  }
  const word = pattern.trim()
  if (mode === 'contains') return (content) => content.includes(word)
  if (mode === 'prefix') return (content) => content.startsWith(word)
  return (content) => content === word
}
