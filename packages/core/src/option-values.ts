/** The schemas of two values in options: a word, and a time zone. */
import * as v from 'valibot'
import { foldPart } from './message/fold.ts'

/** For options of plugins: a text that is not blank. A blank word would be in every message. */
export const wordSchema = v.pipe(
  v.string(),
  v.check((word) => foldPart(word) !== '', 'a word of at least one character'),
)

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
