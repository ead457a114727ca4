/** Keeps the newest items for a test to look at. Older ones go, because `wechatbot dev` may run for days. */

/** More items than a test counts. */
export const MAX_KEPT = 50_000
/** The limit for all items of a list together. A single video may have 10 MB. */
export const MAX_KEPT_BYTES = 64 * 1024 * 1024

export class Kept<T> {
  /** The oldest item comes first. */
  readonly items: readonly T[]
  readonly #items: T[] = []
  readonly #sizes: number[] = []
  #bytes = 0

  constructor() {
    this.items = this.#items
  }

  /** Adds an item of this many bytes. Returns the items that were removed for it. */
  add(item: T, bytes: number): readonly T[] {
    this.#items.push(item)
    this.#sizes.push(bytes)
    this.#bytes += bytes
    let gone = 0
    while (this.#items.length - gone > MAX_KEPT || this.#bytes > MAX_KEPT_BYTES) {
      this.#bytes -= this.#sizes[gone] ?? 0
      gone += 1
    }
    this.#sizes.splice(0, gone)
    return this.#items.splice(0, gone)
  }
}
