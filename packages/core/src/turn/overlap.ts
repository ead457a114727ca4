/** The option `overlap`: handles a user's message while an earlier one of the same user is in flight (并发). */

import { type Clock, within } from '../clock.ts'
import { isEvent } from '../message/filter.ts'
import type { Logger } from '../records/log.ts'
import type { Reply } from '../reply/types.ts'
import { RenewedMap } from '../store/renewed-map.ts'
import type { Turn } from './turn.ts'

/**
 * `parallel`: both run. `queue`: they run one after the other, in order of arrival. `latest`: the
 * new one runs, and the earlier one is told to stop. `drop`: the new one does not run.
 */
export const OVERLAP_NAMES = ['parallel', 'queue', 'latest', 'drop'] as const

export type OverlapName = (typeof OVERLAP_NAMES)[number]

/** How long a message waits for the delivery of the reply before. WeChat's API answers within this time nearly always. */
const DELIVERY_MS = 2000
/** How many messages of one user may wait. */
const MAX_QUEUE = 20

/** Whether the turn may run. True as soon as it may; false when it was settled without running. */
export type Admit = (turn: Turn) => boolean | Promise<boolean>

/**
 * Works per user and within this process. Events never wait and are never left out, except clicks
 * on a menu button: a user who taps twice asks twice.
 */
export function createOverlap(
  name: OverlapName,
  parts: { readonly clock: Clock; readonly log: Logger; readonly refusal: Reply },
): Admit {
  if (name === 'parallel') return () => true
  /** Turns that run or wait, by OpenID, in order of arrival. */
  const users = new RenewedMap<string, readonly Turn[]>()

  const refuse = (turn: Turn, why: string): false => {
    parts.log.warn({ key: turn.key, overlap: name }, why)
    turn.settle(parts.refusal)
    return false
  }

  const giveUp = (turn: Turn) => {
    parts.log.warn({ key: turn.key, overlap: name }, 'message given up: its user sent a newer one')
    turn.abort('the user sent a newer message')
    turn.settle({ type: 'none' })
  }

  const leave = (turn: Turn, openid: string) => {
    const others = (users.get(openid) ?? []).filter((other) => other !== turn)
    if (others.length === 0) users.delete(openid)
    else users.set(openid, others)
  }

  return (turn) => {
    const { message } = turn
    if (isEvent(message) && message.kind !== 'event:CLICK') return true
    const openid = message.FromUserName
    const earlier = users.get(openid) ?? []
    if (name === 'drop' && earlier.length > 0) {
      return refuse(turn, 'message left out: an earlier one of its user is in flight')
    }
    if (name === 'queue' && earlier.length > MAX_QUEUE) {
      return refuse(turn, `message left out: ${MAX_QUEUE} of its user are waiting`)
    }
    users.set(openid, [...earlier, turn])
    // The turn settles in any case, even if its handlers fail.
    void turn.reply.then(async () => {
      // A newer message can still stop the rest of a growing reply.
      if (name === 'latest') await turn.written
      if (name === 'queue') await delivered(turn, parts.clock)
      leave(turn, openid)
    })
    if (name === 'latest') earlier.forEach(giveUp)
    if (name !== 'queue' || earlier.length === 0) return turn.settled === undefined
    // Waits for all: the one before may have been given up while an older one still runs.
    const earlierEnds = Promise.all(earlier.map((each) => delivered(each, parts.clock)))
    return Promise.race([turn.reply, earlierEnds]).then(() => turn.settled === undefined)
  }
}

/**
 * Resolves when the user has the reply, or the first part of a growing one. It waits for the API for {@link DELIVERY_MS} at
 * most, because the next message has a deadline, too.
 */
async function delivered(turn: Turn, clock: Clock): Promise<void> {
  await turn.reply
  const { delivery } = turn
  if (delivery === undefined || turn.written !== undefined) return
  const ended = delivery.catch(() => {})
  await within(clock, DELIVERY_MS, ended)
}
