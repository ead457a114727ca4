/** An attempt: one of the times that WeChat sends a message (微信服务器会发起重试). */
import { ATTEMPTS } from '../protocol.ts'
import type { Push } from './push.ts'
import { NO_FENCE, type Turn } from './turn.ts'

/** One push of one message. */
export interface Attempt {
  readonly turn: Turn
  /** From 1. WeChat makes three. */
  readonly number: number
  readonly push: Push
  /** The Store was away, and has not counted the attempts at other instances. */
  readonly isUncounted?: boolean
}

/** Whether WeChat makes no other attempt. */
export function isLast({ number }: Pick<Attempt, 'number'>): boolean {
  return number >= ATTEMPTS
}

/** Whether this may be WeChat's last attempt. While the Store is away, attempts at other instances are not counted. */
export function mayBeLast(attempt: Attempt): boolean {
  return isLast(attempt) || attempt.isUncounted === true || attempt.turn.fence === NO_FENCE
}
