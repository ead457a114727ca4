/**
 * Looks after the turns at work, once a second: renews their leases, so that no other process takes
 * them over, and ends those whose handlers never do. One timer for all: one for each costs a message
 * more than its signature.
 */
import { type Clock, waitFor } from '../clock.ts'
import { isEvent } from '../message/filter.ts'
import type { Logger } from '../records/log.ts'
import type { Reply } from '../reply/types.ts'
import type { Store } from '../store/types.ts'
import type { InFlight } from './in-flight.ts'
import { LEASE_MS, NO_FENCE, RENEW_MS, type Turn } from './turn.ts'

/** A handler that runs longer is told to stop; its slot is freed. Counted from the head of the request. */
const HANDLER_TIMEOUT_MS = 60_000
/** WeChat takes messages in answer to an event for a minute only. */
const EVENT_TIMEOUT_MS = 50_000

export interface KeeperParts {
  readonly clock: Clock
  readonly log: Logger
  readonly store: Store
  /** Those at work. */
  readonly turns: InFlight
  /** What the user gets when a handler has timed out. */
  readonly errorReply: Reply
}

/** Returns what wakes the keeper: to be called when a turn begins. It sleeps while none is at work. */
export function createKeeper({ clock, log, store, turns, errorReply }: KeeperParts): () => void {
  let isAwake = false

  const lookAfter = (turn: Turn): void => {
    if (turn.settled !== undefined) return
    const { key, fence, asked: plugin } = turn
    const timeoutMs = isEvent(turn.message) ? EVENT_TIMEOUT_MS : HANDLER_TIMEOUT_MS
    const isOver = clock.monotonic() - turn.receivedAt.monotonic >= timeoutMs
    if (turn.run === undefined) {
      // A middleware between two stages kept it: it may be handled yet, by a retry.
      if (isOver) turns.remove(turn)
    } else if (isOver) {
      turn.abort(`no reply after ${timeoutMs} ms`)
      log.error({ key, plugin, timeoutMs }, 'handler timed out')
      turn.settle(errorReply)
    } else if (fence !== undefined && fence !== NO_FENCE) {
      void renew(turn, fence)
    }
  }

  const renew = async ({ key, record, isQueued }: Turn, fence: number): Promise<void> => {
    try {
      await store.turns.renew(record, fence, LEASE_MS, isQueued ? 'waiting' : 'running')
    } catch (err) {
      log.error({ err, key }, 'store failed, lease not renewed')
    }
  }

  return async () => {
    if (isAwake) return
    isAwake = true
    while (turns.size > 0) {
      await waitFor(clock, RENEW_MS)
      for (const turn of turns.values()) lookAfter(turn)
    }
    isAwake = false
  }
}
