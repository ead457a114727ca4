/** Brings a push to a bot in this process, without a socket. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import inject from 'light-my-request'
import { HEADERS, type Transport } from './transport.ts'

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
