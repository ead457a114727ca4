/** location-lookup: answers a location with its province and city, offline. */
import { definePlugin } from '@wechatbot/core'
import * as v from 'valibot'
import { fromWgs84 } from './datum.ts'
import { createLookup, type Place } from './lookup.ts'

export { fromWgs84 } from './datum.ts'
export { createLookup, type Lookup, type Place } from './lookup.ts'

const options = v.optional(v.strictObject({}), {})

/** Answers location messages and LOCATION events (上报地理位置). A point abroad is left to others. */
export const locationLookup = definePlugin({
  name: 'location-lookup',
  options,
  setup(scope) {
    const lookup = createLookup()
    scope.on('location', ({ message }) => answerOf(lookup(message.Location_X, message.Location_Y)))
    scope.on('event:LOCATION', ({ message }) =>
      answerOf(lookup(...fromWgs84(message.Latitude, message.Longitude))),
    )
  },
})

export default locationLookup

function answerOf(place: Place | undefined): string | undefined {
  if (!place) return undefined
  const { province, city } = place
  return city === province ? `您在${province}` : `您在${province}${city}`
}
