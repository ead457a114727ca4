/** Fills texts that have `{name}` in them with answers. */
import { KEPT_DATE, weekdayOf } from './date/day.ts'

/** `{`, a name and `}`, without blanks. */
const PLACE = /\{([\p{L}_$][\p{L}\p{N}_$-]*)\}/gu

/** Also with the full-width braces of a Chinese keyboard, which nothing fills. */
const MEANT = /[{｛]([\p{L}_$][\p{L}\p{N}_$-]*)[}｝]/gu

/** A place as it is written, braces included, and its name. */
export interface Place {
  readonly written: string
  readonly name: string
}

/** The places that are meant in a text. */
export function placesIn(text: string): readonly Place[] {
  return [...text.matchAll(MEANT)].map(([written, name = '']) => ({ written, name }))
}

/** Fills all places in one pass, so that an answer which looks like a place stays as the user wrote it. */
export function fill(
  text: string,
  answers: Readonly<Record<string, unknown>>,
  year: number,
): string {
  return text.replace(PLACE, (_, name: string) =>
    Object.hasOwn(answers, name) ? shown(answers[name], year) : '',
  )
}

/** @param year the present year, which is left out of dates. */
function shown(answer: unknown, year: number): string {
  if (typeof answer === 'object' && answer !== null) return shownFields(answer)
  const [, y, month, day, hour, minute] = KEPT_DATE.exec(String(answer)) ?? []
  if (y === undefined) return String(answer)
  const date = { year: Number(y), month: Number(month), day: Number(day) }
  const said = date.year === year ? '' : `${date.year}年`
  const time = hour === undefined ? '' : `${hour}:${minute}`
  return `${said}${date.month}月${date.day}日（周${weekdayOf(date)}）${time}`
}

function shownFields(fields: object): string {
  const { Label, Title, Location_X, Location_Y, Url } = fields as Readonly<Record<string, unknown>>
  if (Location_X !== undefined) return String(Label || `${Location_X}, ${Location_Y}`)
  if (Url !== undefined) return String(Title || Url)
  if ('PicUrl' in fields) return '[图片]'
  return 'ThumbMediaId' in fields ? '[视频]' : JSON.stringify(fields)
}
