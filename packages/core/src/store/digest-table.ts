/**
 * A bounded table of numbers, by the digest of a text. It forgets its oldest rows in two generations.
 * A row is a place in a typed array. Without an object and without its text it takes a tenth of what an
 * entry of a Map takes, and the garbage collector has nothing to look at.
 */

/** The share of the places that is used at most: a search goes on to the next place that is free. */
const LOAD = 0.75

export class DigestTable {
  /** The rows of a generation. */
  readonly #half: number
  readonly #places: number
  /** The digest and the numbers of a row. */
  readonly #width: number
  #young: Float64Array
  #old: Float64Array | undefined
  #count = 0

  /**
   * @param max a full table holds `max / 2` to `max` rows.
   * @param columns how many numbers each row has.
   */
  constructor(max: number, columns: number) {
    this.#half = Math.max(1, Math.floor(max / 2))
    this.#places = Math.ceil(this.#half / LOAD) + 1
    this.#width = 1 + columns
    this.#young = this.#generation()
  }

  /** @param digest a whole number above zero. */
  get(digest: number): readonly number[] | undefined {
    return this.#rowIn(this.#young, digest) ?? (this.#old && this.#rowIn(this.#old, digest))
  }

  set(digest: number, row: readonly number[]): void {
    const at = this.#placeOf(this.#young, digest)
    if (this.#young[at] === 0) this.#count += 1
    this.#young[at] = digest
    for (let i = 1; i < this.#width; i += 1) this.#young[at + i] = row[i - 1] as number
    if (this.#count < this.#half) return
    // The pages of a new array take no memory before something is written to them.
    this.#old = this.#young
    this.#young = this.#generation()
    this.#count = 0
  }

  #generation(): Float64Array {
    return new Float64Array(this.#places * this.#width)
  }

  #rowIn(generation: Float64Array, digest: number): readonly number[] | undefined {
    const at = this.#placeOf(generation, digest)
    if (generation[at] === 0) return undefined
    return Array.from(generation.subarray(at + 1, at + this.#width))
  }

  /** Where the row with this digest is, or would be. One place is always free. */
  #placeOf(generation: Float64Array, digest: number): number {
    let place = digest % this.#places
    for (;;) {
      const at = place * this.#width
      const found = generation[at]
      if (found === digest || found === 0) return at
      place = place + 1 === this.#places ? 0 : place + 1
    }
  }
}
