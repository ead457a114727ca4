/**
 * The replies of finished turns, for later attempts. They are kept for a limited time and in limited
 * space, as JSON in buffers: a string for each would cost the garbage collector more than the message's
 * signature, and one that repeats a part of the message would keep the whole push in memory.
 */
import type { Reply } from '../reply/types.ts'

/**
 * The space for all replies. A passive reply has 2 kB of text at most, so this is enough for 250
 * messages a second over a minute.
 */
const MAX_BYTES = 64 * 1024 * 1024
/**
 * Replies are forgotten slice by slice, and at least this many slices use the whole time and space.
 * A slice takes replies for a sixteenth of the time that they are kept. The last replies of a slice
 * are kept shorter by that much.
 */
const SLICES = 16
/** A larger reply has a slice of its own. Pages of a slice take no memory before they are written to. */
const SLICE_BYTES = 256 * 1024
/** The length of a reply stands before it. */
const LENGTH_BYTES = 4

interface Slice {
  readonly beganAt: number
  readonly keptMs: number
  /** The place of its first reply. */
  readonly from: number
  readonly json: Buffer
  used: number
  count: number
}

export class KeptReplies {
  /** The oldest slice comes first. */
  readonly #slices: Slice[] = []
  readonly #now: () => number
  readonly #maxCount: number
  /** The place of the next reply, if it goes into the last slice. Places of all slices are one row. */
  #next = 0
  #bytes = 0
  #count = 0

  /** @param maxCount the most replies, whatever their size. They are removed by slices. */
  constructor(now: () => number, maxCount: number) {
    this.#now = now
    this.#maxCount = maxCount
  }

  /** The size of all replies. */
  get bytes(): number {
    return this.#bytes
  }

  /** @param place what {@link add} gave. */
  get(place: number): Reply | undefined {
    this.sweep()
    // The newest slice first: retries come within seconds.
    const slice = this.#slices.findLast(({ from }) => from <= place)
    if (slice === undefined || this.#isOver(slice)) return undefined
    const at = place - slice.from
    const begin = at + LENGTH_BYTES
    const end = begin + slice.json.readUInt32LE(at)
    return JSON.parse(slice.json.toString('utf8', begin, end)) as Reply
  }

  /** Keeps a reply, removes the oldest ones for it, and gives its place. */
  add(reply: Reply, keptMs: number): number {
    const json = JSON.stringify(reply)
    const length = Buffer.byteLength(json)
    const bytes = LENGTH_BYTES + length
    const slice = this.#sliceFor(bytes, keptMs)
    const at = slice.used
    slice.json.writeUInt32LE(length, at)
    slice.json.write(json, at + LENGTH_BYTES)
    slice.used += bytes
    slice.count += 1
    this.#next += bytes
    this.#bytes += bytes
    this.#count += 1
    this.sweep()
    return slice.from + at
  }

  clear(): void {
    this.#slices.length = 0
    this.#bytes = 0
    this.#count = 0
  }

  #sliceFor(bytes: number, keptMs: number): Slice {
    const last = this.#slices.at(-1)
    if (last?.keptMs === keptMs && !this.#isFull(last, bytes)) return last
    const json = Buffer.allocUnsafeSlow(Math.max(bytes, SLICE_BYTES))
    const slice = { beganAt: this.#now(), keptMs, from: this.#next, json, used: 0, count: 0 }
    this.#slices.push(slice)
    return slice
  }

  #isFull({ beganAt, keptMs, json, used, count }: Slice, bytes: number): boolean {
    return (
      used + bytes > json.length ||
      count * SLICES >= this.#maxCount ||
      (this.#now() - beganAt) * SLICES >= keptMs
    )
  }

  #isOver({ beganAt, keptMs }: Slice): boolean {
    return this.#now() - beganAt >= keptMs
  }

  /** Removes expired slices. */
  sweep(): void {
    for (let [oldest] = this.#slices; oldest !== undefined; [oldest] = this.#slices) {
      if (!this.#isOver(oldest) && this.#bytes <= MAX_BYTES && this.#count <= this.#maxCount) return
      this.#slices.shift()
      this.#bytes -= oldest.used
      this.#count -= oldest.count
    }
  }
}
