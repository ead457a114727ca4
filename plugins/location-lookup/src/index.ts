/** location-lookup: answers a location with its district, offline, and with the nearest places of the shop. */
import { type Context, definePlugin, type Reply } from '@wechatbot/core'
import { createAnswer } from './answer.ts'
import { type Coordinates, toGcj02 } from './datum.ts'
import { createLookup, type Region } from './lookup.ts'
import { optionsSchema } from './options.ts'
import { createStatus } from './status.ts'
import { type Address, askTencent, ProviderError } from './tencent.ts'

export { type CoordinateSystem, type Coordinates, toGcj02 } from './datum.ts'
export { createLookup, type Lookup, type Region } from './lookup.ts'
export { distanceText, metresBetween, type Place } from './nearest.ts'

const HOUR_MS = 60 * 60 * 1000
/** Each reason is logged once in this time, however many users there are. */
const WARN_EVERY_MS = 60_000

/**
 * Answers location messages, LOCATION events (上报地理位置) and location_select (发送位置).
 * A point abroad is left to other plugins, unless there are places to name.
 */
export const locationLookup = definePlugin({
  name: 'location-lookup',
  options: optionsSchema,
  setup(scope, { template, events, places, coordinates, nearest, provider }) {
    const lookup = createLookup()
    // Places in GCJ-02 need no data. The data is read at the first location.
    const branches = places.map((place) => {
      if (coordinates === 'gcj02') return place
      const [latitude, longitude] = toGcj02(lookup, place.latitude, place.longitude, coordinates)
      return { ...place, latitude, longitude }
    })
    const status = createStatus(branches, scope)
    const answer = createAnswer({ template, nearest }, branches, status)

    const addressOf = async (
      { signal, log, store }: Pick<Context, 'signal' | 'log' | 'store'>,
      at: Coordinates,
    ): Promise<Address | undefined> => {
      const offline: Region | undefined = lookup(...at)
      if (provider === undefined || offline === undefined || signal.aborted) return offline
      try {
        return await askTencent(provider.tencent, at, signal)
      } catch (error) {
        if (!(error instanceof ProviderError)) return offline
        const reason = error.message
        if (await isFirst(store, `warned:${reason}`, WARN_EVERY_MS, true)) {
          log.warn({ reason }, 'no answer of Tencent LBS; the data of the package answers')
        }
        return offline
      }
    }

    const reply = async (
      context: Pick<Context, 'signal' | 'log' | 'store'>,
      at: Coordinates,
      label: string,
      isEvent: boolean,
    ): Promise<Reply | undefined> => {
      if (!isOnEarth(at)) return undefined
      return answer({ at, address: await addressOf(context, at), label, isEvent })
    }

    scope.on('location', (context) => {
      const { Location_X: latitude, Location_Y: longitude, Label } = context.message
      return reply(context, [latitude, longitude], Label, false)
    })

    if (events.location_select) {
      scope.on('event:location_select', (context) => {
        const { Location_X, Location_Y, Label, Poiname } = context.message.SendLocationInfo
        return reply(context, [Location_X, Location_Y], Poiname || Label, true)
      })
    }

    const { LOCATION } = events
    if (LOCATION === false) return
    scope.on('event:LOCATION', async (context) => {
      const { Latitude, Longitude } = context.message
      if (!isOnEarth([Latitude, Longitude])) return undefined
      if (LOCATION !== true) {
        const ttl = LOCATION.everyHours * HOUR_MS
        // When the store fails, the plugin is silent, because a report may come every five seconds.
        if (!(await isFirst(scope.store, `reported:${context.from}`, ttl, false))) return undefined
      }
      return reply(context, toGcj02(lookup, Latitude, Longitude, 'wgs84'), '', true)
    })
  },
})

export default locationLookup

function isOnEarth([latitude, longitude]: Coordinates): boolean {
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180
}

/** True at the first time within `ttlMs`. `otherwise` when the store fails. */
function isFirst(
  store: Context['store'],
  key: string,
  ttlMs: number,
  otherwise: boolean,
): Promise<boolean> {
  return store.setIfAbsent(key, true, ttlMs).catch(() => otherwise)
}
