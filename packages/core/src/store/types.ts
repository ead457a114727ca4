/**
 * The Store: everything that outlives one attempt. Three small parts, each with a contract that
 * holds over several processes. A key is `group|rest` (store/keys.ts): a Store that is spread over
 * machines keeps one group on one of them. Values are JSON. What every message asks may be answered
 * at once, by a Store that can.
 */
import type { Reply } from '../reply/types.ts'
import type { Soon } from '../soon.ts'

/** Key-value with a time to live, for plugins and for the framework's own small facts. */
export interface Values {
  /** `undefined` when absent or expired. */
  readonly get: (key: string) => Promise<unknown>
  /** Without `ttlMs` the value stays until it is deleted. */
  readonly set: (key: string, value: unknown, ttlMs?: number) => Promise<void>
  readonly delete: (key: string) => Promise<void>
  /** Atomic. True when the key was absent and now holds `value`. */
  readonly setIfAbsent: (key: string, value: unknown, ttlMs?: number) => Promise<boolean>
}

/** What an attempt finds when it asks for its turn. */
export type Claim =
  /**
   * This process runs the handlers. `fence` grows with every owner of the turn. `degraded` says why
   * nobody else knows of it; then `fence` is 0.
   */
  | {
      readonly state: 'run'
      readonly fence: number
      readonly attempt: number
      readonly degraded?: string
    }
  /** Somebody else runs them. */
  | { readonly state: 'wait'; readonly attempt: number }
  /** They have run. Without `reply`, the reply is no longer kept: answer `success`. */
  | { readonly state: 'done'; readonly reply?: Reply; readonly attempt: number }
  /**
   * {@link MAX_VANISHED} processes vanished while they ran it: it is not run again. This process owns the
   * turn, and finishes it with a reply that no handler gave.
   */
  | { readonly state: 'poison'; readonly fence: number; readonly attempt: number }
  /** The signature belongs to another message. */
  | { readonly state: 'replay' }

/** What ends a wait. */
export type Ended = Exclude<Claim, { state: 'wait' | 'replay' }>

/**
 * Owners that may vanish with a turn before it counts as what made them vanish: one may have been killed for
 * another reason, and a third instance must not follow two.
 */
export const MAX_VANISHED = 2

/** Whether an owner runs the handlers of its turn, or has not begun: its user has an earlier message. */
export type Progress = 'running' | 'waiting'

export interface ClaimOptions {
  /** How long the owner may go without renewing before another may take over. */
  readonly leaseMs: number
  /** How long the turn and the binding are remembered. */
  readonly ttlMs: number
  /** Binds this signature to the turn in the same step; see {@link Turns.bind}. */
  readonly signature?: string | undefined
}

/** Who runs which message (轮次). */
export interface Turns {
  /**
   * The first `owner` that brings a signature keeps it for `ttlMs`.
   * True for that owner, however often it asks; false for any other.
   */
  readonly bind: (signature: string, owner: string, ttlMs: number) => Promise<boolean>
  /**
   * A push that brought this signature did not come whole. The first owner within `withinMs` keeps it;
   * after that nobody does, for `ttlMs`. Nothing changes where it has an owner, or was left open before.
   */
  readonly leaveOpen: (signature: string, withinMs: number, ttlMs: number) => Promise<void>
  /** Atomic. Counts the attempt and says what to do with it. Claims of one key are answered in call order. */
  readonly claim: (key: string, options: ClaimOptions) => Soon<Claim>
  /**
   * Lengthens the lease. False when the turn has another owner by now. An owner whose lease ends while
   * it is `waiting` does not count as one that vanished with the turn.
   * @param progress @default 'running'
   */
  readonly renew: (
    key: string,
    fence: number,
    leaseMs: number,
    progress?: Progress,
  ) => Promise<boolean>
  /** Writes the reply down. False, and nothing written, when the turn has another owner by now. */
  readonly finish: (key: string, fence: number, reply: Reply) => Soon<boolean>
  /**
   * Waits for a turn that another process runs: until it is done, or until its lease ends or its
   * record vanishes, when the waiter takes over (`run`, or `poison`).
   */
  readonly wait: (
    key: string,
    options: { readonly leaseMs: number; readonly ttlMs: number; readonly signal: AbortSignal },
  ) => Promise<Ended>
}

/** A reply that was not ready in time and waits for its user. */
export interface LateReply {
  readonly id: string
  readonly reply: Reply
  /** Milliseconds since 1970. */
  readonly storedAt: number
}

/** Replies that wait, oldest first. A box is one user's, at one account. */
export interface LateReplies {
  /** One with an id that waits already takes its place, at the end. */
  readonly put: (box: string, late: LateReply, ttlMs: number) => Promise<void>
  /** Removes and returns the oldest one. Atomic: two takers never get the same. */
  readonly take: (box: string) => Promise<LateReply | undefined>
  readonly list: (box: string) => Soon<readonly LateReply[]>
  /** Atomic. True for the one of several callers that removed it. */
  readonly remove: (box: string, id: string) => Promise<boolean>
}

export interface Store {
  readonly values: Values
  readonly turns: Turns
  readonly late: LateReplies
  readonly close: () => Promise<void>
}
