/** Which message a signature belongs to: the first that it brought. Bounded, for one process. */
import { Generations } from './generations.ts'

const MAX_BINDINGS = 300_000

/** Without an owner: left open until then, and nobody's afterwards. */
type Binding = {
  readonly owner: string | undefined
  readonly opensUntil: number
  readonly ends: number
}

export class Bindings {
  readonly #bindings = new Generations<Binding>(MAX_BINDINGS)
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** Whether it is the owner's, now or already. */
  bind(signature: string, owner: string, ttlMs: number): boolean {
    const bound = this.#get(signature)
    if (bound !== undefined && bound.owner !== undefined) return bound.owner === owner
    const now = this.#now()
    if (bound !== undefined && bound.opensUntil <= now) return false
    this.#bindings.set(signature, { owner, opensUntil: 0, ends: now + ttlMs })
    return true
  }

  leaveOpen(signature: string, withinMs: number, ttlMs: number): void {
    if (this.#get(signature) !== undefined) return
    const now = this.#now()
    this.#bindings.set(signature, {
      owner: undefined,
      opensUntil: now + withinMs,
      ends: now + ttlMs,
    })
  }

  #get(signature: string): Binding | undefined {
    const bound = this.#bindings.get(signature)
    return bound === undefined || bound.ends <= this.#now() ? undefined : bound
  }
}
