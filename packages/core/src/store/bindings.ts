/** Binds each signature to the first message that came with it. In one process, and of limited size. */
import { Generations } from './generations.ts'

const MAX_BINDINGS = 300_000

/** Times are those of the monotonic clock. */
type Binding =
  | { readonly owner: string; readonly ends: number }
  /** The first owner until `openUntil` gets the signature. After that nobody gets it. */
  | { readonly openUntil: number; readonly ends: number }

export class Bindings {
  readonly #bindings = new Generations<Binding>(MAX_BINDINGS)
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** Whether the signature belongs to `owner`, now or since earlier. */
  bind(signature: string, owner: string, ttlMs: number): boolean {
    const bound = this.#get(signature)
    if (bound !== undefined && 'owner' in bound) return bound.owner === owner
    const now = this.#now()
    if (bound !== undefined && bound.openUntil <= now) return false
    this.#bindings.set(signature, { owner, ends: now + ttlMs })
    return true
  }

  leaveOpen(signature: string, withinMs: number, ttlMs: number): void {
    if (this.#get(signature) !== undefined) return
    const now = this.#now()
    this.#bindings.set(signature, { openUntil: now + withinMs, ends: now + ttlMs })
  }

  #get(signature: string): Binding | undefined {
    const bound = this.#bindings.get(signature)
    return bound === undefined || bound.ends <= this.#now() ? undefined : bound
  }
}
