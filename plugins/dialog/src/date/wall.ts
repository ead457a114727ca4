/** What the clock on the wall shows in a time zone. */
import type { Day } from './day.ts'

export interface Wall extends Day {
  readonly hour: number
  readonly minute: number
}

/** @param timeZone IANA name, checked at start. */
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
