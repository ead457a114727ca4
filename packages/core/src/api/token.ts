/**
 * The access token (access_token). The account has one, which all bots and instances share through
 * the Store. One of them at a time fetches it.
 * Source: developers.weixin.qq.com, getStableAccessToken.
 */
import type { Account } from '../account.ts'
import { type Clock, waitFor } from '../clock.ts'
import { valueKeys } from '../store/keys.ts'
import type { BasicValues } from '../store/types.ts'
import { ApiError } from './error.ts'
import type { Exchange } from './exchange.ts'

export interface Token {
  readonly value: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
  /** Changes with every fetch, even when WeChat gives the same token again. */
  readonly serial: number
}

export interface TokenSource {
  /** A token that stays valid for a while. */
  readonly get: () => Promise<Token>
  /**
   * A token newer than `refused`, which WeChat has refused. It is fetched unless another caller has
   * done so.
   */
  readonly renew: (refused: Token) => Promise<Token>
}

export interface TokenParts {
  readonly account: Account
  readonly clock: Clock
  readonly values: BasicValues
  readonly exchange: Exchange
  /** Gets the token from a central token server (中控服务器), not from WeChat. */
  readonly own?: (() => Promise<string>) | undefined
}

/** In the last five minutes of a token WeChat gives a new one and accepts both. */
const EARLY_MS = 4 * 60_000
/** After this time another process may fetch. */
const LOCK_MS = 10_000
const POLL_MS = 50
/** All callers share a failure for this long: a wrong secret must not be tried with each message. */
const FAILURE_KEPT_MS = 3000

export function createTokenSource(parts: TokenParts): TokenSource {
  return parts.own === undefined ? fromWechat(parts) : fromElsewhere(parts.own)
}

function fromWechat({ account, clock, values, exchange }: TokenParts): TokenSource {
  const key = valueKeys.accessToken(account.scope)
  const lock = valueKeys.accessTokenLock(account.scope)
  let fetching: Promise<Token> | undefined
  let failure: { readonly error: unknown; readonly until: number } | undefined
  /** The latest token this process knows. It is used while the Store is away. */
  let known: Token | undefined

  const stored = async (): Promise<Token | undefined> => {
    try {
      known = ((await values.get(key)) as Token | undefined) ?? known
    } catch {
      // While the Store is away, the token of this process is used.
    }
    return known
  }

  const fetchToken = async (before: Token | undefined): Promise<Token> => {
    const answer = await exchange.json({
      method: 'POST',
      path: '/cgi-bin/stable_token',
      body: {
        grant_type: 'client_credential',
        appid: account.appId,
        secret: account.appSecret,
        force_refresh: false,
      },
    })
    const { access_token: value, expires_in: seconds } = answer
    if (typeof value !== 'string' || typeof seconds !== 'number') {
      throw new ApiError({
        endpoint: 'POST /cgi-bin/stable_token',
        errmsg: 'an answer without access_token',
        remedy: { retry: 'again', advice: 'expected access_token and expires_in' },
      })
    }
    const token = {
      value,
      expiresAt: clock.now() + seconds * 1000,
      serial: (before?.serial ?? 0) + 1,
    }
    known = token
    await values.set(key, token, seconds * 1000).catch(() => {})
    return token
  }

  /** One of all instances fetches the token. The others wait until it is in the Store. */
  const takeTurns = async (before: Token | undefined): Promise<Token> => {
    const endsAt = clock.monotonic() + LOCK_MS
    while (clock.monotonic() < endsAt) {
      const now = await stored()
      if (now !== undefined && now.serial !== before?.serial) return now
      const isMine = await values.setIfAbsent(lock, true, LOCK_MS).catch(() => true)
      if (isMine) {
        try {
          // Another instance may have finished between the look and the lock.
          const latest = await stored()
          const isNew = latest !== undefined && latest.serial !== before?.serial
          return isNew ? latest : await fetchToken(before)
        } finally {
          await values.delete(lock).catch(() => {})
        }
      }
      await waitFor(clock, POLL_MS)
    }
    return fetchToken(before)
  }

  const refresh = (before: Token | undefined): Promise<Token> => {
    if (failure !== undefined && clock.monotonic() < failure.until) {
      return Promise.reject(failure.error)
    }
    fetching ??= takeTurns(before)
      .catch((error: unknown) => {
        const isFinal = error instanceof ApiError && /^(no|token)$/.test(error.retry)
        if (isFinal) failure = { error, until: clock.monotonic() + FAILURE_KEPT_MS }
        throw error
      })
      .finally(() => {
        fetching = undefined
      })
    return fetching
  }

  return {
    get: async () => {
      const token = await stored()
      const leftMs = token === undefined ? 0 : token.expiresAt - clock.now()
      if (token === undefined || leftMs <= 0) return refresh(token)
      // The token is still valid: the call need not wait for the next one.
      if (leftMs < EARLY_MS) refresh(token).catch(() => {})
      return token
    },
    renew: async (refused) => {
      const token = await stored()
      if (token !== undefined && token.serial !== refused.serial) return token
      return refresh(refused)
    },
  }
}

/** The token of a server that looks after its expiry. It is asked for every call. */
function fromElsewhere(own: () => Promise<string>): TokenSource {
  let serial = 0
  const get = async (): Promise<Token> => {
    const value: unknown = await own()
    if (typeof value === 'string' && value !== '') {
      serial += 1
      return { value, expiresAt: Number.POSITIVE_INFINITY, serial }
    }
    throw new ApiError({
      endpoint: 'api.accessToken',
      errmsg: `expected a token, got ${value === '' ? 'an empty text' : typeof value}`,
      remedy: { retry: 'no', advice: 'return the access token as a string' },
    })
  }
  return { get, renew: get }
}
