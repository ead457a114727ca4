/** Values in options: a word, a text with names in braces, and a time zone. */
import * as v from 'valibot'
import { nearest } from './errors.ts'
import { foldPart } from './message/fold.ts'

/** For options of plugins: a text that is not blank. A blank word would be in every message. */
export const wordSchema = v.pipe(
  v.string(),
  v.check((word) => foldPart(word) !== '', 'a word of at least one character'),
)

/** Full-width braces come from a Chinese keyboard. Nothing is filled in there. */
const BRACES = /[{｛]([^{}｛｝]*)[}｝]/g

/** The parts of `text` in braces that are none of `names`, with their braces. Nothing is filled in there. */
function strayPlaceholders(text: string, names: readonly string[]): readonly string[] {
  const all = [...text.matchAll(BRACES)].map(([whole]) => whole)
  return all.filter((whole) => !names.some((name) => whole === `{${name}}`))
}

/** For options of plugins: a check of a text in which these names are filled in, with no other braces: `{city}`. */
export function placeholders(names: readonly string[]) {
  return checkOf(names, strayPlaceholders)
}

/** The times that texts about opening hours can have. */
const TIMES = ['until', 'next'] as const
type Time = (typeof TIMES)[number]

/**
 * The parts of `text` in braces that are probably meant as a time and are none of `filled`, with their braces: another time,
 * a misspelled one, or one in full-width braces. Braces around other words are a part of the text.
 */
export function strayTimes(text: string, filled: readonly Time[]): readonly string[] {
  return strayPlaceholders(text, filled).filter((whole) => {
    const word = wordIn(whole)
    return word.length > 2 && nearest(word, TIMES) !== undefined
  })
}

/** For options of plugins: a check of a text in which these times are filled in, or none. See {@link strayTimes}. */
export function times(filled: readonly Time[]) {
  return checkOf(filled, strayTimes)
}

function checkOf<Name extends string>(
  names: readonly Name[],
  strayIn: (text: string, names: readonly Name[]) => readonly string[],
) {
  return v.rawCheck<string>(({ dataset, addIssue }) => {
    if (!dataset.typed) return
    const stray = strayIn(dataset.value, names)
    if (stray.length === 0) return
    const unknown = stray.map((whole) => `${whole}${suggestion(whole, names)}`).join(', ')
    const known = names.map((name) => `{${name}}`).join(' ')
    addIssue({
      message:
        known === ''
          ? `a text without placeholders; found: ${unknown}`
          : `a text with the placeholders ${known}; unknown: ${unknown}`,
    })
  })
}

function suggestion(whole: string, names: readonly string[]): string {
  const best = nearest(wordIn(whole), names)
  return best === undefined ? '' : ` (did you mean {${best}}?)`
}

function wordIn(whole: string): string {
  return whole.slice(1, -1).normalize('NFKC').trim()
}

const ZONE = 'a time zone like "Asia/Shanghai"'

/** The IANA name of a time zone. */
export const timeZoneSchema = v.pipe(v.string(ZONE), v.check(isTimeZone, ZONE))

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}
