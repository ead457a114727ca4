/** Replies on their way into the mailbox of their user, page by page. */
import { boxOf } from '../store/keys.ts'
import type { LateReply } from '../store/types.ts'
import type { Turn } from '../turn/turn.ts'
import { MAX_WAITING, makeRoom } from './room.ts'
import type { LateParts } from './types.ts'
import { isRestOf, type Page } from './waiting-replies.ts'

type BoxParts = Pick<LateParts, 'account' | 'clock' | 'log' | 'store'>

export class Box {
  readonly #parts: BoxParts
  readonly #ttlMs: number

  /** @param ttlMs how long a page waits for its user. */
  constructor(parts: BoxParts, ttlMs: number) {
    this.#parts = parts
    this.#ttlMs = ttlMs
  }

  /** Its key in the Store. */
  of({ message }: Turn): string {
    return boxOf(this.#parts.account.scope, message.FromUserName)
  }

  put(turn: Turn, { id, reply }: Page): Promise<void> {
    const { clock, store } = this.#parts
    return store.late.put(this.of(turn), { id, reply, storedAt: clock.now() }, this.#ttlMs)
  }

  remove(turn: Turn, id: string): Promise<boolean> {
    return this.#parts.store.late.remove(this.of(turn), id)
  }

  /** Keeps pages of the turn's reply, {@link MAX_WAITING} at most. */
  async keep(turn: Turn, pages: readonly Page[]): Promise<void> {
    const { log } = this.#parts
    const { key } = turn
    const kept = pages.slice(0, MAX_WAITING)
    if (kept.length < pages.length) {
      log.warn({ key, pages: pages.length }, `late reply cut to ${MAX_WAITING} pages`)
    }
    if (kept.length === 0) return
    const before = await makeRoom(this.#parts, this.of(turn), kept.length, key)
    for (const page of kept) await this.put(turn, page)
    for (const page of restBehind(kept, before, key)) await this.put(turn, page)
  }
}

/** The rest that another process has kept of the same reply. Its user reads it after the first part. */
function restBehind(
  kept: readonly Page[],
  before: readonly LateReply[],
  key: string,
): readonly LateReply[] {
  if (kept.some((page) => isRestOf(key, page))) return []
  return before.filter((page) => isRestOf(key, page))
}
