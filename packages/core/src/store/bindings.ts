/** Which message a signature belongs to: the first that it brought. Bounded, for one process. */
import { Generations } from './generations.ts'

const MAX_BINDINGS = 300_000

/** By the monotonic clock. */
type Binding =
  | { readonly owner: string; readonly ends: number }
  /** Left open until then, and nobody's afterwards. */
  | { readonly openUntil: number; readonly ends: number }

export class Bindings {
  readonly #bindings = new Generations<Binding>(MAX_BINDINGS)
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** Whether it is the owner's, now or already. */
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
