/** The options of location-lookup. */
import * as v from 'valibot'
import { placeholderProblem } from './template.ts'

/** Of `template`. `{label}` is the place as WeChat or Tencent names it, `{nearest}` a list. */
export const PLACEHOLDERS = [
  'province',
  'city',
  'district',
  'label',
  'latitude',
  'longitude',
  'nearest',
] as const

/** Of `nearest.farText`. */
export const FAR_PLACEHOLDERS = ['withinKm', 'name', 'distance', 'address', 'url'] as const

const textWith = (names: readonly string[]) =>
  v.pipe(
    v.string('a text'),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return
      const message =
        dataset.value.trim() === ''
          ? 'a text that is not empty'
          : placeholderProblem(dataset.value, names)
      if (message !== undefined) addIssue({ message })
    }),
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
  /** Where a tap leads. @default the place on Tencent's map */
  url: v.optional(link),
  /** The picture of its article. */
  picUrl: v.optional(link),
})

const nearest = v.strictObject({
  /** How many; one article at most in answer to a message, by WeChat's rule. */
  count: v.optional(count, 3),
  /** In a straight line. */
  withinKm: v.optional(range(0.1, 20_000, 'kilometres'), 50),
  as: v.optional(v.picklist(['text', 'news'], '"text" or "news"'), 'text'),
  /** When none is within reach. The placeholders are those of the nearest one. */
  farText: v.optional(
    textWith(FAR_PLACEHOLDERS),
    '{withinKm} 公里内没有门店，最近的是{name}，距您 {distance}。',
  ),
})

const events = v.strictObject({
  /** 上报地理位置: at most one answer to each user in so many hours; true: each; false: none. */
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
  /** Of lbs.qq.com, for WebServiceAPI. */
  key: v.pipe(v.string('a key of lbs.qq.com'), v.nonEmpty('a key of lbs.qq.com')),
  /** Then the data of the package answers. */
  timeoutMs: v.optional(range(50, 4000, 'milliseconds'), 1500),
  baseUrl: v.optional(
    v.pipe(v.string('a URL'), v.check(isSafe, 'an https:// URL; http:// on this machine only')),
    'https://apis.map.qq.com',
  ),
})

export const optionsSchema = v.optional(
  v.strictObject({
    /** @default '您在{province}{city}{district}', with places a second line {nearest} */
    template: v.optional(textWith(PLACEHOLDERS)),
    events: v.optional(events, {}),
    places: v.optional(v.array(place, 'a list of places'), []),
    /** Of `places`: maps of Tencent and AMap; GPS; Baidu's. */
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
  // Nothing that would end the attribute of an <a href="...">.
  return URL.canParse(text) && /^https?:\/\/[^"<>\s]+$/i.test(text)
}

/** The key is in the URL: nobody on the way may read it. */
function isSafe(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  return protocol === 'https:' || (protocol === 'http:' && isHere)
}
