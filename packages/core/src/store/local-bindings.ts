/**
 * What this process knows of signatures besides a shared Store. While the Store is away nobody else tells
 * that a URL was used: so each binding is kept here, too, and those made meanwhile are handed on when it is
 * back.
 */
import type { Turns } from './types.ts'

/** Remembered of each kind at most: of an hour the last minutes are enough, older URLs are stale. */
const MAX_REMEMBERED = 20_000

interface Unsent {
  readonly owner: string
  readonly ttlMs: number
}

export class LocalBindings {
  readonly #local: Pick<Turns, 'bind' | 'leaveOpen'>
  readonly #unsent = new Map<string, Unsent>()
  /** Bound, or left open, without the Store: of these this process knows what the Store may not. */
  readonly #alone = new Set<string>()

  constructor(local: Pick<Turns, 'bind' | 'leaveOpen'>) {
    this.#local = local
  }

  /** Of a binding that the Store has, too. False when another owner was here while it was away. */
  async note(signature: string, owner: string, ttlMs: number): Promise<boolean> {
    return (await this.#local.bind(signature, owner, ttlMs)) || !this.#alone.has(signature)
  }

  /** Without the Store. */
  async bindAlone(signature: string, owner: string, ttlMs: number): Promise<boolean> {
    const isOwner = await this.#local.bind(signature, owner, ttlMs)
    if (isOwner) {
      this.noteAlone(signature)
      this.#unsent.set(signature, { owner, ttlMs })
      forgetOldest(this.#unsent)
    }
    return isOwner
  }

  leaveOpen(signature: string, withinMs: number, ttlMs: number): Promise<void> {
    return this.#local.leaveOpen(signature, withinMs, ttlMs)
  }

  /** The Store does not know of it. */
  noteAlone(signature: string): void {
    this.#alone.add(signature)
    forgetOldest(this.#alone)
  }

  /** Those that the Store has not heard of. */
  get unsent(): number {
    return this.#unsent.size
  }

  /**
   * Tells the Store of them, by its `bind`. What fails waits for the next time.
   * @throws what `bind` throws.
   */
  async handOn(bind: Turns['bind']): Promise<void> {
    for (const [signature, { owner, ttlMs }] of [...this.#unsent]) {
      await bind(signature, owner, ttlMs)
      this.#unsent.delete(signature)
    }
  }
}

function forgetOldest(all: Map<string, unknown> | Set<string>): void {
  if (all.size <= MAX_REMEMBERED) return
  const [oldest] = all.keys()
  if (oldest !== undefined) all.delete(oldest)
}
