/**
 * The texts and addresses around pictures, films and music. No page of WeChat's gives a limit for those of
 * replies; ours are above everything it is known to take, and below what stops a server or a phone.
 */
import { fitting } from './pages.ts'

/** In UTF-8. WeChat's own editor takes titles of 64 characters and digests of 120; 2048 is a text's limit. */
const MAX_BYTES = {
  title: 512,
  description: 2048,
  /** A button of the menu takes 1024; picture addresses of WeChat's own have some 200. */
  address: 2048,
  /** `name@account`: 10 characters, and the account's own. */
  kfAccount: 128,
} as const

const ADDRESSES = ['picUrl', 'url', 'musicUrl', 'hqMusicUrl']

const ELLIPSIS = '…'

/** The longest beginning of `text` within `limit` bytes, with an ellipsis behind it. */
export function shortened(text: string, limit: number): string {
  return fitting(text, limit - Buffer.byteLength(ELLIPSIS)) + ELLIPSIS
}

/**
 * `fields` with their texts shortened, and without addresses that are too long: a part of one leads
 * elsewhere.
 * @param where for advice: `news reply`.
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
  // The same object where there was nothing to do: most replies.
  return advice.length === 0
    ? { fields, advice }
    : { fields: Object.fromEntries(fitted) as T, advice }
}

function limitOf(name: string): number | undefined {
  if (ADDRESSES.includes(name)) return MAX_BYTES.address
  return Object.hasOwn(MAX_BYTES, name) ? MAX_BYTES[name as keyof typeof MAX_BYTES] : undefined
}
