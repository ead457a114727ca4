/**
 * The Store: all state that outlives one attempt, in five small parts. Each part has a contract
 * that holds over several processes. A key is `group|rest` (store/keys.ts): a Store on several
 * machines keeps a group on one of them. Values are JSON. Calls that every message makes may return
 * their answer at once. A Store may reject at any time. Each method says what core does then.
 */
import type { Reply } from '../reply/types.ts'
import type { Soon } from '../soon.ts'
import type { Jobs } from './jobs.ts'
import type { Page } from './page.ts'

/**
 * Key-value pairs with a time to live, for plugins and for small facts of the framework. A
 * rejection reaches the plugin that asked. Core goes on without its own values: it counts no
 * allowance, fetches the access token again, and skips a strategy of `late`. A Store that is away
 * may answer for this process alone.
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

/** A value with its version. */
export interface Entry {
  /** `undefined` if a value that is no JSON was written there. */
  readonly value: unknown
  /**
   * Opaque. Each write gives the key a new version, even a write of the same value. No version is
   * used twice for a key, not even after deletion or expiry. A value that an earlier release wrote
   * has a version, too.
   */
  readonly version: string
}

/** Values that can be changed without losing another process's writes. */
export interface Values extends BasicValues {
  /**
   * `undefined` when absent or expired. Without a write in between, two reads give the same
   * version.
   * @throws WechatBotError STORE_AWAY while the Store is away: an update must not see a value that
   *   only this process has.
   */
  readonly entry: (key: string) => Promise<Entry | undefined>
  /**
   * Atomic. Writes `value` if the key still has `version`. With `undefined` as version, it writes
   * if the key is absent. True if it wrote. Without `ttlMs` the value stays until it is deleted.
   * @throws WechatBotError STORE_AWAY while the Store is away. The value may have been written all
   *   the same.
   */
  readonly replace: (
    key: string,
    value: unknown,
    version: string | undefined,
    ttlMs?: number,
  ) => Promise<boolean>
}

/** The fence of a turn that only this process knows. It belongs to no owner. */
export const ALONE = 0

interface Counted {
  readonly attempt: number
  /** Why only this process knows of the claim. Absent where the Store has answered. */
  readonly degraded?: string
}

/** The answer to an attempt that claims its turn. */
export type Claim =
  /**
   * This process runs the handlers. `fence` grows with every owner of the turn. If the claim is `degraded`, `fence` is
   * {@link ALONE}.
   */
  | ({ readonly state: 'run'; readonly fence: number } & Counted)
  /** Another process runs the handlers. */
  | ({ readonly state: 'wait' } & Counted)
  /** The handlers have run. Without `reply` the reply is no longer kept: answer `success`. */
  | ({ readonly state: 'done'; readonly reply?: Reply } & Counted)
  /**
   * {@link MAX_VANISHED} processes vanished while they ran the turn, so it is not run again. This
   * process owns the turn, and finishes it with a reply that no handler gave.
   */
  | ({ readonly state: 'poison'; readonly fence: number } & Counted)
  /** The signature belongs to another message. */
  | { readonly state: 'replay' }

/** The claims that end a wait. */
export type Ended = Exclude<Claim, { state: 'wait' | 'replay' }>

/**
 * How many owners may vanish with a turn before it counts as the cause. One owner may have been
 * killed for another reason. After two, no third instance may follow.
 */
export const MAX_VANISHED = 2

/** Whether the owner runs the handlers, or waits for an earlier message of the user to end. */
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
 * The owners of messages in flight (轮次). A fence is a number above 0 that proves ownership. Fence 0
 * belongs to a turn that only this process knows: its claim was `degraded` or rejected. Core does not renew
 * such a turn. It does finish it, so that a Store which is away can keep the reply for this process.
 */
export interface Turns {
  /**
   * The first `owner` of a signature keeps it for `ttlMs`. True for this owner at every call, false
   * for any other. If the call rejects, core serves the push.
   */
  readonly bind: (signature: string, owner: string, ttlMs: number) => Promise<boolean>
  /**
   * Notes that a push with this signature did not arrive whole. The first owner within `withinMs`
   * gets the signature. After that nobody gets it, for `ttlMs`. Nothing changes if it has an owner
   * or was left open before. If the call rejects, core goes on as if the push had not come.
   */
  readonly leaveOpen: (signature: string, withinMs: number, ttlMs: number) => Promise<void>
  /**
   * Atomic. Counts the attempt and decides about it. Claims of one key are answered in call order.
   * If the call rejects, this process runs the turn with fence 0, whatever others do.
   */
  readonly claim: (key: string, options: ClaimOptions) => Soon<Claim>
  /**
   * Lengthens the lease. False when another owner has the turn, when it is done, and when the Store does not know it.
   * Core then claims it once more, and aborts its handler if the claim is refused. An owner whose lease ends while it is
   * `waiting` does not count as vanished. If the call rejects, core logs this and tries again a second later.
   * @param progress @default 'running'
   */
  readonly renew: (
    key: string,
    fence: number,
    leaseMs: number,
    progress?: Progress,
  ) => Promise<boolean>
  /**
   * Writes the reply down, and keeps it for `keptMs`. After that a claim is `done` without a reply.
   * Writes nothing and returns false where `renew` would. If the call rejects, core
   * logs this, and the next attempt runs the message again.
   */
  readonly finish: (key: string, fence: number, reply: Reply, keptMs: number) => Soon<boolean>
  /**
   * Waits for a turn that another process runs, until it is done. If its lease ends or its record
   * vanishes, the waiter takes over (`run` or `poison`). If the call rejects before `signal` has
   * aborted, this process runs the turn with fence 0.
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

/** Waiting replies, oldest first. A box belongs to one user of one account. */
export interface LateReplies {
  /**
   * Puts a reply at the end of the box. It replaces a waiting reply with the same id. If the call
   * rejects, the message takes the next strategy of `late`. A reply that is ready is lost then, and
   * core logs this.
   */
  readonly put: (box: string, late: LateReply, ttlMs: number) => Promise<void>
  /**
   * The replies that have not expired. If the call rejects, they stay, and the message is answered
   * without them.
   */
  readonly list: (box: string) => Soon<readonly LateReply[]>
  /**
   * Atomic. Of several callers, true for the one that removed the reply. False for an expired
   * reply. If the call rejects, a reply to be handed over stays, and a reply that has just become
   * ready is lost. Core logs both.
   */
  readonly remove: (box: string, id: string) => Promise<boolean>
}

export type { Page } from './page.ts'

/** One page of a set. */
export interface Members {
  readonly members: readonly string[]
  /** Absent when no more members follow. */
  readonly next?: string
}

/** Sets of texts that can be listed. All three methods reject with STORE_AWAY while the Store is away. */
export interface Sets {
  /** Adds a member for `ttlMs`. For a member of the set, the time begins anew. */
  readonly add: (set: string, member: string, ttlMs: number) => Promise<void>
  readonly remove: (set: string, member: string) => Promise<void>
  /**
   * Any order that stays the same. Over all pages each member comes once. A member that is added or
   * removed meanwhile comes at most once. Expired members are left out.
   */
  readonly list: (set: string, page: Page) => Promise<Members>
}

/**
 * The parts of a Store that every bot needs. A Store from before entries, sets and jobs still
 * works. Features that need these parts, such as sessions and jobs, throw when they are registered.
 */
export interface BasicStore {
  readonly values: BasicValues
  readonly turns: Turns
  readonly late: LateReplies
  /**
   * Whether its content outlives the process. If so, promised replies are written down. Another
   * process delivers them, or this one after a restart.
   */
  readonly outlivesProcess?: boolean
  /** Warnings for the start, one line each: for example that its disk is not suitable. */
  readonly warnings?: readonly string[]
  readonly close: () => Promise<void>
}

export interface Store extends BasicStore {
  readonly values: Values
  readonly sets: Sets
  readonly jobs: Jobs
}
