/**
 * Binds a signature to the first message that came with it. WeChat's signature covers token,
 * timestamp and nonce, but not the body: without a binding, a URL seen once could bring any
 * message. Bots that share a token share the bindings. A Store that fails binds nothing.
 */
import type { Store } from '../store/types.ts'

/** WeChat sends a message without an answer again 5 s and 10 s after the first time. */
const AGAIN_MS = 15_000

export class Bindings {
  readonly #store: Store
  readonly #ttlMs: number

  /** @param ttlMs how long a signature stays bound: at least the freshness window before and after now. */
  constructor(store: Store, ttlMs: number) {
    this.#store = store
    this.#ttlMs = ttlMs
  }

  /** Binds the signature to `owner`. False when another owner has it. */
  async bind(signature: string, owner: string): Promise<boolean> {
    try {
      return await this.#store.turns.bind(signature, owner, this.#ttlMs)
    } catch {
      return true
    }
  }

  /**
   * Leaves the signature of a refused push open: its body did not arrive whole, or it was sealed
   * for another mode. WeChat's retry gets the signature. A later or second message comes from an
   * attacker who has seen the URL. This costs a good push nothing.
   * @param furtherMs how much longer than others the signature could be valid.
   */
  async leaveOpen(signature: string | undefined, furtherMs = 0): Promise<void> {
    if (signature === undefined) return
    try {
      await this.#store.turns.leaveOpen(signature, AGAIN_MS, this.#ttlMs + furtherMs)
    } catch {
      // If the Store fails, the push counts as never sent.
    }
  }
}
