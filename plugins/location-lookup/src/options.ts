/** The options of location-lookup. */
import { hoursSchema, placeholders } from '@wechatbot/core'
import * as v from 'valibot'

/** The placeholders of `template`. `{label}` is the place's name by WeChat or Tencent. `{nearest}` is a list. */
export const PLACEHOLDERS = [
  'province',
  'city',
  'district',
  'label',
  'latitude',
  'longitude',
  'nearest',
] as const

/** The placeholders of `nearest.farText`. */
export const FAR_PLACEHOLDERS = ['withinKm', 'name', 'distance', 'address', 'url'] as const

const textWith = (names: readonly string[]) =>
  v.pipe(
    v.string('a text'),
    v.check((text) => text.trim() !== '', 'a text that is not empty'),
    placeholders(names),
  )

const range = (min: number, max: number, what: string) => {
  const message = `${what} from ${min} to ${max}`
  return v.pipe(v.number(message), v.minValue(min, message), v.maxValue(max, message))
}

const count = v.pipe(range(1, 8, 'a whole number'), v.integer('a whole number from 1 to 8'))

const link = v.pipe(v.string('a link'), v.check(isLink, 'a link with http:// or https://'))

const place = v.strictObject({
  name: v.pipe(v.string('a name'), v.nonEmpty('a name')),
  latitude: range(-90, 90, 'degrees'),
  longitude: range(-180, 180, 'degrees'),
  address: v.optional(v.string('a text')),
  /** The URL that a tap opens. @default the place on Tencent's map */
  url: v.optional(link),
  /** The picture of the place's article. */
  picUrl: v.optional(link),
  /** The opening hours, as the plugins hours and handoff take them. */
  hours: v.optional(hoursSchema),
})

const nearest = v.strictObject({
  /** The number of places. In answer to a message WeChat allows only one article. */
  count: v.optional(count, 3),
  /** The largest distance in a straight line. */
  withinKm: v.optional(range(0.1, 20_000, 'kilometres'), 50),
  as: v.optional(v.picklist(['text', 'news'], '"text" or "news"'), 'text'),
  /** The text when no place is within reach. Its placeholders describe the nearest place. */
  farText: v.optional(
    textWith(FAR_PLACEHOLDERS),
    '{withinKm} 公里内没有门店，最近的是{name}，距您 {distance}。',
  ),
})

const events = v.strictObject({
  /** 上报地理位置: a number allows one answer to each user in so many hours. true answers each event, false none. */
  LOCATION: v.optional(
    v.union(
      [v.boolean(), v.strictObject({ everyHours: range(0.01, 8760, 'hours') })],
      'true, false, or { everyHours } from 0.01 to 8760',
    ),
    { everyHours: 24 },
  ),
  /** A place chosen from a menu button (发送位置). */
  location_select: v.optional(v.boolean('true or false'), true),
})

const tencent = v.strictObject({
  /** A key of lbs.qq.com for WebServiceAPI. */
  key: v.pipe(v.string('a key of lbs.qq.com'), v.nonEmpty('a key of lbs.qq.com')),
  /** After this time the data of the package answers. */
  timeoutMs: v.optional(range(50, 4000, 'milliseconds'), 1500),
  baseUrl: v.optional(
    v.pipe(v.string('a URL'), v.check(isSafe, 'an https:// URL; http:// on this machine only')),
    'https://apis.map.qq.com',
  ),
})

export const optionsSchema = v.optional(
  v.strictObject({
    /** @default '您在{province}{city}{district}'. With places, {nearest} is the second line */
    template: v.optional(textWith(PLACEHOLDERS)),
    events: v.optional(events, {}),
    places: v.optional(v.array(place, 'a list of places'), []),
    /** The coordinate system of `places`: that of Tencent's and AMap's maps, of GPS, or of Baidu's maps. */
    coordinates: v.optional(
      v.picklist(['gcj02', 'wgs84', 'bd09'], '"gcj02", "wgs84" or "bd09"'),
      'gcj02',
    ),
    nearest: v.optional(nearest, {}),
    provider: v.optional(v.strictObject({ tencent })),
  }),
  {},
)

export type Options = v.InferOutput<typeof optionsSchema>

function isLink(text: string): boolean {
  // The URL must hold no character that would end the attribute of an <a href="...">.
  return URL.canParse(text) && /^https?:\/\/[^"<>\s]+$/i.test(text)
}

/** The URL holds the key, so nobody on the way may read it. */
function isSafe(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  return protocol === 'https:' || (protocol === 'http:' && isHere)
}
