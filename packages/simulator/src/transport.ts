/** Brings a push to the bot over HTTP. */
import * as http from 'node:http'
import type { SignedPush } from './sign.ts'

export interface TransportResponse {
  readonly status: number
  readonly body: string
}

/** Carries one request. Rejects when `signal` aborts, or when nothing answers. */
export type Transport = (push: SignedPush, signal: AbortSignal) => Promise<TransportResponse>

/** Headers of WeChat's POST. Third parties have seen this User-Agent and content type (unconfirmed). */
export const HEADERS = { 'content-type': 'text/xml', 'user-agent': 'Mozilla/4.0' }

/**
 * Real HTTP to a bot at any URL. By node:http, and not by `fetch`: one call of `fetch` loads more than all
 * the rest of `wechatbot send`. A redirection is an answer like any other.
 */
export function overHttp(url: string | URL): Transport {
  return async ({ query, body }, signal) => {
    const target = new URL(url)
    for (const [name, value] of Object.entries(query)) target.searchParams.set(name, value)
    const { request } = target.protocol === 'https:' ? await import('node:https') : http
    return new Promise((resolve, reject) => {
      // The failures are those of `fetch`.
      const fail = (cause: unknown) =>
        reject(
          signal.aborted
            ? signal.reason
            : new TypeError(`no answer from ${target.origin}`, { cause }),
        )
      const sent = request(target, { method: 'POST', headers: HEADERS, signal }, (response) => {
        const { statusCode: status = 0 } = response
        let text = ''
        response.setEncoding('utf8').on('error', fail)
        response.on('data', (part: string) => {
          text += part
        })
        response.on('end', () => resolve({ status, body: text }))
      })
      sent.on('error', fail).end(body)
    })
  }
}
