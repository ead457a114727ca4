/**
 * Binds each signature to the first message that came with it. In one process, and of limited size.
 * Signatures and owners are numbers here, made by `digestNumber`.
 */
import { DigestTable } from './digest-table.ts'

const MAX_BINDINGS = 300_000

/** The owner of a signature that is left open: the first owner until `openUntil` gets it. After that nobody does. */
const NOBODY = 0

/** The columns of a binding. Times are those of the monotonic clock. */
type Binding = readonly [owner: number, ends: number, openUntil: number]

export class Bindings {
  readonly #bindings = new DigestTable(MAX_BINDINGS, 3)
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** Whether the signature belongs to `owner`, now or since earlier. */
  bind(signature: number, owner: number, ttlMs: number): boolean {
    const now = this.#now()
    const bound = this.#get(signature, now)
    if (bound !== undefined) {
      const [boundTo, , openUntil] = bound
      if (boundTo !== NOBODY) return boundTo === owner
      if (openUntil <= now) return false
    }
    this.#set(signature, [owner, now + ttlMs, 0])
    return true
  }

  leaveOpen(signature: number, withinMs: number, ttlMs: number): void {
    const now = this.#now()
    if (this.#get(signature, now) !== undefined) return
    this.#set(signature, [NOBODY, now + ttlMs, now + withinMs])
  }

  #get(signature: number, now: number): Binding | undefined {
    const bound = this.#bindings.get(signature) as Binding | undefined
    return bound === undefined || bound[1] <= now ? undefined : bound
  }

  #set(signature: number, binding: Binding): void {
    this.#bindings.set(signature, binding)
  }
}
