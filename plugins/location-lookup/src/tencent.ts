/**
 * Tencent's reverse geocoder (逆地址解析). It knows the present borders and gives a street address.
 * https://lbs.qq.com/service/webService/webServiceGuide/address/Gcoder
 */
import type { Coordinates } from './datum.ts'
import type { Region } from './lookup.ts'

export interface TencentOptions {
  readonly key: string
  readonly timeoutMs: number
  readonly baseUrl: string
}

/** A region, and the address as Tencent writes it. */
export interface Address extends Region {
  readonly label?: string
}

/** The reason why there is no answer. The texts are our own, so that they hold neither the key nor the URL. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError'
}

/** The fields of the answer that are read. */
interface Answer {
  readonly status?: unknown
  readonly result?: {
    readonly address?: unknown
    readonly ad_info?: Readonly<Record<string, unknown>>
  }
}

/**
 * Finds the region and address of a point of GCJ-02.
 * @throws ProviderError after `timeoutMs`, for a failed connection, for a status other than 200, for a body that is
 * no answer of Tencent's, and for an answer with an error (quota, wrong key). Throws the reason of `signal` when
 * the signal ended the call.
 */
export async function askTencent(
  { key, timeoutMs, baseUrl }: TencentOptions,
  [latitude, longitude]: Coordinates,
  signal: AbortSignal,
): Promise<Address> {
  const url = new URL('/ws/geocoder/v1/', baseUrl)
  url.searchParams.set('location', `${latitude.toFixed(6)},${longitude.toFixed(6)}`)
  url.searchParams.set('key', key)
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any([signal, timeout]),
      // A redirect would pass the key on to another server.
      redirect: 'error',
    })
    if (!response.ok) throw new ProviderError(`HTTP status ${response.status}`)
    return readAnswer(await response.text())
  } catch (error) {
    if (error instanceof ProviderError) throw error
    signal.throwIfAborted()
    if (timeout.aborted) throw new ProviderError(`no answer within ${timeoutMs} ms`)
    throw new ProviderError(`no connection${codeOf(error)}`)
  }
}

function readAnswer(text: string): Address {
  let answer: Answer | null
  try {
    answer = JSON.parse(text)
  } catch {
    throw new ProviderError('an answer that is no JSON')
  }
  const status = answer?.status
  if (status !== 0) {
    // The message of the answer may repeat the key. Tencent's documentation explains the number.
    throw new ProviderError(
      typeof status === 'number' ? `status ${status}${MEANING[status] ?? ''}` : 'an unknown answer',
    )
  }
  const { ad_info: info, address } = answer?.result ?? {}
  const [province, city, district, adcode, label] = [
    info?.province,
    info?.city,
    info?.district,
    info?.adcode,
    address,
  ].map((value) => (typeof value === 'string' && value !== '' ? value : undefined))
  if (province === undefined) throw new ProviderError('an answer without a province')
  return {
    province,
    city: city ?? province,
    ...(district && district !== city ? { district } : {}),
    ...(adcode ? { adcode } : {}),
    ...(label ? { label } : {}),
  }
}

const MEANING: Readonly<Record<number, string>> = {
  110: ' (this source is not allowed for the key)',
  111: ' (the key needs a signature)',
  112: ' (this IP is not allowed for the key)',
  120: ' (too many requests in a second)',
  121: ' (the quota of the day is used up)',
  190: ' (the key is not valid)',
  311: ' (the key has the wrong format)',
}

/** `: ECONNREFUSED`. Only the code is used, because the message may hold an address. */
function codeOf(error: unknown): string {
  const code = (error as { cause?: { code?: unknown } }).cause?.code
  return typeof code === 'string' && /^[A-Z_]+$/.test(code) ? `: ${code}` : ''
}
