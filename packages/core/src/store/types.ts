/**
 * The Store: everything that outlives one attempt. Five small parts, each with a contract that
 * holds over several processes. A key is `group|rest` (store/keys.ts): a Store that is spread over
 * machines keeps one group on one of them. Values are JSON. What every message asks may be answered
 * at once, by a Store that can. A Store may reject at any time; below stands what core does then.
 */
import type { Reply } from '../reply/types.ts'
import type { Soon } from '../soon.ts'
import type { Jobs } from './jobs.ts'
import type { Page } from './page.ts'

/**
 * Key-value with a time to live, for plugins and for the framework's own small facts. A rejection reaches
 * the plugin that asked. Core does without what it asked for itself: it counts no allowance, fetches the
 * access token again, passes over a strategy of `late`. A Store that is away may answer for this process alone.
 */
export interface BasicValues {
  /** `undefined` when absent or expired. */
  readonly get: (key: string) => Promise<unknown>
  /** Without `ttlMs` the value stays until it is deleted. */
  readonly set: (key: string, value: unknown, ttlMs?: number) => Promise<void>
  readonly delete: (key: string) => Promise<void>
  /** Atomic. True when the key was absent and now holds `value`. */
  readonly setIfAbsent: (key: string, value: unknown, ttlMs?: number) => Promise<boolean>
}

/** A value, and which one of all that its key has had. */
export interface Entry {
  /** `undefined` where something else than JSON was written there. */
  readonly value: unknown
  /**
   * Opaque. Each write gives the key another one, also a write of the same value, and none is used twice
   * for a key: not after deletion, nor after expiry. A value that an earlier version wrote has one, too.
   */
  readonly version: string
}

/** Values that can be changed without losing what another process writes meanwhile. */
export interface Values extends BasicValues {
  /**
   * `undefined` when absent or expired. Asked twice without a write in between, the version is the same.
   * @throws WechatBotError STORE_AWAY while the Store is away: an update must not see what is only local.
   */
  readonly entry: (key: string) => Promise<Entry | undefined>
  /**
   * Atomic. Writes `value` if the key still has `version`, or with `undefined` if it is absent. True if it
   * was written. Without `ttlMs` the value stays until it is deleted.
   * @throws WechatBotError STORE_AWAY while the Store is away; the value may have been written all the same.
   */
  readonly replace: (
    key: string,
    value: unknown,
    version: string | undefined,
    ttlMs?: number,
  ) => Promise<boolean>
}

/** What an attempt finds when it asks for its turn. */
export type Claim =
  /**
   * This process runs the handlers. `fence` grows with every owner of the turn. `degraded` says why
   * nobody else knows of it; then `fence` is 0, which is no owner's.
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

/**
 * Who runs which message (轮次). A fence is the number that proves ownership, above 0. Fence 0 is a turn's
 * that only this process knows of: its claim was `degraded`, or rejected. Core renews no such turn, and
 * finishes it, so that a Store which is away can keep the reply for this process.
 */
export interface Turns {
  /**
   * The first `owner` that brings a signature keeps it for `ttlMs`.
   * True for that owner, however often it asks; false for any other. Rejected: core serves the push.
   */
  readonly bind: (signature: string, owner: string, ttlMs: number) => Promise<boolean>
  /**
   * A push that brought this signature did not come whole. The first owner within `withinMs` keeps it;
   * after that nobody does, for `ttlMs`. Nothing changes where it has an owner, or was left open before.
   * Rejected: core goes on as if the push had not come.
   */
  readonly leaveOpen: (signature: string, withinMs: number, ttlMs: number) => Promise<void>
  /**
   * Atomic. Counts the attempt and says what to do with it. Claims of one key are answered in call order.
   * Rejected: this process runs the turn, with fence 0, whatever others do.
   */
  readonly claim: (key: string, options: ClaimOptions) => Soon<Claim>
  /**
   * Lengthens the lease. False when the turn has another owner by now: core aborts its handler. An owner
   * whose lease ends while it is `waiting` does not count as one that vanished with the turn. Rejected:
   * core logs it, and asks again a second later.
   * @param progress @default 'running'
   */
  readonly renew: (
    key: string,
    fence: number,
    leaseMs: number,
    progress?: Progress,
  ) => Promise<boolean>
  /**
   * Writes the reply down, and keeps it for `keptMs`; after that a claim is `done` without one. False, and
   * nothing written, when the turn has another owner by now. Rejected: core logs it, and the reply reaches
   * only the attempts that this process has.
   */
  readonly finish: (key: string, fence: number, reply: Reply, keptMs: number) => Soon<boolean>
  /**
   * Waits for a turn that another process runs: until it is done, or until its lease ends or its
   * record vanishes, when the waiter takes over (`run`, or `poison`). Rejected: unless `signal` has
   * aborted, this process runs the turn, with fence 0.
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
  /**
   * One with an id that waits already takes its place, at the end. Rejected: the message takes the next
   * strategy of `late`; a reply that is ready is lost, which is logged.
   */
  readonly put: (box: string, late: LateReply, ttlMs: number) => Promise<void>
  /** Without those whose time is over. Rejected: what waits stays, and the message is answered without it. */
  readonly list: (box: string) => Soon<readonly LateReply[]>
  /**
   * Atomic. True for the one of several callers that removed it; false for one whose time is over.
   * Rejected: what was to be handed over stays; a reply that has just become ready is lost. Both are logged.
   */
  readonly remove: (box: string, id: string) => Promise<boolean>
}

export type { Page } from './page.ts'

/** Part of a set. */
export interface Members {
  readonly members: readonly string[]
  /** Absent when no more follow. */
  readonly next?: string
}

/** Sets of texts, for what must be listed. All three reject with STORE_AWAY while the Store is away. */
export interface Sets {
  /** A member that is in the set stays there for `ttlMs` from now. */
  readonly add: (set: string, member: string, ttlMs: number) => Promise<void>
  readonly remove: (set: string, member: string) => Promise<void>
  /**
   * In any order that stays. Over all pages each member comes once, one that is added or removed
   * meanwhile at most once. Those whose time is over are not in it.
   */
  readonly list: (set: string, page: Page) => Promise<Members>
}

/**
 * What every bot needs of a Store. One that was written before there were entries, sets and jobs serves as
 * ever; what needs the rest, as sessions and jobs do, says so when it is registered.
 */
export interface BasicStore {
  readonly values: BasicValues
  readonly turns: Turns
  readonly late: LateReplies
  /**
   * What it keeps is there after the process has ended. Then promised replies are written down, and another
   * process, or this one when it has started again, delivers them.
   */
  readonly outlivesProcess?: boolean
  /** What is to be known of it at the start, a line each, as that its disk does not serve. */
  readonly warnings?: readonly string[]
  readonly close: () => Promise<void>
}

export interface Store extends BasicStore {
  readonly values: Values
  readonly sets: Sets
  readonly jobs: Jobs
}
