/**
 * A Map whose entries keep coming and going.
 *
 * V8 gives a Map a new table whenever as many entries have come as it has places, and the outgrown table points to
 * the new one. Once one of them is in the old generation of the heap, all later ones follow it there with their
 * entries, until everything is collected: of a plain message that was 0.6 kB. So the entries that are left are
 * copied into a new Map from time to time, to which no outgrown table points.
 */

/** A copy is made after this many deletions, if as many entries as that are left at most. So it costs a deletion little. */
const COPIED_AFTER = 256

export class RenewedMap<K, V> {
  #entries = new Map<K, V>()
  /** The deletions since the last copy. */
  #deleted = 0

  get size(): number {
    return this.#entries.size
  }

  get(key: K): V | undefined {
    return this.#entries.get(key)
  }

  has(key: K): boolean {
    return this.#entries.has(key)
  }

  set(key: K, value: V): void {
    this.#entries.set(key, value)
  }

  /** Whether there was an entry. */
  delete(key: K): boolean {
    if (!this.#entries.delete(key)) return false
    this.#deleted += 1
    if (this.#deleted >= COPIED_AFTER && this.#deleted >= this.#entries.size) {
      this.#entries = new Map(this.#entries)
      this.#deleted = 0
    }
    return true
  }

  clear(): void {
    this.#entries = new Map()
    this.#deleted = 0
  }

  /** In the order in which the keys came. Read it in one go: after a copy it still shows the entries of before. */
  values(): IterableIterator<V> {
    return this.#entries.values()
  }

  [Symbol.iterator](): IterableIterator<[K, V]> {
    return this.#entries[Symbol.iterator]()
  }
}
