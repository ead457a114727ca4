/**
 * Binds each signature to the first message that came with it. In one process, and of limited size.
 * Signatures and owners are numbers here, made by `digestNumber`.
 */
import { DigestTable } from './digest-table.ts'

const MAX_BINDINGS = 300_000

export class Bindings {
  /**
   * The value is the owner. A signature that is left open has no owner yet: its value is a time of the monotonic clock,
   * as a negative number. The first owner until this time gets the signature, and nobody gets it later.
   */
  readonly #bindings: DigestTable
  readonly #now: () => number

  constructor(now: () => number) {
    this.#bindings = new DigestTable(MAX_BINDINGS, now)
    this.#now = now
  }

  /** Whether the signature belongs to `owner`, now or since earlier. */
  bind(signature: number, owner: number, ttlMs: number): boolean {
    const now = this.#now()
    const bound = this.#bindings.get(signature)
    if (bound !== undefined) {
      if (bound.value > 0) return bound.value === owner
      if (-bound.value <= now) return false
    }
    this.#bindings.set(signature, { value: owner, ends: now + ttlMs })
    return true
  }

  leaveOpen(signature: number, withinMs: number, ttlMs: number): void {
    const now = this.#now()
    if (this.#bindings.get(signature) !== undefined) return
    this.#bindings.set(signature, { value: -(now + withinMs), ends: now + ttlMs })
  }
}
