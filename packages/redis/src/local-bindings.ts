/**
 * What this process knows of signatures besides Redis. While Redis is away nobody else tells that a URL was
 * used: so each binding is kept here, too, and those made meanwhile are handed on when it is back.
 */
import type { Turns } from '@wechatbot/core'

/** Handed on at most: of an hour without Redis the last minutes are enough, older URLs are stale. */
const MAX_UNSENT = 20_000

export interface Unsent {
  readonly signature: string
  readonly owner: string
  readonly ttlMs: number
}

export class LocalBindings {
  readonly #local: Pick<Turns, 'bind' | 'leaveOpen'>
  readonly #unsent = new Map<string, Unsent>()

  constructor(local: Pick<Turns, 'bind' | 'leaveOpen'>) {
    this.#local = local
  }

  /** Of a binding that Redis has, too. False when another owner was here while Redis was away. */
  note(signature: string, owner: string, ttlMs: number): Promise<boolean> {
    return this.#local.bind(signature, owner, ttlMs)
  }

  /** Without Redis. */
  async bindAlone(signature: string, owner: string, ttlMs: number): Promise<boolean> {
    const isOwner = await this.#local.bind(signature, owner, ttlMs)
    if (isOwner) this.#remember({ signature, owner, ttlMs })
    return isOwner
  }

  leaveOpen(signature: string, withinMs: number, ttlMs: number): Promise<void> {
    return this.#local.leaveOpen(signature, withinMs, ttlMs)
  }

  /** Those that Redis has not heard of. */
  get unsent(): number {
    return this.#unsent.size
  }

  /**
   * Tells Redis of them, by `send`. What fails waits for the next time.
   * @throws what `send` throws.
   */
  async handOn(send: (bindings: readonly Unsent[]) => Promise<void>): Promise<void> {
    const bindings = [...this.#unsent.values()]
    await send(bindings)
    for (const { signature } of bindings) this.#unsent.delete(signature)
  }

  #remember(binding: Unsent): void {
    this.#unsent.set(binding.signature, binding)
    if (this.#unsent.size <= MAX_UNSENT) return
    const [oldest] = this.#unsent.keys()
    if (oldest !== undefined) this.#unsent.delete(oldest)
  }
}
