/**
 * The texts and addresses around pictures, films and music. WeChat's pages give no limit for those
 * of replies. Our limits are above everything that WeChat is known to accept, and below anything
 * that harms a server or a phone.
 */
import { fitting } from './pages.ts'

/**
 * Bytes of UTF-8. WeChat's own editor accepts titles of 64 characters and digests of 120. 2048 is
 * the limit of a text.
 */
const MAX_BYTES = {
  title: 512,
  description: 2048,
  /** A menu button takes 1024. WeChat's own picture addresses have about 200. */
  address: 2048,
  /** `name@account`: 10 characters, and those of the account. */
  kfAccount: 128,
} as const

const ADDRESSES = ['picUrl', 'url', 'musicUrl', 'hqMusicUrl']

const ELLIPSIS = '…'

/** The longest beginning of `text` within `limit` bytes, with an ellipsis behind it. */
export function shortened(text: string, limit: number): string {
  return fitting(text, limit - Buffer.byteLength(ELLIPSIS)) + ELLIPSIS
}

/**
 * `fields` with shortened texts, and without addresses that are too long: a part of an address
 * leads elsewhere.
 * @param where the beginning of the advice: `news reply`.
 */
export function fitCaptions<T extends object>(
  fields: T,
  where: string,
): { readonly fields: T; readonly advice: readonly string[] } {
  const advice: string[] = []
  const fitted = Object.entries(fields).flatMap(([name, value]: [string, unknown]) => {
    const limit = limitOf(name)
    if (typeof value !== 'string' || limit === undefined || Buffer.byteLength(value) <= limit) {
      return [[name, value]]
    }
    const isText = name === 'title' || name === 'description'
    const bytes = Buffer.byteLength(value)
    const done = isText ? 'shorten it' : 'it is left out'
    advice.push(`${where}: ${name} is ${bytes} bytes, ${limit} at most; ${done}`)
    return isText ? [[name, shortened(value, limit)]] : []
  })
  // Most replies need no change, and stay the same object.
  return advice.length === 0
    ? { fields, advice }
    : { fields: Object.fromEntries(fitted) as T, advice }
}

function limitOf(name: string): number | undefined {
  if (ADDRESSES.includes(name)) return MAX_BYTES.address
  return Object.hasOwn(MAX_BYTES, name) ? MAX_BYTES[name as keyof typeof MAX_BYTES] : undefined
}
