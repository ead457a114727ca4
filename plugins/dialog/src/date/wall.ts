/** The local date and time in a time zone. */
import type { Day } from './day.ts'

export interface Wall extends Day {
  readonly hour: number
  readonly minute: number
}

/**
 * When the local time is this, in milliseconds since 1970. A change of the clock may skip an hour or repeat it;
 * then it is one of the two moments.
 */
export function momentOf(
  wallAt: (ms: number) => Wall,
  wall: Readonly<Record<keyof Wall, string | number | undefined>>,
): number {
  const shown = asUtc(wall)
  const offsetAt = (ms: number) => asUtc(wallAt(ms)) - ms
  // The first offset may be the offset of the day before.
  return shown - offsetAt(shown - offsetAt(shown))
}

function asUtc({ year, month, day, hour, minute }: Readonly<Record<keyof Wall, unknown>>): number {
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute))
}

/** @param timeZone an IANA name, which was checked at the start. */
export function createWall(timeZone: string): (ms: number) => Wall {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  })
  return (ms) => {
    const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]))
    const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0
    const [year, month, day] = [part('year'), part('month'), part('day')]
    return { year, month, day, hour: part('hour'), minute: part('minute') }
  }
}
