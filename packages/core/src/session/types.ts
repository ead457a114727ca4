/** Sessions (会话): a state for each user, kept over messages, instances and restarts. */
import type { StandardSchemaV1 } from '@standard-schema/spec'

export interface SessionOptions<T> {
  /** A name among the sessions of its plugin, or of the bot. Under another name all states begin anew. */
  readonly name: string
  /** The state of a user who has none yet. It is called each time, so that no two users share one. */
  readonly initial: () => T
  /** Counts from the last write. Reading does not lengthen it. @default 604800000 (7 days) */
  readonly ttlMs?: number
  /**
   * Any Standard Schema (zod, valibot, arktype ...). It checks the state at each read and each write, and
   * its output is the state. If it refuses a state at a read, for example after a deployment, the state is
   * `initial()`, with a warning. If it refuses one at a write, the write rejects.
   */
  readonly schema?: StandardSchemaV1<unknown, T>
}

/** The context of a message, or an OpenID. */
export type SessionUser = string | { readonly from: string }

/**
 * The states of all users in one session. While the Store is away all calls reject with STORE_AWAY,
 * so that no change is lost to a copy in one process.
 */
export interface Session<T> {
  readonly name: string
  /** Resolves to a copy of the state. For a user without one it is `initial()`, and nothing is written. */
  readonly get: (user: SessionUser) => Promise<T>
  /**
   * Replaces the state. A state is JSON of 64 kB at most. Undefined properties are left out.
   * @throws WechatBotError BAD_SESSION with the path of a value that cannot be kept.
   */
  readonly set: (user: SessionUser, state: T) => Promise<void>
  /**
   * Changes the state, atomically over all instances. Resolves to the written state. `change` runs
   * again when another message was quicker, so it should only make the new state. If it throws, the
   * call rejects with its error, and nothing is written.
   *
   * @example
   * ```ts
   * const { items } = await cart.update(ctx, (state) => ({ items: [...state.items, '茶'] }))
   * ```
   * @throws WechatBotError SESSION_BUSY when other writers were quicker for 5 s; BAD_SESSION like
   *   `set`, and when `change` returns undefined.
   */
  readonly update: (user: SessionUser, change: (state: T) => T | Promise<T>) => Promise<T>
  /** Forgets the state. The next one is `initial()`. */
  readonly clear: (user: SessionUser) => Promise<void>
}

/**
 * Registers a session once, before the bot serves.
 * @throws WechatBotError BAD_SESSION for wrong options and for a second session of one name; BAD_CONFIG when
 *   the Store lacks `values.entry` and `values.replace`; ALREADY_STARTED after the first push.
 */
export type OpenSession = <T>(options: SessionOptions<T>) => Session<T>

/** One registered session. */
export interface SessionInfo {
  /** The plugin's name, or the bot's name for its own. */
  readonly plugin: string
  readonly name: string
  readonly ttlMs: number
  readonly hasSchema: boolean
}
