/** Brings a push to the bot: over HTTP, or inside the process without a socket. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import inject from 'light-my-request'
import type { SignedPush } from './sign.ts'

export interface TransportResponse {
  readonly status: number
  readonly body: string
}

/** Carries one request. Rejects when `signal` aborts, or when nothing answers. */
export type Transport = (push: SignedPush, signal: AbortSignal) => Promise<TransportResponse>

/** Headers of WeChat's POST. Third parties have seen this User-Agent and content type (unconfirmed). */
const HEADERS = { 'content-type': 'text/xml', 'user-agent': 'Mozilla/4.0' }

/** Real HTTP to a bot at any URL. */
export function overHttp(url: string | URL): Transport {
  return async ({ query, body }, signal) => {
    const target = new URL(url)
    for (const [name, value] of Object.entries(query)) target.searchParams.set(name, value)
    const response = await fetch(target, { method: 'POST', headers: HEADERS, body, signal })
    return { status: response.status, body: await response.text() }
  }
}

/** Passes the same request to a listener in this process, without a socket, a port or waiting. */
export function inMemory(
  listener: (req: IncomingMessage, res: ServerResponse) => unknown,
  path: string,
): Transport {
  return async ({ query, body }, signal) => {
    const request = inject(listener as inject.DispatchFunc, {
      method: 'POST',
      url: `${path}?${new URLSearchParams(query)}`,
      headers: HEADERS,
      payload: body,
      signal,
    })
    // inject reports the abort to the listener, but goes on waiting for the response.
    const response = await Promise.race([request, aborted(signal)])
    return { status: response.statusCode, body: response.payload }
  }
}

/** Rejects when `signal` aborts. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
