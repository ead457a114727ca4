/**
 * The characters that one element of a regular expression matches: `\s`, `[^a-z]`, `\p{Han}`, or a letter under the
 * flag `i`. JavaScript itself is asked, character by character. Other engines have another `\s`, fold case in
 * another way, or use another version of Unicode.
 */

/** The first and the last character, both included. They are code points with the flag `u`, else code units. */
export type Range = readonly [first: number, last: number]

export interface Charsets {
  /** @param element a class, an escape or `.`, as it is written in an expression with these flags. */
  readonly ofElement: (element: string, flags: string) => readonly Range[]
  readonly ofCharacter: (character: number, flags: string) => readonly Range[]
}

/** Remembers its answers and all characters. Keep it only while rules are read. */
export function createCharsets(): Charsets {
  const known = new Map<string, readonly Range[]>()
  const remember = (key: string, find: () => readonly Range[]) => {
    const ranges = known.get(key) ?? find()
    known.set(key, ranges)
    return ranges
  }
  let runs: readonly Run[] | undefined
  let cased: readonly string[] | undefined

  return {
    ofElement: (element, flags) =>
      remember(`${relevant(flags)} ${element}`, () => {
        runs ??= createRuns()
        const isUnicode = flags.includes('u')
        const some = isUnicode ? runs : runs.filter(({ first }) => first < ASTRAL)
        return scan(new RegExp(`(?:${element})+`, `g${relevant(flags)}`), some)
      }),
    ofCharacter: (character, flags) => {
      if (!flags.includes('i')) return [[character, character]]
      return remember(`${relevant(flags)} ${character}`, () => {
        cased ??= createCased()
        const self = String.fromCodePoint(character)
        const isUnicode = flags.includes('u')
        const hex = character.toString(16)
        const written = isUnicode ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`
        const pattern = new RegExp(`^${written}$`, relevant(flags))
        return merged(
          [self, ...cased]
            .filter((each) => pattern.test(each))
            .map((each) => [each.codePointAt(0), each.codePointAt(0)] as Range),
        )
      })
    },
  }
}

/** The flags that change what one element matches. */
function relevant(flags: string): string {
  return flags.replace(/[^isu]/g, '')
}

/** Consecutive characters as one text. */
interface Run {
  readonly first: number
  /** The number of code units of each character. */
  readonly width: 1 | 2
  readonly text: string
}

const ASTRAL = 0x10000
/** In a longer run, V8 would have to remember more places for one search than it has room for. */
const RUN = 0x1000
/**
 * The halves of surrogate pairs stand second halves first. In the other order two neighbours would form a whole
 * pair.
 */
const BLOCKS: readonly Range[] = [
  [0x0000, 0xd7ff],
  [0xdc00, 0xdfff],
  [0xd800, 0xdbff],
  [0xe000, 0xffff],
  [ASTRAL, 0x10ffff],
]

/** All characters up to the end of the run that contains `upTo`. */
function createRuns(upTo = 0x10ffff): readonly Run[] {
  return BLOCKS.flatMap(([from, to]) => {
    const runs: Run[] = []
    for (let first = from; first <= Math.min(to, upTo); first += RUN) {
      const length = Math.min(RUN, to - first + 1)
      const width = from === ASTRAL ? 2 : 1
      runs.push({ first, width, text: width === 2 ? pairs(first, length) : units(first, length) })
    }
    return runs
  })
}

function units(first: number, length: number): string {
  return String.fromCharCode(...Array.from({ length }, (_, i) => first + i))
}

/** Builds the text from halves: `String.fromCodePoint` takes ten times as long for a million characters. */
function pairs(first: number, length: number): string {
  const halves = new Uint16Array(length * 2)
  for (let i = 0; i < length; i += 1) {
    const code = first + i - ASTRAL
    halves[2 * i] = 0xd800 + (code >> 10)
    halves[2 * i + 1] = 0xdc00 + (code & 0x3ff)
  }
  // Not spread, because a spread iterates over the array element by element.
  return String.fromCharCode.apply(undefined, halves as unknown as number[])
}

function scan(pattern: RegExp, runs: readonly Run[]): readonly Range[] {
  const ranges = runs.flatMap(({ first, width, text }) =>
    [...text.matchAll(pattern)].map(({ 0: found, index }): Range => {
      const start = first + index / width
      return [start, start + found.length / width - 1]
    }),
  )
  return merged(ranges)
}

/** The ranges in order, with neighbours joined. */
function merged(ranges: readonly Range[]): readonly Range[] {
  const result: [number, number][] = []
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const before = result.at(-1)
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last)
    else result.push([first, last])
  }
  return result
}

/** The planes above have ideographs, marks for machines, and unassigned characters. None of them has case. */
const LAST_WITH_CASE = 0x1ffff

/** All characters that change with case, and all that another one changes to. There are about 3,000. */
function createCased(): readonly string[] {
  const cased = /[\p{Changes_When_Casemapped}\p{Changes_When_Casefolded}]/gu
  return createRuns(LAST_WITH_CASE).flatMap(({ text }) => text.match(cased) ?? [])
}
