/** How often a property is tried, and the texts that it is tried with. */
import { Buffer } from 'node:buffer'
import fc from 'fast-check'

/** Multiplies every number of runs: `WECHATBOT_FUZZ_RUNS=50 npm test` for a night. */
const FACTOR = factor(process.env.WECHATBOT_FUZZ_RUNS)

function factor(text = '1'): number {
  const value = Number(text)
  if (Number.isFinite(value) && value > 0) return value
  throw new RangeError(`WECHATBOT_FUZZ_RUNS: expected a number above 0, got "${text}"`)
}

/** For `fc.assert`: this many runs, times WECHATBOT_FUZZ_RUNS. A failure prints its seed. */
export function runs(count: number): { readonly numRuns: number } {
  return { numRuns: Math.max(1, Math.round(count * FACTOR)) }
}

/** As mocha's time-out of a property: for a machine with six other things to do, and for a night of fuzzing. */
export const TIMEOUT_MS = 120_000 * Math.max(1, FACTOR)

/** What has a meaning to XML, to WeChat, to a URL or to UTF-16. */
const ODD = [
  ']]>',
  ']]',
  ']',
  '<![CDATA[',
  '<!--',
  '-->',
  '<!DOCTYPE xml [',
  '<?xml version="1.0"?>',
  '<',
  '>',
  '</xml>',
  '</Content>',
  '&',
  '&amp;',
  '&#0;',
  '"',
  "'",
  '\r\n',
  '\r',
  '\n',
  '\t',
  ' ',
  '\u3000',
  '\0',
  '\u0008',
  '\u000b',
  '\u001b[31m',
  '\u0085',
  '\u2028',
  '\ufffe',
  '\uffff',
  '\ufeff',
  '\ud83d',
  '\ude00',
  '😀',
  '👩‍👩‍👧',
  '🇨🇳',
  'e\u0301',
  '你好',
  '<a href="https://x">',
  '</a>',
  '__proto__',
  '|',
  '%7C',
  '%25',
  '0',
  '-1.5',
]

/** Any text: odd pieces, plain ones, and single code units, so also half surrogate pairs. */
export function oddText(maxPieces = 12): fc.Arbitrary<string> {
  const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code))
  return fc
    .array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...ODD) }, fc.string(), unit), {
      maxLength: maxPieces,
    })
    .map((pieces) => pieces.join(''))
}

/**
 * What is left of a text after XML 1.0 has carried it: no forbidden characters, U+FFFD for half a
 * surrogate pair, `\n` for every line end. Written anew, character by character, to judge core's.
 */
export function carried(text: string): string {
  let kept = ''
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    const isForbidden =
      (code < 0x20 && code !== 9 && code !== 10 && code !== 13) ||
      code === 0xfffe ||
      code === 0xffff
    // By code point: a surrogate here is half a pair.
    if (code >= 0xd800 && code <= 0xdfff) kept += '\ufffd'
    else if (!isForbidden) kept += character
  }
  return kept.replaceAll('\r\n', '\n').replaceAll('\r', '\n')
}

/** A document that keeps a reader busy: what opens something, over and over, as long as is asked for. */
export const slowDocument: fc.Arbitrary<(characters: number) => string> = fc
  .tuple(
    fc.array(
      fc.constantFrom(
        ...['<', '<a>', '</a>', '<a ', '<![CDATA[', ']]', ']]>', '<!--', '-', '&', '&#', ' ', '?'],
        ...['<?xml ', 'x="', "'", ';'],
      ),
      { minLength: 1, maxLength: 3 },
    ),
    fc.constantFrom('', '<xml>', '<?xml '),
  )
  .map(([pieces, head]) => {
    const part = pieces.join('')
    const written = (characters: number) => head + part.repeat(Math.floor(characters / part.length))
    return Object.assign(written, { [fc.toStringMethod]: () => JSON.stringify(head + part) })
  })

/** A few changes of a document's bytes: cut out, doubled, replaced, or with something put in. */
export function mutated(document: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array> {
  const change = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(12),
    how: fc.constantFrom('cut', 'double', 'replace', 'insert'),
    bytes: fc.oneof(
      fc.uint8Array({ maxLength: 8 }),
      fc.constantFrom(...ODD).map((text) => new Uint8Array(Buffer.from(text))),
    ),
  })
  return fc.tuple(document, fc.array(change, { minLength: 1, maxLength: 4 })).map(([text, list]) =>
    list.reduce<Uint8Array>((bytes, { at, length, how, bytes: other }) => {
      const start = Math.floor(at * bytes.length)
      const end = Math.min(bytes.length, start + length)
      const middle =
        how === 'double'
          ? Buffer.concat([bytes.subarray(start, end), bytes.subarray(start, end)])
          : other
      return Buffer.concat([
        bytes.subarray(0, start),
        how === 'cut' ? new Uint8Array() : middle,
        bytes.subarray(how === 'insert' ? start : end),
      ])
    }, Buffer.from(text)),
  )
}
