/** Whether a branch is open at this moment, as a line of the answer. */
import { createHours, nextText, type Scope } from '@wechatbot/core'
import type { Place } from './nearest.ts'

/** `营业中，到 21:00` or `休息中，明天 09:00 开门`. `undefined` for a place without hours. */
export type Status = (place: Place) => string | undefined

export function createStatus(
  places: readonly Place[],
  { clock, timeZone }: Pick<Scope, 'clock' | 'timeZone'>,
): Status {
  const openings = new Map(
    places.map((place) => [place, place.hours && createHours(place.hours, timeZone)]),
  )
  return (place) => {
    const opening = openings.get(place)?.(clock.now())
    if (opening === undefined) return undefined
    const { isOpen, until, next } = opening
    if (isOpen) return `营业中，到 ${until}`
    return next === undefined ? '休息中' : `休息中，${nextText(next)} 开门`
  }
}
