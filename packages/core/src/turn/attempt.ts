/** An attempt: one of the times that WeChat sends a message (微信服务器会发起重试). */
import { ATTEMPTS } from '../protocol.ts'
import type { Push } from './push.ts'
import type { Turn } from './turn.ts'

/** One push of one message. */
export interface Attempt {
  readonly turn: Turn
  /** From 1. WeChat makes three. */
  readonly number: number
  readonly push: Push
}

/** Whether WeChat makes no other attempt. */
export function isLast({ number }: Pick<Attempt, 'number'>): boolean {
  return number >= ATTEMPTS
}

/** Whether this may be WeChat's last attempt. In a gap of the Store, attempts at other instances are not counted. */
export function mayBeLast(attempt: Attempt): boolean {
  return isLast(attempt) || attempt.turn.gap !== undefined
}
