/**
 * A bounded table of rows that expire, by the digest of a text. It forgets its oldest rows in two generations.
 * A row is a place in typed arrays. Without an object and without its text it takes a tenth of what an
 * entry of a Map takes, and the garbage collector has nothing to look at.
 */
import { givePagesBack, takePages } from './pages.ts'

/** The share of the places that is used at most: a search goes on to the next place that is free. */
const LOAD = 0.75
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
  /** A time of the monotonic clock, in whole milliseconds, at most 24 days ahead. */
  readonly ends: number
}

export class DigestTable {
  /** The rows of a generation. */
  readonly #half: number
  readonly #maxPlaces: number
  readonly #now: () => number
  #young: Generation
  #old: Generation | undefined

  /**
   * @param max a full table holds `max / 2` to `max` rows.
   * @param now the monotonic clock, in whole milliseconds
   */
  constructor(max: number, now: () => number) {
    this.#half = Math.max(1, Math.floor(max / 2))
    this.#maxPlaces = Math.ceil(this.#half / LOAD) + 1
    this.#now = now
    this.#young = new Generation(Math.min(FIRST_PLACES, this.#maxPlaces), now())
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
    const next = new Generation(this.#young.places, now)
    this.#old?.giveBack()
    this.#old = this.#young
    this.#young = next
  }
}

class Generation {
  readonly beganAt: number
  #places: number
  /** The digest and the value of each place. */
  #wide: Float64Array<ArrayBuffer>
  /** The end of each place. */
  #ends: Uint32Array<ArrayBuffer>
  #count = 0

  constructor(places: number, beganAt: number) {
    this.beganAt = beganAt
    this.#places = places
    this.#wide = takeWide(places)
    this.#ends = takeEnds(places)
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
    return {
      value: this.#wide[place * WIDE + 1] as number,
      ends: this.beganAt + (this.#ends[place] as number),
    }
  }

  set(digest: number, { value, ends }: Row): void {
    const place = this.#placeOf(digest)
    if (this.#wide[place * WIDE] === 0) this.#count += 1
    this.#wide[place * WIDE] = digest
    this.#wide[place * WIDE + 1] = value
    this.#ends[place] = Math.min(MOST, Math.max(0, ends - this.beganAt))
  }

  grow(places: number): void {
    const [wide, ends, before] = [this.#wide, this.#ends, this.#places]
    // Nothing changes where there is no memory for them.
    const [nextWide, nextEnds] = [takeWide(places), takeEnds(places)]
    this.#places = places
    this.#wide = nextWide
    this.#ends = nextEnds
    for (let from = 0; from < before; from += 1) {
      const digest = wide[from * WIDE] as number
      if (digest === 0) continue
      const place = this.#placeOf(digest)
      this.#wide[place * WIDE] = digest
      this.#wide[place * WIDE + 1] = wide[from * WIDE + 1] as number
      this.#ends[place] = ends[from] as number
    }
    givePagesBack(wide.buffer)
    givePagesBack(ends.buffer)
  }

  giveBack(): void {
    givePagesBack(this.#wide.buffer)
    givePagesBack(this.#ends.buffer)
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

function takeEnds(places: number): Uint32Array<ArrayBuffer> {
  return new Uint32Array(takePages(places * Uint32Array.BYTES_PER_ELEMENT))
}
