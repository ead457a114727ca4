/**
 * A signature belongs to the first message that it brought: WeChat's covers token, timestamp and nonce, not
 * the body, so that a URL seen once could bring any message. Bots that share a token share its bindings.
 * A Store that fails binds nothing.
 */
import type { Store } from '../store/types.ts'

/** WeChat sends a message that was not taken again 5 s and 10 s after the first time. */
const AGAIN_MS = 15_000

export class Bindings {
  readonly #store: Store
  readonly #ttlMs: number

  /** @param ttlMs how long a signature stays bound: at least the freshness window, both ways. */
  constructor(store: Store, ttlMs: number) {
    this.#store = store
    this.#ttlMs = ttlMs
  }

  /** Binds the signature to `owner`. False when it belongs to another one. */
  async bind(signature: string, owner: string): Promise<boolean> {
    try {
      return await this.#store.turns.bind(signature, owner, this.#ttlMs)
    } catch {
      return true
    }
  }

  /**
   * For a push that is refused: its body never came whole, or it was sealed for another mode. WeChat's retry of it
   * owns the signature; a later or second message comes from somebody who has seen the URL. A good push pays nothing
   * for it.
   * @param furtherMs how much longer than others the signature could be good.
   */
  async leaveOpen(signature: string | undefined, furtherMs = 0): Promise<void> {
    if (signature === undefined) return
    try {
      await this.#store.turns.leaveOpen(signature, AGAIN_MS, this.#ttlMs + furtherMs)
    } catch {
      // As if it had not come.
    }
  }
}
