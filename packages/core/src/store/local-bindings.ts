/**
 * What this process knows of signatures besides a shared Store. While the Store is away nobody else tells
 * that a URL was used: so each binding is kept here, too, and those made meanwhile are handed on when it is
 * back.
 */
import type { Turns } from './types.ts'

/** Handed on at most: of an hour without the Store the last minutes are enough, older URLs are stale. */
const MAX_UNSENT = 20_000

interface Unsent {
  readonly owner: string
  readonly ttlMs: number
}

export class LocalBindings {
  readonly #local: Pick<Turns, 'bind' | 'leaveOpen'>
  readonly #unsent = new Map<string, Unsent>()

  constructor(local: Pick<Turns, 'bind' | 'leaveOpen'>) {
    this.#local = local
  }

  /** Of a binding that the Store has, too. False when another owner was here while it was away. */
  note(signature: string, owner: string, ttlMs: number): Promise<boolean> {
    return this.#local.bind(signature, owner, ttlMs)
  }

  /** Without the Store. */
  async bindAlone(signature: string, owner: string, ttlMs: number): Promise<boolean> {
    const isOwner = await this.#local.bind(signature, owner, ttlMs)
    if (isOwner) this.#remember(signature, { owner, ttlMs })
    return isOwner
  }

  leaveOpen(signature: string, withinMs: number, ttlMs: number): Promise<void> {
    return this.#local.leaveOpen(signature, withinMs, ttlMs)
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

  #remember(signature: string, binding: Unsent): void {
    this.#unsent.set(signature, binding)
    if (this.#unsent.size <= MAX_UNSENT) return
    const [oldest] = this.#unsent.keys()
    if (oldest !== undefined) this.#unsent.delete(oldest)
  }
}
