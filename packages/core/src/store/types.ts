/**
 * The Store: everything that outlives one attempt. Three small parts, each with a contract that
 * holds over several processes. Keys come scoped by account; values are JSON. What every message asks
 * may be answered at once, by a Store that can.
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
  /** The signature belongs to another message. */
  | { readonly state: 'replay' }

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
  /** Atomic. Counts the attempt and says what to do with it; of one key, in the order of the questions. */
  readonly claim: (key: string, options: ClaimOptions) => Soon<Claim>
  /** Lengthens the lease. False when the turn has another owner by now. */
  readonly renew: (key: string, fence: number, leaseMs: number) => Promise<boolean>
  /** Writes the reply down. False, and nothing written, when the turn has another owner by now. */
  readonly finish: (key: string, fence: number, reply: Reply) => Soon<boolean>
  /**
   * Waits for a turn that another process runs: until it is done, or until its lease ends or its
   * record vanishes, when the waiter takes over (`run`). Never `wait` or `replay`.
   */
  readonly wait: (
    key: string,
    options: { readonly leaseMs: number; readonly ttlMs: number; readonly signal: AbortSignal },
  ) => Promise<Extract<Claim, { state: 'run' | 'done' }>>
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
