/** The answer of a late attempt that needs no strategy: a first part, or a reply that has just come. */
import type { Reply } from '../reply/types.ts'
import { type Attempt, isLast, mayBeLast } from '../turn/attempt.ts'
import { isAbandoned } from '../turn/push.ts'
import type { LateParts } from './types.ts'

type EarlyParts = Pick<LateParts, 'backlog' | 'clock' | 'growing' | 'promises'>

export interface Early {
  readonly response: Reply | 'unanswered'
  /** The first part of a reply that grows. */
  readonly isPart?: true
}

/**
 * Promises the reply of a late attempt. Resolves to the answer of this attempt: the first part of a growing reply, or the
 * reply that has come meanwhile. `'unanswered'` if the peer has hung up. Undefined if the strategy has to deliver the reply.
 */
export async function promiseOrAnswer(
  attempt: Attempt,
  strategy: string,
  { clock, promises, growing, backlog }: EarlyParts,
): Promise<Early | undefined> {
  const { turn, push } = attempt
  await promises.make(turn, strategy)
  if (isAbandoned(push, clock)) {
    // The next attempt brings the reply. After the last one the strategy delivers all of it.
    if (isLast(attempt)) await growing.unread(turn)
    return mayBeLast(attempt) ? undefined : { response: 'unanswered' }
  }
  const known = turn.firstPart
  // If the rest is delivered already, nobody else removes the promise that was made just now.
  if (known !== undefined) backlog.add(promises.fulfil(turn))
  const part = known ?? (await growing.first(turn, strategy))
  if (isAbandoned(push, clock)) {
    // The peer has hung up while the Store was asked.
    if (part !== undefined && isLast(attempt)) await growing.unread(turn)
    if (part === undefined && !mayBeLast(attempt)) return { response: 'unanswered' }
  }
  if (part !== undefined) return { response: part, isPart: true }
  // It was decided while the Store was asked.
  if (turn.firstPart !== undefined) return { response: turn.firstPart, isPart: true }
  if (turn.settled === undefined || turn.delivery !== undefined) return undefined
  backlog.add(promises.fulfil(turn))
  return { response: turn.settled }
}
