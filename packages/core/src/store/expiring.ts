/** A map whose entries expire. Each `set` also checks two old entries and removes the expired ones. */

interface Entry<V> {
  readonly value: V
  /** A time of the monotonic clock. */
  readonly ends: number
}

/** Entries checked at each `set`: expired entries are gone before as many new ones have come. */
const SWEPT = 2

export class Expiring<V> {
  readonly #entries = new Map<string, Entry<V>>()
  readonly #now: () => number
  #sweep: Iterator<[string, Entry<V>]> | undefined

  constructor(now: () => number) {
    this.#now = now
  }

  get size(): number {
    return this.#entries.size
  }

  /** The keys, those of expired entries included while they are in the map. */
  keys(): Iterable<string> {
    return this.#entries.keys()
  }

  get(key: string): V | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined || entry.ends > this.#now()) return entry?.value
    this.#entries.delete(key)
    return undefined
  }

  set(key: string, value: V, ttlMs = Number.POSITIVE_INFINITY): void {
    this.#sweepSome()
    this.#entries.set(key, { value, ends: this.#now() + ttlMs })
  }

  delete(key: string): void {
    this.#entries.delete(key)
  }

  clear(): void {
    this.#entries.clear()
  }

  #sweepSome(): void {
    for (let i = 0; i < SWEPT; i += 1) {
      this.#sweep ??= this.#entries.entries()
      const next = this.#sweep.next()
      if (next.done) {
        this.#sweep = undefined
        return
      }
      const [key, { ends }] = next.value
      if (ends <= this.#now()) this.#entries.delete(key)
    }
  }
}
