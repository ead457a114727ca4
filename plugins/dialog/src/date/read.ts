/** Reads a date as people write it in Chinese. chrono reads it after the rules of phrases.ts. */
import { parse } from 'chrono-node/zh/hans'
import { addDays, dayText, two } from './day.ts'
import { toPhrase } from './phrases.ts'
import type { Wall } from './wall.ts'

export type DateAnswer =
  /** `YYYY-MM-DD` or `YYYY-MM-DD HH:mm`. */
  { readonly date: string } | { readonly misfit: 'no date' | 'past' }

/**
 * Reads a date that was written at `now`. An hour below 12 without a part of the day has two meanings; today it is
 * the next of the two. A part of the day without an hour (明天下午) gives the day alone.
 *
 * @param text already folded
 * @param past whether the date may be in the past
 */
export function readDate(text: string, now: Wall, past: boolean): DateAnswer {
  if (text.length > MAX_LENGTH) return { misfit: 'no date' }
  const phrase = toPhrase(text, { today: now, past })
  // chrono counts in the machine's own time zone, so the fields are read in that zone.
  const at = new Date(now.year, now.month - 1, now.day, now.hour, now.minute)
  const [found, next] = parse(phrase.text, at)
  if (found === undefined) return { misfit: 'no date' }
  const get = (part: 'year' | 'month' | 'day' | 'hour' | 'minute') => found.start.get(part) ?? 0
  const has = (part: 'day' | 'weekday' | 'hour' | 'meridiem') => found.start.isCertain(part)
  let day = { year: get('year'), month: get('month'), day: get('day') }
  const isOver = (it: string, reference: string) => !past && it < reference
  const today = dayText(now)
  if (!has('hour')) {
    // 明天25点: the text behind the day is no time.
    if (/^\s*\d+\s*[点时:]/.test(phrase.text.slice(found.index + found.text.length)) && !next)
      return { misfit: 'no date' }
    return isOver(dayText(day), today) ? { misfit: 'past' } : { date: dayText(day) }
  }
  const present = `${today} ${two(now.hour)}:${two(now.minute)}`
  const isAfter = /(?:小时|钟头|分钟|刻钟)(?:之|以)?后/.test(phrase.text)
  let hour = get('hour')
  const written = () => `${dayText(day)} ${two(hour)}:${two(get('minute'))}`
  if (!isAfter) {
    if (/晚上\s*(?:12|十二)\s*[点时:]/.test(found.text)) {
      day = addDays(day, 1)
      hour = 0
    }
    if (!has('meridiem') && hour < 12 && dayText(day) === today && written() < present) hour += 12
    if (!has('day') && !has('weekday') && isOver(written(), present)) day = addDays(day, 1)
    if (phrase.isEachWeek && isOver(written(), present)) day = addDays(day, 7)
  }
  return isOver(written(), present) ? { misfit: 'past' } : { date: written() }
}

/** The longest text that may be a date, in characters. */
const MAX_LENGTH = 100
