/** What a session (会话) is: a state for each user, over messages, instances and restarts. */
import type { StandardSchemaV1 } from '@standard-schema/spec'

export interface SessionOptions<T> {
  /** Of its own among the sessions of its plugin, or of the bot. With another name all states begin anew. */
  readonly name: string
  /** The state of a user who has none. Called each time, so that no two users share one. */
  readonly initial: () => T
  /** From the last write; reading does not lengthen it. @default 604800000 (7 days) */
  readonly ttlMs?: number
  /**
   * Any Standard Schema (zod, valibot, arktype ...). Its output is the state, when it is read and when it is
   * written. A state that it refuses is `initial()` when it is read, as after a deployment, with a warning;
   * when it is written, the write rejects.
   */
  readonly schema?: StandardSchemaV1<unknown, T>
}

/** The context of a message, or an OpenID. */
export type SessionUser = string | { readonly from: string }

/**
 * What a plugin, or the bot, knows of each user. While the Store is away all of it rejects with STORE_AWAY:
 * no state is lost to a copy that one process has.
 */
export interface Session<T> {
  readonly name: string
  /** A copy of the state; `initial()`, and nothing written, for a user who has none. */
  readonly get: (user: SessionUser) => Promise<T>
  /**
   * Writes a state in place of the one before. It is JSON, 64 kB at the most; properties that are
   * undefined are left out.
   * @throws WechatBotError BAD_SESSION with the path of what cannot be kept.
   */
  readonly set: (user: SessionUser, state: T) => Promise<void>
  /**
   * Changes the state, atomically over all instances, and resolves to the state that was written. `change`
   * runs again when another message was quicker: it should do nothing but make the new state. What it throws
   * rejects, and nothing is written.
   *
   * @example
   * ```ts
   * const { items } = await cart.update(ctx, (state) => ({ items: [...state.items, '茶'] }))
   * ```
   * @throws WechatBotError SESSION_BUSY when others were quicker for 5 s; BAD_SESSION as `set`, and when
   *   `change` returns undefined.
   */
  readonly update: (user: SessionUser, change: (state: T) => T | Promise<T>) => Promise<T>
  /** Forgets the state: the next one is `initial()`. */
  readonly clear: (user: SessionUser) => Promise<void>
}

/**
 * Registers a session, once, before the bot serves.
 * @throws WechatBotError BAD_SESSION for wrong options and for a second session of one name; BAD_CONFIG when
 *   the Store lacks `values.entry` and `values.replace`; ALREADY_STARTED after the first push.
 */
export type OpenSession = <T>(options: SessionOptions<T>) => Session<T>

/** One registered session. */
export interface SessionInfo {
  /** The plugin's name, or the bot's for its own. */
  readonly plugin: string
  readonly name: string
  readonly ttlMs: number
  readonly hasSchema: boolean
}
