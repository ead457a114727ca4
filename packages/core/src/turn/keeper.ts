/**
 * Looks after the turns in flight once a second. It renews their leases, so that no other process
 * takes them over, and it gives up on handlers that never return. All turns share one timer: a
 * timer for each would cost a message more than its signature.
 */
import { type Clock, waitFor } from '../clock.ts'
import { isEvent } from '../message/filter.ts'
import type { Message } from '../message/types.ts'
import type { Logger } from '../records/log.ts'
import type { Reply } from '../reply/types.ts'
import type { Outage } from '../store/outage.ts'
import type { InFlight } from './in-flight.ts'
import type { Leases } from './leases.ts'
import { RENEW_MS, type Turn } from './turn.ts'

/** A handler that runs longer is told to stop. Counts from the moment the request headers have arrived. */
export const HANDLER_TIMEOUT_MS = 60_000
/** After an event WeChat accepts messages to the user for a minute only. */
const EVENT_TIMEOUT_MS = 50_000

/** How long a handler of a message may take, in milliseconds. */
export type TimeLimit = (message: Message) => number

/** @param byApi whether late replies go out by the API. */
export function createTimeLimit(handlerTimeoutMs: number, byApi: boolean): TimeLimit {
  const eventMs = byApi ? Math.min(EVENT_TIMEOUT_MS, handlerTimeoutMs) : handlerTimeoutMs
  return (message) => (isEvent(message) ? eventMs : handlerTimeoutMs)
}

export interface KeeperParts {
  readonly clock: Clock
  readonly log: Logger
  readonly leases: Leases
  readonly outage: Outage
  readonly turns: InFlight
  readonly timeLimit: TimeLimit
  /** The user gets this reply when a handler has timed out. */
  readonly errorReply: Reply
}

/**
 * Returns a function that wakes the keeper. Call it when a turn comes into flight. The keeper sleeps
 * while none is.
 */
export function createKeeper(parts: KeeperParts): () => void {
  const { clock, log, leases, outage, turns, timeLimit, errorReply } = parts
  let isAwake = false

  const lookAfter = (turn: Turn): void => {
    const { key, fence, asked: plugin } = turn
    const timeoutMs = timeLimit(turn.message)
    const isOver = clock.monotonic() - turn.receivedAt.monotonic >= timeoutMs
    if (turn.run === undefined && turn.delivery === undefined) {
      // A middleware between two stages kept the push. A retry may still be handled.
      if (isOver) turns.remove(turn)
    } else if (turn.settled !== undefined) {
      // No other process may deliver the reply that this process is delivering.
      if (turn.delivery !== undefined && fence !== undefined && !turn.isLost)
        void renew(turn, fence)
    } else if (isOver && turn.written === undefined) {
      turn.abort(`no reply after ${timeoutMs} ms`)
      log.error({ key, plugin, timeoutMs }, 'handler timed out')
      turn.settle(errorReply)
    } else if (fence !== undefined && !turn.isLost) {
      void renew(turn, fence)
    }
  }

  const renew = async (turn: Turn, fence: number): Promise<void> => {
    const progress = turn.isQueued ? 'waiting' : 'running'
    try {
      const isOurs = await leases.renew(turn, progress)
      outage.end()
      // The Store has no lease of a turn that has ended meanwhile.
      const isInFlight = turns.get(turn.key) === turn
      if (!isOurs && isInFlight && (turn.settled === undefined || turn.delivery !== undefined)) {
        turn.lose(fence, log)
      }
    } catch (err) {
      outage.note(err, 'leases are not renewed', { key: turn.key })
    }
  }

  const lookAfterAll = async () => {
    isAwake = true
    while (turns.size > 0) {
      await waitFor(clock, RENEW_MS)
      for (const turn of turns.values()) lookAfter(turn)
    }
    isAwake = false
  }

  return () => {
    if (!isAwake) void lookAfterAll()
  }
}
