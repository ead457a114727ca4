/**
 * Binds each signature to the first message that came with it. In one process, and of limited size.
 * Signatures and owners are numbers here, made by `digestNumber`.
 */
import { DigestTable } from './digest-table.ts'

const MAX_BINDINGS = 300_000

/**
 * The columns of a binding. Times are those of the monotonic clock. A signature that is left open has no owner yet.
 * Its first column is then a time, as a negative number. The first owner until this time gets the signature, and
 * nobody gets it later.
 */
type Binding = readonly [owner: number, ends: number]

export class Bindings {
  readonly #bindings = new DigestTable(MAX_BINDINGS, 2)
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** Whether the signature belongs to `owner`, now or since earlier. */
  bind(signature: number, owner: number, ttlMs: number): boolean {
    const now = this.#now()
    const bound = this.#get(signature, now)
    if (bound !== undefined) {
      const [boundTo] = bound
      if (boundTo > 0) return boundTo === owner
      if (-boundTo <= now) return false
    }
    this.#set(signature, [owner, now + ttlMs])
    return true
  }

  leaveOpen(signature: number, withinMs: number, ttlMs: number): void {
    const now = this.#now()
    if (this.#get(signature, now) !== undefined) return
    this.#set(signature, [-(now + withinMs), now + ttlMs])
  }

  #get(signature: number, now: number): Binding | undefined {
    const bound = this.#bindings.get(signature) as Binding | undefined
    return bound === undefined || bound[1] <= now ? undefined : bound
  }

  #set(signature: number, binding: Binding): void {
    this.#bindings.set(signature, binding)
  }
}
