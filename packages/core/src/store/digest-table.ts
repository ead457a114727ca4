/**
 * A bounded table of rows that expire, by the digest of a text. It forgets its oldest rows in two generations.
 * A row is a place in typed arrays. Without an object and without its text it takes a tenth of what an
 * entry of a Map takes, and the garbage collector has nothing to look at.
 */
import { givePagesBack, takePages } from './pages.ts'

/** The share of the places that is used at most: a search goes on to the next place that is free. */
const LOAD = 0.85
/** Rows are spread over the array, so a few thousand rows would bring all of a large array into memory. */
const FIRST_PLACES = 1024
/** The digest and the value of a row. */
const WIDE = 2
/** The time at which a row ends, after its generation began, has 32 bits. So no generation takes rows for longer. */
const MAX_AGE_MS = 2 ** 31
const MOST = 2 ** 32 - 1

export interface Row {
  /** Any number. */
  readonly value: number
  /** A small whole number, not negative. */
  readonly count: number
  /** A time of the monotonic clock, in whole milliseconds, at most 24 days ahead. */
  readonly ends: number
}

export class DigestTable {
  /** The rows of a generation. */
  readonly #half: number
  readonly #maxPlaces: number
  readonly #now: () => number
  readonly #hasCounts: boolean
  #young: Generation
  #old: Generation | undefined

  /**
   * @param max a full table holds `max / 2` to `max` rows.
   * @param now the monotonic clock, in whole milliseconds
   * @param hasCounts without counts a row takes 20 bytes in place of 24, and each count is 0.
   */
  constructor(max: number, now: () => number, hasCounts: boolean) {
    this.#half = Math.max(1, Math.floor(max / 2))
    this.#maxPlaces = Math.ceil(this.#half / LOAD) + 1
    this.#now = now
    this.#hasCounts = hasCounts
    this.#young = new Generation(Math.min(FIRST_PLACES, this.#maxPlaces), now(), hasCounts)
  }

  /** @param digest a whole number above zero. */
  get(digest: number): Row | undefined {
    const row = this.#young.get(digest) ?? this.#old?.get(digest)
    return row === undefined || row.ends <= this.#now() ? undefined : row
  }

  set(digest: number, row: Row): void {
    const now = this.#now()
    if (now - this.#young.beganAt > MAX_AGE_MS) this.#beginGeneration(now)
    this.#young.set(digest, row)
    const { count, places } = this.#young
    if (count >= this.#half) this.#beginGeneration(now)
    else if (count >= places * LOAD) this.#young.grow(Math.min(2 * places, this.#maxPlaces))
  }

  #beginGeneration(now: number): void {
    // As large as the last one, so it need not grow. Nothing changes where there is no memory for it.
    const next = new Generation(this.#young.places, now, this.#hasCounts)
    this.#old?.giveBack()
    this.#old = this.#young
    this.#young = next
  }
}

class Generation {
  readonly beganAt: number
  /** How many columns of 32 bits a row has. */
  readonly #width: 1 | 2
  #places: number
  #wide: Float64Array<ArrayBuffer>
  #narrow: Uint32Array<ArrayBuffer>
  #count = 0

  constructor(places: number, beganAt: number, hasCounts: boolean) {
    this.beganAt = beganAt
    this.#width = hasCounts ? 2 : 1
    this.#places = places
    this.#wide = takeWide(places)
    this.#narrow = takeNarrow(places * this.#width)
  }

  get places(): number {
    return this.#places
  }

  get count(): number {
    return this.#count
  }

  get(digest: number): Row | undefined {
    const place = this.#placeOf(digest)
    if (this.#wide[place * WIDE] === 0) return undefined
    const at = place * this.#width
    return {
      value: this.#wide[place * WIDE + 1] as number,
      count: this.#width === 1 ? 0 : (this.#narrow[at + 1] as number),
      ends: this.beganAt + (this.#narrow[at] as number),
    }
  }

  set(digest: number, { value, count, ends }: Row): void {
    const place = this.#placeOf(digest)
    if (this.#wide[place * WIDE] === 0) this.#count += 1
    this.#wide[place * WIDE] = digest
    this.#wide[place * WIDE + 1] = value
    this.#narrow[place * this.#width] = Math.min(MOST, Math.max(0, ends - this.beganAt))
    if (this.#width === 2) this.#narrow[place * this.#width + 1] = count
  }

  grow(places: number): void {
    const [wide, narrow, before] = [this.#wide, this.#narrow, this.#places]
    // Nothing changes where there is no memory for them.
    const [nextWide, nextNarrow] = [takeWide(places), takeNarrow(places * this.#width)]
    this.#places = places
    this.#wide = nextWide
    this.#narrow = nextNarrow
    for (let from = 0; from < before; from += 1) {
      const digest = wide[from * WIDE] as number
      if (digest === 0) continue
      const place = this.#placeOf(digest)
      this.#wide[place * WIDE] = digest
      this.#wide[place * WIDE + 1] = wide[from * WIDE + 1] as number
      for (let i = 0; i < this.#width; i += 1) {
        this.#narrow[place * this.#width + i] = narrow[from * this.#width + i] as number
      }
    }
    givePagesBack(wide.buffer)
    givePagesBack(narrow.buffer)
  }

  giveBack(): void {
    givePagesBack(this.#wide.buffer)
    givePagesBack(this.#narrow.buffer)
  }

  /** Where the row with this digest is, or would be. One place is always free. */
  #placeOf(digest: number): number {
    let place = digest % this.#places
    for (;;) {
      const found = this.#wide[place * WIDE]
      if (found === digest || found === 0) return place
      place = place + 1 === this.#places ? 0 : place + 1
    }
  }
}

function takeWide(places: number): Float64Array<ArrayBuffer> {
  return new Float64Array(takePages(places * WIDE * Float64Array.BYTES_PER_ELEMENT))
}

function takeNarrow(numbers: number): Uint32Array<ArrayBuffer> {
  return new Uint32Array(takePages(numbers * Uint32Array.BYTES_PER_ELEMENT))
}
