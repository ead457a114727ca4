/** The gap in what the Store knows of a turn, because a call for it has failed. Nearly no turn has one. */
import type { Moment } from '../clock.ts'
import { ALONE, type Claim } from '../store/types.ts'

/**
 * Other instances may have failed to tell the Store of attempts, too. So once a turn has a gap, no number of an attempt is
 * sure. A gap is closed when the Store has renewed the lease and counted the attempts. The turn keeps a closed gap.
 */
export class Gap {
  /** The attempts that the Store has counted, as far as this process knows. */
  counted: number
  /**
   * Whether the Store has failed since it last renewed the lease. It may have carried out a claim that had no answer:
   * then another fence has the lease, and no process knows it.
   */
  isOpen = true
  /** Whether the Store has missed the claim: this process runs the turn without a lease, and others may run it, too. */
  isAlone = false

  constructor(counted: number) {
    this.counted = counted
  }
}

/** The parts of a turn that its gap is about. */
interface Counted {
  readonly receivedAt: Moment
  /** The highest attempt seen. */
  attempts: number
  gap: Gap | undefined
}

/** A claim that is an attempt. */
export type AttemptClaim = Exclude<Claim, { state: 'replay' }>

/**
 * Counts one more attempt at a turn of this process, and returns its number.
 * @param receivedAt when its push came.
 */
export function countAttempt(turn: Counted, claim: AttemptClaim, receivedAt: Moment): number {
  if (isMissed(claim)) noteMiss(turn)
  // The Store has answered the second attempt before the first.
  if (receivedAt.monotonic < turn.receivedAt.monotonic) return isMissed(claim) ? 1 : claim.attempt
  // A Store that was away, or has lost its content, counts from 1 again.
  turn.attempts = Math.max(claim.attempt, turn.attempts + 1)
  if (!isMissed(claim)) noteCount(turn, claim.attempt)
  return turn.attempts
}

/** Notes that the Store has missed something of the turn. @param counted the attempts that it has counted so far. */
export function noteMiss(turn: Counted, counted = turn.attempts): Gap {
  turn.gap ??= new Gap(counted)
  turn.gap.isOpen = true
  return turn.gap
}

/** Notes how many attempts the Store has counted. If it has lost its content, it counts from 1 again. */
export function noteCount(turn: Counted, counted: number): void {
  if (counted < turn.attempts) turn.gap ??= new Gap(counted)
  if (turn.gap !== undefined) turn.gap.counted = counted
}

/** Whether the Store has missed this claim: it is away, and only this process knows of the attempt. */
export function isMissed(claim: Claim): boolean {
  return claim.state !== 'replay' && claim.degraded !== undefined
}

/** The fence of the lease that a claim has taken. Undefined if another process has the lease, and if nobody has one. */
export function fenceOf(claim: Claim): number | undefined {
  return 'fence' in claim && claim.fence !== ALONE ? claim.fence : undefined
}
