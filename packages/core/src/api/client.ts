/** Calls WeChat's API with the access token, and repeats a call that may succeed later. */
import { type Clock, waitFor } from '../clock.ts'
import { ApiError } from './error.ts'
import type { ApiRequest, Download, Exchange } from './exchange.ts'
import type { Token, TokenSource } from './token.ts'

export interface Client {
  readonly get: (path: string, query?: Readonly<Record<string, string>>) => Promise<Answer>
  /** @param onRetry is called before each further try. */
  readonly post: (
    path: string,
    body: object,
    signal?: AbortSignal,
    onRetry?: () => void,
  ) => Promise<Answer>
  /** Sends a POST if there is a body, else a GET. */
  readonly download: (path: string, body?: object) => Promise<Download>
}

/** The JSON answer. `errcode`, if present, is 0. */
export type Answer = Record<string, unknown>

const TRIES = 3
/** A call that got no answer may have been carried out. It is repeated once: the user may read it twice. */
const UNHEARD_TRIES = 2
/** The pause before a further try. It doubles after each try. */
const BACK_OFF_MS = 500
/** After this time no further try begins. */
const TOTAL_MS = 15_000

export function createClient(parts: {
  readonly clock: Clock
  readonly token: TokenSource
  readonly exchange: Exchange
}): Client {
  const { clock, token, exchange } = parts

  const tryCall = async <T>(
    request: ApiRequest,
    once: (request: ApiRequest) => Promise<T>,
    onRetry?: () => void,
  ): Promise<T> => {
    const endsAt = clock.monotonic() + TOTAL_MS
    let used: Token | undefined
    let refused: Token | undefined
    for (let tries = 1; ; tries += 1) {
      try {
        used ??= await (refused === undefined ? token.get() : token.renew(refused))
        return await once(withToken(request, used))
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        if (used !== undefined && error.retry === 'token' && refused === undefined) {
          refused = used
          used = undefined
          tries -= 1
          onRetry?.()
          continue
        }
        const waitMs = BACK_OFF_MS * 2 ** (tries - 1)
        const isLast = tries >= triesFor(error, request) || clock.monotonic() + waitMs > endsAt
        if (isLast || request.signal?.aborted) throw error
        await waitFor(clock, waitMs)
        onRetry?.()
      }
    }
  }

  const call: typeof tryCall = async (request, once, onRetry) => {
    // The clock's timers do not keep the process alive: a script would end between two tries.
    const alive = setInterval(() => {}, TOTAL_MS)
    try {
      return await tryCall(request, once, onRetry)
    } finally {
      clearInterval(alive)
    }
  }

  return {
    get: (path, query = {}) => call({ method: 'GET', path, query }, exchange.json),
    post: (path, body, signal, onRetry) =>
      call({ method: 'POST', path, body, ...(signal && { signal }) }, exchange.json, onRetry),
    download: (path, body) =>
      call({ method: body ? 'POST' : 'GET', path, ...(body && { body }) }, exchange.download),
  }
}

function withToken(request: ApiRequest, { value }: Token): ApiRequest {
  return { ...request, query: { ...request.query, access_token: value } }
}

function triesFor({ retry, errcode }: ApiError, { method }: ApiRequest): number {
  // 45011 means too many calls in this minute. A second later it is still the same minute.
  if (errcode === 45011) return 1
  // A call that only reads can be repeated safely.
  if (retry === 'again' || (retry === 'once' && method === 'GET')) return TRIES
  return retry === 'once' ? UNHEARD_TRIES : 1
}
