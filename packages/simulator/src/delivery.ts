/**
 * One message on its way, as WeChat delivers it: cut after 5 s without a response and sent again,
 * three requests in all. A late answer to an abandoned request is lost.
 * Source: developers.weixin.qq.com, receive-message (五秒内收不到响应会断掉连接，重新发起请求，总共重试三次). Several bot authors have counted
 * three requests in all, not one request and three retries.
 */
import type { Clock } from '@wechatbot/core'
import { ATTEMPTS, PATIENCE_MS } from '@wechatbot/core/internal/protocol'
import { type AccountSecrets, type SignedPush, signPush } from './sign.ts'
import type { Transport, TransportResponse } from './transport.ts'

/** One request of a delivery. */
export interface AttemptRecord {
  /** Counted from 1. */
  readonly number: number
  /** Milliseconds after the message was sent. */
  readonly at: number
  readonly ms: number
  /** `answered`: a response in time. `cut`: none in 5 s. `failed`: no connection. */
  readonly outcome: 'answered' | 'cut' | 'failed'
  readonly response?: TransportResponse
  /** Why it failed. */
  readonly error?: unknown
}

export interface DeliveryOptions {
  /**
   * Whether a retry is signed anew. Sources disagree (unconfirmed): one published log shows the same
   * URL three times.
   *
   * @default false
   */
  readonly resign?: boolean
  /**
   * Sends copies of the push at these milliseconds, whatever the responses are, and no retries. WeChat does not do
   * this. It shows how a bot handles a duplicate.
   */
  readonly copiesAt?: readonly number[]
  /** Changes a push on its way. A broken signature shows how a bot handles a forgery. */
  readonly tamper?: (push: SignedPush) => SignedPush
  /** Called with each request as it goes out. */
  readonly onPush?: (push: SignedPush) => void
  /** Called after each request, so that a tool can show progress. */
  readonly onAttempt?: (record: AttemptRecord) => void
}

/** Delivers a push until it is answered, or three requests have been cut. Never rejects. */
export async function deliverPush(
  xml: string,
  secrets: AccountSecrets,
  transport: Transport,
  clock: Clock,
  options: DeliveryOptions = {},
): Promise<readonly AttemptRecord[]> {
  const startedAt = clock.monotonic()
  const first = signPush(xml, { ...secrets, now: clock.now() })
  const tamper = options.tamper ?? ((push) => push)
  const push = (number: number): SignedPush =>
    tamper(options.resign && number > 1 ? signPush(xml, { ...secrets, now: clock.now() }) : first)
  const request = async (number: number) => {
    const at = clock.monotonic() - startedAt
    const pushed = push(number)
    options.onPush?.(pushed)
    const record = await attempt(number, pushed, transport, clock, at)
    options.onAttempt?.(record)
    return record
  }

  if (options.copiesAt !== undefined) {
    return Promise.all(
      options.copiesAt.map(async (at, i) => {
        if (at > 0) await new Promise<void>((resolve) => clock.setTimeout(resolve, at))
        return request(i + 1)
      }),
    )
  }
  const records: AttemptRecord[] = []
  for (let number = 1; number <= ATTEMPTS; number += 1) {
    const record = await request(number)
    records.push(record)
    // Whether WeChat asks again after a refused connection is not documented (unconfirmed: it does).
    if (record.outcome === 'answered') break
  }
  return records
}

async function attempt(
  number: number,
  push: SignedPush,
  transport: Transport,
  clock: Clock,
  at: number,
): Promise<AttemptRecord> {
  const startedAt = clock.monotonic()
  const abort = new AbortController()
  const timer = clock.setTimeout(() => abort.abort(), PATIENCE_MS)
  const took = () => clock.monotonic() - startedAt
  try {
    const response = await transport(push, abort.signal)
    return { number, at, ms: took(), outcome: 'answered', response }
  } catch (error) {
    return abort.signal.aborted
      ? { number, at, ms: took(), outcome: 'cut' }
      : { number, at, ms: took(), outcome: 'failed', error }
  } finally {
    clock.clearTimeout(timer)
  }
}
