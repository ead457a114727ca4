/** Regular expressions of all kinds, with flags, and texts of what they speak of: for properties. */
import fc from 'fast-check'

/** Letters that fold in unusual ways, white space, line ends, halves of pairs, marks, a kana. */
const CHARACTERS = [
  ...['a', 'b', 'A', 'k', 's', '1', '_', '-', ',', ' ', '\n', '\r', '\u2028', '\u0000', '\u00a0'],
  ...['\u3000', '\ufeff', '退', '货', '価', 'é', 'ß', 'ẞ', 'ſ', '\u212a', 'İ', 'ı', 'σ', 'ς', 'Σ'],
  ...['ﬅ', 'ﬆ', 'Ⅷ', 'Ა', 'ა', 'Ꭰ', 'ꭰ', '😀', '😂', '𠮷', '\ud83d', '\ude00', '\u0301', 'ｱ'],
]

const LITERALS = CHARACTERS.map((each) => each.replace(/[\n\r\u2028]/g, escaped)).concat(
  ...['\\.', '\\n', '\\r', '\\u2028', '\\u{1F600}', '\\uD83D\\uDE00', '\\x41', '\\cJ', '\\0'],
  ...['\\/', '\\-', '\\k', '\\1', '\\q', '{', '}', ']', '\\u0053', '\\{'],
)

const SETS = [
  ...[
    '.',
    '\\d',
    '\\D',
    '\\w',
    '\\W',
    '\\s',
    '\\S',
    '[^]',
    '[]',
    '[ab]',
    '[^a]',
    '[a-k]',
    '[^\\s]',
  ],
  ...[
    '[一-龥]',
    '[\\w-]',
    '[\\d-z]',
    '[\\b]',
    '[^\\W_]',
    '[\\u{1F600}-\\u{1F64F}]',
    '[^😀]',
    '[😀b]',
  ],
  ...['\\p{L}', '\\P{L}', '\\p{Lu}', '\\p{Script=Han}', '[\\p{Ll}1]', '[^\\p{Lu}]', '\\p{Emoji}'],
  ...['[\\ud83d]', '[\\ud800-\\udfff]', '[A-Z]', '[ſk]', '[^k]', '\\p{ASCII}', '\\P{Lowercase}'],
]

const ASSERTIONS = ['^', '$', '\\b', '\\B', '(?=a)', '(?!b)', '(?<=a)', '(?<!退)', '\\1', '\\k<n>']

const QUANTIFIERS = [
  '*',
  '+',
  '?',
  '{2}',
  '{0}',
  '{1,3}',
  '{0,2}',
  '{2,}',
  '*?',
  '+?',
  '??',
  '{1,2}?',
]

const { pattern } = fc.letrec<{ pattern: string; element: string; sequence: string }>((tie) => ({
  element: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { weight: 6, arbitrary: fc.constantFrom(...LITERALS) },
    { weight: 4, arbitrary: fc.constantFrom(...SETS) },
    { weight: 1, arbitrary: fc.constantFrom(...ASSERTIONS) },
    { weight: 2, arbitrary: tie('pattern').map((inner) => `(${inner})`) },
    { weight: 1, arbitrary: tie('pattern').map((inner) => `(?:${inner})`) },
    { weight: 1, arbitrary: tie('pattern').map((inner) => `(?<n>${inner})`) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(tie('element'), fc.constantFrom(...QUANTIFIERS))
        .map(([inner, quantifier]) => inner + quantifier),
    },
  ),
  sequence: fc.array(tie('element'), { maxLength: 4 }).map((elements) => elements.join('')),
  pattern: fc.oneof(
    { weight: 3, arbitrary: tie('sequence') },
    {
      weight: 1,
      arbitrary: fc.tuple(tie('sequence'), tie('sequence')).map((two) => two.join('|')),
    },
  ),
}))

const flags = fc.constantFrom('u', 'u', 'u', '', '', 'i', 'iu', 's', 'su', 'm', 'mu', 'isu', 'di')

/** All that JavaScript takes; the rest of what is made is left out. */
export const regExps: fc.Arbitrary<RegExp> = fc
  .tuple(pattern, flags)
  .map(([source, written]) => compiled(source, written))
  .filter((each) => each !== undefined)

export const texts: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...CHARACTERS), { maxLength: 12 })
  .map((characters) => characters.join(''))

function compiled(source: string, written: string): RegExp | undefined {
  try {
    return new RegExp(source, written)
  } catch {
    return undefined
  }
}

function escaped(lineEnd: string): string {
  return `\\u${lineEnd.charCodeAt(0).toString(16).padStart(4, '0')}`
}
