/** Opening hours (营业时间) as a configuration value that plugins share. */
import * as v from 'valibot'

const DAY = /^\d{4}-\d\d-\d\d$/
/** `9:00` and `9：00`, with the colon of Chinese keyboards, are `09:00`. */
const time = v.pipe(
  v.string(),
  v.transform((written) => written.replace('：', ':').replace(/^\d:/, '0$&')),
  v.regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a time like "09:00"'),
)
const date = v.pipe(
  v.string(),
  v.check(isDate, 'a date like "2027-01-01", or two with .. between them'),
)

const entry = v.pipe(
  v.strictObject({
    /** 1 is Monday, 7 is Sunday. @default every day */
    days: v.optional(v.array(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(7)))),
    /** Used in place of `days`, for holidays. On these dates entries without dates do not count. */
    dates: v.optional(v.pipe(v.array(date), v.minLength(1, 'at least one date'))),
    from: v.optional(time),
    /** A time before `from` is on the next day. */
    to: v.optional(time),
    /** Closed all day. */
    closed: v.optional(v.literal(true)),
  }),
  v.check(
    ({ from, to, closed }) => (from === undefined) === (to === undefined) && !(closed && from),
    'from and to, or closed: true',
  ),
  v.check(
    ({ from, closed }) => from !== undefined || closed === true,
    'from and to, or closed: true',
  ),
  v.check(
    ({ days, dates }) => days === undefined || dates === undefined,
    'days or dates, not both',
  ),
)

/** The schema of a list of {@link OpeningHours}, for options of plugins. */
export const hoursSchema = v.array(entry)

/** Opening times of some days, or days that are closed. */
export type OpeningHours = v.InferOutput<typeof entry>

/** Whether it is open at one moment, and until when or from when. */
export interface Opening {
  readonly isOpen: boolean
  /** Present while it is open: the time at which it closes, such as `21:00`. */
  readonly until?: string
  /** Present while it is closed, if it opens within 31 days. `inDays` 0 is today. */
  readonly next?: { readonly inDays: number; readonly date: string; readonly from: string }
}

const DAY_MS = 24 * 60 * 60_000
const LOOK_DAYS = 31

/**
 * Returns a function that tells whether it is open at a moment, in milliseconds since 1970. Without
 * hours it is always open.
 *
 * @example
 * ```ts
 * const openingAt = createHours([{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }], 'Asia/Shanghai')
 * openingAt(Date.now()).isOpen
 * ```
 * @param timeZone IANA name
 * @throws RangeError for an unknown time zone
 */
export function createHours(
  hours: readonly OpeningHours[] | undefined,
  timeZone: string,
): (ms: number) => Opening {
  if (hours === undefined) return () => ({ isOpen: true })
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  })
  return (ms) => {
    const [today = '', now = ''] = format.format(ms).split(' ')
    const open = spansOf(hours, today).find(
      ({ from, to }) => from <= now && (to <= from || now < to),
    )
    // After midnight the hours of the evening before may still run.
    const late = spansOf(hours, dayAfter(today, -1)).find(({ from, to }) => to <= from && now < to)
    const span = open ?? late
    if (span !== undefined) return { isOpen: true, until: span.to }
    for (let inDays = 0; inDays <= LOOK_DAYS; inDays += 1) {
      const day = dayAfter(today, inDays)
      const starts = spansOf(hours, day).map(({ from }) => from)
      const [from] = starts.filter((start) => inDays > 0 || start > now).sort()
      if (from !== undefined) return { isOpen: false, next: { inDays, date: day, from } }
    }
    return { isOpen: false }
  }
}

/** An opening time as people say it: `今天 09:00`, `明天 09:00`, `12月1日（周二） 09:00`. */
export function nextText({ inDays, date, from }: NonNullable<Opening['next']>): string {
  if (inDays < 2) return `${inDays === 0 ? '今天' : '明天'} ${from}`
  const day = new Date(date)
  const weekday = '日一二三四五六'[day.getUTCDay()]
  return `${day.getUTCMonth() + 1}月${day.getUTCDate()}日（周${weekday}） ${from}`
}

interface Span {
  readonly from: string
  readonly to: string
}

function spansOf(hours: readonly OpeningHours[], day: string): readonly Span[] {
  const special = hours.filter(({ dates }) => dates?.some((it) => isWithin(day, it)))
  const weekday = new Date(day).getUTCDay() || 7
  const usual = hours.filter(({ days, dates }) => {
    return dates === undefined && (days === undefined || days.includes(weekday))
  })
  const all = special.length > 0 ? special : usual
  if (all.some(({ closed }) => closed)) return []
  return all.flatMap(({ from, to }) =>
    from === undefined || to === undefined ? [] : [{ from, to }],
  )
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10)
}

function isWithin(day: string, dates: string): boolean {
  const [first = '', last = first] = dates.split('..')
  return first <= day && day <= last
}

function isDate(text: string): boolean {
  const [first = '', last = first, ...more] = text.split('..')
  // Date reads the 30th of February as the 2nd of March.
  const isDay = (it: string) =>
    DAY.test(it) && !Number.isNaN(Date.parse(it)) && dayAfter(it, 0) === it
  return more.length === 0 && isDay(first) && isDay(last) && first <= last
}
