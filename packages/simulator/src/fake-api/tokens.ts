/**
 * Access tokens, issued as WeChat issues them.
 * Source: developers.weixin.qq.com, getAccessToken and getStableAccessToken. The former token stays valid for five
 * minutes: this is official for stable_token, and unconfirmed for /cgi-bin/token.
 */
import type { Clock } from '@wechatbot/core'
import { Errcode } from './errcode.ts'
import { randomBytes } from './random.ts'

const LIFE_MS = 7_200_000
/** In this time before a token's end a new one is issued, and both are valid. */
const OVERLAP_MS = 5 * 60_000
const FORCED_EVERY_MS = 30_000
const FORCED_PER_DAY = 20
const DAY_MS = 86_400_000

interface Issued {
  readonly value: string
  /** The end of the token by the clock's `now`. */
  until: number
}

export class FakeTokens {
  readonly #clock: Clock
  readonly #account: { readonly appId: string; readonly appSecret: string }
  readonly #issued = new Map<string, Issued>()
  #stable: Issued | undefined
  #legacy: Issued | undefined
  #forcedAt: number[] = []
  /** The number of calls of the two token endpoints. */
  fetched = 0

  constructor(clock: Clock, account: { readonly appId: string; readonly appSecret: string }) {
    this.#clock = clock
    this.#account = account
  }

  /** `POST /cgi-bin/stable_token`: gives the same token until its last five minutes. */
  stable(body: Readonly<Record<string, unknown>>): object {
    this.#authorize(body.appid, body.secret)
    const now = this.#clock.now()
    if (body.force_refresh === true && this.#mayForce(now)) {
      if (this.#stable !== undefined) this.#stable.until = now
      this.#stable = undefined
    }
    const leftMs = this.#stable === undefined ? 0 : this.#stable.until - now
    if (leftMs <= OVERLAP_MS) {
      if (this.#stable !== undefined && leftMs > 0) this.#stable.until = now + OVERLAP_MS
      this.#stable = this.#issue(now)
    }
    return answerOf(this.#stable as Issued, now)
  }

  /** `GET /cgi-bin/token`: gives a new token at each call. */
  legacy(appId: unknown, secret: unknown): object {
    this.#authorize(appId, secret)
    const now = this.#clock.now()
    if (this.#legacy !== undefined) this.#legacy.until = now + OVERLAP_MS
    this.#legacy = this.#issue(now)
    return answerOf(this.#legacy, now)
  }

  /** @throws Errcode 41001, 40001 or 42001. */
  check(value: string | null): void {
    if (value === null || value === '') throw new Errcode(41001, 'access_token missing')
    const issued = this.#issued.get(value)
    if (issued === undefined) {
      throw new Errcode(40001, 'invalid credential, access_token is invalid or not latest')
    }
    if (issued.until <= this.#clock.now()) throw new Errcode(42001, 'access_token expired')
  }

  /** Makes every token so far invalid, as when another program has fetched a new one. */
  revoke(): void {
    this.#issued.clear()
    this.#stable = undefined
    this.#legacy = undefined
  }

  #authorize(appId: unknown, secret: unknown): void {
    this.fetched += 1
    if (appId !== this.#account.appId) throw new Errcode(40013, 'invalid appid')
    if (secret !== this.#account.appSecret) throw new Errcode(40125, 'invalid appsecret')
  }

  #mayForce(now: number): boolean {
    this.#forcedAt = this.#forcedAt.filter((at) => now - at < DAY_MS)
    const last = this.#forcedAt.at(-1) ?? Number.NEGATIVE_INFINITY
    if (now - last < FORCED_EVERY_MS || this.#forcedAt.length >= FORCED_PER_DAY) return false
    this.#forcedAt.push(now)
    return true
  }

  #issue(now: number): Issued {
    const issued = { value: randomBytes(68).toString('base64url'), until: now + LIFE_MS }
    this.#issued.set(issued.value, issued)
    return issued
  }
}

function answerOf({ value, until }: Issued, now: number): object {
  return { access_token: value, expires_in: Math.floor((until - now) / 1000) }
}
