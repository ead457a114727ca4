/** A bounded map that forgets its oldest entries in two generations: no scan, O(1) amortised. */
import { RenewedMap } from './renewed-map.ts'

export class Generations<V> {
  readonly #half: number
  readonly #mustKeep: (value: V) => boolean
  #young = new RenewedMap<string, V>()
  #old = new RenewedMap<string, V>()

  /** @param max a full map holds `max / 2` to `max` entries, besides those of `mustKeep`. */
  constructor(max: number, mustKeep: (value: V) => boolean = () => false) {
    this.#half = Math.max(1, Math.floor(max / 2))
    this.#mustKeep = mustKeep
  }

  get size(): number {
    return this.#young.size + this.#old.size
  }

  get(key: string): V | undefined {
    return this.#young.get(key) ?? this.#old.get(key)
  }

  set(key: string, value: V): void {
    this.#old.delete(key)
    this.#young.set(key, value)
    if (this.#young.size >= this.#half) this.#age()
  }

  delete(key: string): void {
    if (!this.#young.delete(key)) this.#old.delete(key)
  }

  /**
   * Drops the old generation, except for entries that must be kept. The young generation becomes
   * the old one.
   */
  #age(): void {
    const kept = new RenewedMap<string, V>()
    for (const [key, value] of this.#old) {
      if (this.#mustKeep(value)) kept.set(key, value)
    }
    this.#old = this.#young
    this.#young = kept
  }
}
