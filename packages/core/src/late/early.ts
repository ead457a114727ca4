/** What an attempt can bring its user although its reply was not ready at the deadline. */
import type { Clock } from '../clock.ts'
import type { Reply } from '../reply/types.ts'
import type { Backlog } from '../turn/backlog.ts'
import { isAbandoned } from '../turn/push.ts'
import { type Attempt, mayBeLast } from '../turn/turn.ts'
import type { GrowingReplies } from './growing.ts'
import type { Promises } from './promises.ts'

export interface EarlyParts {
  readonly clock: Clock
  readonly promises: Promises
  readonly growing: GrowingReplies
  readonly backlog: Backlog
}

export interface Early {
  readonly response: Reply | 'unanswered'
  /** The first part of a reply that grows. */
  readonly isPart?: true
}

/**
 * Promises the reply of an attempt that is late. Undefined if the strategy has to deliver it. Otherwise the response: the
 * first part of a reply that grows, the whole reply if it has come meanwhile, or none if the peer has hung up meanwhile.
 */
export async function promiseOrAnswer(
  attempt: Attempt,
  strategy: string,
  { clock, promises, growing, backlog }: EarlyParts,
): Promise<Early | undefined> {
  const { turn, push } = attempt
  await promises.make(turn, strategy)
  if (isAbandoned(push, clock)) {
    // The next attempt brings the reply. On the last one nobody would read what this process gives away now.
    return mayBeLast(attempt) ? undefined : { response: 'unanswered' }
  }
  const part = await growing.first(turn, strategy)
  if (part !== undefined) return { response: part, isPart: true }
  if (turn.settled === undefined || turn.delivery !== undefined) return undefined
  backlog.add(promises.fulfil(turn))
  return { response: turn.settled }
}
