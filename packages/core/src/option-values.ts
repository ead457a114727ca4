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

/** What stands in braces in `text`, braces included, and is none of `names`. Users read it as it is. */
export function strayPlaceholders(text: string, names: readonly string[]): readonly string[] {
  const all = [...text.matchAll(BRACES)].map(([whole]) => whole)
  return all.filter((whole) => !names.some((name) => whole === `{${name}}`))
}

/** For options of plugins: a check of a text in which these names are filled in: `{next}`. */
export function placeholders(names: readonly string[]) {
  return v.rawCheck<string>(({ dataset, addIssue }) => {
    if (!dataset.typed) return
    const stray = strayPlaceholders(dataset.value, names)
    if (stray.length === 0) return
    const known = names.map((name) => `{${name}}`).join(' ')
    const unknown = stray.map((whole) => `${whole}${suggestion(whole, names)}`).join(', ')
    addIssue({ message: `a text with the placeholders ${known}; unknown: ${unknown}` })
  })
}

function suggestion(whole: string, names: readonly string[]): string {
  const best = nearest(whole.slice(1, -1).normalize('NFKC').trim(), names)
  return best === undefined ? '' : ` (did you mean {${best}}?)`
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
