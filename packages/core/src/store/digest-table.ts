/**
 * A bounded table of numbers, by the digest of a text. It forgets its oldest rows in two generations.
 * A row is a place in a typed array. Without an object and without its text it takes a tenth of what an
 * entry of a Map takes, and the garbage collector has nothing to look at.
 */

/** The share of the places that is used at most: a search goes on to the next place that is free. */
const LOAD = 0.75
/** Rows are spread over the array, so a few thousand rows would bring all of a large array into memory. */
const FIRST_PLACES = 1024

export class DigestTable {
  /** The rows of a generation. */
  readonly #half: number
  readonly #maxPlaces: number
  readonly #columns: number
  #young: Generation
  #old: Generation | undefined

  /**
   * @param max a full table holds `max / 2` to `max` rows.
   * @param columns how many numbers each row has.
   */
  constructor(max: number, columns: number) {
    this.#half = Math.max(1, Math.floor(max / 2))
    this.#maxPlaces = Math.ceil(this.#half / LOAD) + 1
    this.#columns = columns
    this.#young = new Generation(Math.min(FIRST_PLACES, this.#maxPlaces), columns)
  }

  /** @param digest a whole number above zero. */
  get(digest: number): readonly number[] | undefined {
    return this.#young.get(digest) ?? this.#old?.get(digest)
  }

  set(digest: number, row: readonly number[]): void {
    this.#young.set(digest, row)
    const { count, places } = this.#young
    if (count < this.#half) {
      if (count >= places * LOAD) this.#young.grow(Math.min(2 * places, this.#maxPlaces))
      return
    }
    this.#old = this.#young
    // As large as the last one, so it need not grow.
    this.#young = new Generation(this.#old.places, this.#columns)
  }
}

class Generation {
  /** The digest and the numbers of a row. */
  readonly #width: number
  #places: number
  #rows: Float64Array
  #count = 0

  constructor(places: number, columns: number) {
    this.#width = 1 + columns
    this.#places = places
    this.#rows = new Float64Array(places * this.#width)
  }

  get places(): number {
    return this.#places
  }

  get count(): number {
    return this.#count
  }

  get(digest: number): readonly number[] | undefined {
    const at = this.#placeOf(digest)
    if (this.#rows[at] === 0) return undefined
    return Array.from(this.#rows.subarray(at + 1, at + this.#width))
  }

  set(digest: number, row: readonly number[]): void {
    const at = this.#placeOf(digest)
    if (this.#rows[at] === 0) this.#count += 1
    this.#rows[at] = digest
    for (let i = 1; i < this.#width; i += 1) this.#rows[at + i] = row[i - 1] as number
  }

  grow(places: number): void {
    const before = this.#rows
    this.#places = places
    this.#rows = new Float64Array(this.#places * this.#width)
    for (let from = 0; from < before.length; from += this.#width) {
      const digest = before[from] as number
      if (digest === 0) continue
      const at = this.#placeOf(digest)
      for (let i = 0; i < this.#width; i += 1) this.#rows[at + i] = before[from + i] as number
    }
  }

  /** Where the row with this digest is, or would be. One place is always free. */
  #placeOf(digest: number): number {
    let place = digest % this.#places
    for (;;) {
      const at = place * this.#width
      const found = this.#rows[at]
      if (found === digest || found === 0) return at
      place = place + 1 === this.#places ? 0 : place + 1
    }
  }
}
