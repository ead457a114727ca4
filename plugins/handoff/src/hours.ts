/** Opening hours: which weekdays, from when to when. */
import * as v from 'valibot'

const time = v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a time like "09:00"'))

export const hoursSchema = v.array(
  v.strictObject({
    /** 1 is Monday, 7 is Sunday. @default every day */
    days: v.optional(v.array(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(7)))),
    from: time,
    /** Earlier than `from`: on the next day. */
    to: time,
  }),
)

export type Hours = v.InferOutput<typeof hoursSchema>

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** Whether it is open at a moment, in seconds since 1970. Without hours it always is. */
export function createHours(hours: Hours | undefined, timeZone: string): (at: number) => boolean {
  if (hours === undefined) return () => true
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  return (at) => {
    const parts = new Map(format.formatToParts(at * 1000).map(({ type, value }) => [type, value]))
    const day = WEEKDAYS.indexOf(parts.get('weekday') ?? '') + 1
    const now = `${parts.get('hour')}:${parts.get('minute')}`
    return hours.some(({ days, from, to }) => {
      const isOn = (weekday: number) => days === undefined || days.includes(weekday)
      if (from <= to) return isOn(day) && from <= now && now < to
      // Past midnight it still is the evening of the day before.
      return (isOn(day) && from <= now) || (isOn(day === 1 ? 7 : day - 1) && now < to)
    })
  }
}
