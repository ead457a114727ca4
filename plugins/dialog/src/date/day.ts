/** Days of the calendar, without hours or time zones. */

export interface Day {
  readonly year: number
  /** Counted from 1. */
  readonly month: number
  readonly day: number
}

/** A date as an answer is kept: year, month, day, and hour and minute where they were said. */
export const KEPT_DATE = /^(\d{4})-(\d\d)-(\d\d)(?: (\d\d):(\d\d))?$/

const DAY_MS = 24 * 60 * 60_000
const NAMES = '日一二三四五六'

/** Undefined for a day that does not exist, such as the 30th of February. */
export function dayOf(year: number, month: number, day: number): Day | undefined {
  const it = fromUtc(Date.UTC(year, month - 1, day))
  return it.month === month && it.day === day ? it : undefined
}

export function addDays(from: Day, days: number): Day {
  return fromUtc(toUtc(from) + days * DAY_MS)
}

/** The same day of another month. In a shorter month it is the last day. */
export function addMonths({ year, month, day }: Day, months: number): Day {
  const first = fromUtc(Date.UTC(year, month - 1 + months, 1))
  return { ...first, day: Math.min(day, lastOf(first).day) }
}

/** The last day of the month. */
export function lastOf({ year, month }: Day): Day {
  return fromUtc(Date.UTC(year, month, 0))
}

/** 1 is Monday, 7 is Sunday. */
export function weekday(day: Day): number {
  return new Date(toUtc(day)).getUTCDay() || 7
}

/** 一 to 六, and 日. */
export function weekdayOf(day: Day): string {
  return NAMES[weekday(day) % 7] as string
}

/** `2026-11-28`. Texts of this form have the same order as their days. */
export function dayText({ year, month, day }: Day): string {
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
}

export function two(part: number): string {
  return String(part).padStart(2, '0')
}

function toUtc({ year, month, day }: Day): number {
  return Date.UTC(year, month - 1, day)
}

function fromUtc(ms: number): Day {
  const date = new Date(ms)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}
