/** Brings a push to the bot over HTTP. */
import type { SignedPush } from './sign.ts'

export interface TransportResponse {
  readonly status: number
  readonly body: string
}

/** Carries one request. Rejects when `signal` aborts, or when nothing answers. */
export type Transport = (push: SignedPush, signal: AbortSignal) => Promise<TransportResponse>

/** Headers of WeChat's POST. Third parties have seen this User-Agent and content type (unconfirmed). */
export const HEADERS = { 'content-type': 'text/xml', 'user-agent': 'Mozilla/4.0' }

/** Real HTTP to a bot at any URL. */
export function overHttp(url: string | URL): Transport {
  return async ({ query, body }, signal) => {
    const target = new URL(url)
    for (const [name, value] of Object.entries(query)) target.searchParams.set(name, value)
    const response = await fetch(target, { method: 'POST', headers: HEADERS, body, signal })
    return { status: response.status, body: await response.text() }
  }
}
