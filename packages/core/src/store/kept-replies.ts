/**
 * The replies of finished turns, for later attempts. They are kept for a limited time and in limited
 * space, as JSON in buffers: a string for each would cost the garbage collector more than the message's
 * signature, and one that repeats a part of the message would keep the whole push in memory.
 */
import type { Clock, Timer } from '../clock.ts'
import type { Reply } from '../reply/types.ts'
import { givePagesBack, takePages } from './pages.ts'

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
/** A reply that may be larger begins a larger slice. */
const SLICE_BYTES = 256 * 1024
/** Ends each reply. JSON has none inside. */
const LINE_FEED = 10
/** The most bytes that UTF-8 has for one code unit of a text. */
const MAX_UNIT_BYTES = 3

interface Slice {
  readonly beganAt: number
  readonly keptMs: number
  /** The place of its first reply. */
  readonly from: number
  readonly json: Buffer<ArrayBuffer>
  used: number
  count: number
}

export class KeptReplies {
  /** The oldest slice comes first. */
  readonly #slices: Slice[] = []
  readonly #clock: Clock
  readonly #maxCount: number
  /** Removes the oldest slice when its time is over, in a quiet process too. */
  #timer: Timer | undefined
  /** The place of the next reply, if it goes into the last slice. Places of all slices are one row. */
  #next = 0
  #bytes = 0
  #count = 0

  /** @param maxCount the most replies, whatever their size. They are removed by slices. */
  constructor(clock: Clock, maxCount: number) {
    this.#clock = clock
    this.#maxCount = maxCount
  }

  /** The size of all replies. */
  get bytes(): number {
    return this.#bytes
  }

  /** @param place what {@link add} gave. */
  get(place: number): Reply | undefined {
    // The newest slice first: retries come within seconds.
    const slice = this.#slices.findLast(({ from }) => from <= place)
    if (slice === undefined || this.#isOver(slice)) return undefined
    const at = place - slice.from
    return fromJson(slice.json.toString('utf8', at, slice.json.indexOf(LINE_FEED, at)))
  }

  /** Keeps a reply, removes the oldest ones for it, and gives its place. */
  add(reply: Reply, keptMs: number): number {
    const line = `${toJson(reply)}\n`
    const slice = this.#sliceFor(line.length * MAX_UNIT_BYTES, keptMs)
    const at = slice.used
    const bytes = slice.json.write(line, at)
    slice.used += bytes
    slice.count += 1
    this.#next += bytes
    this.#bytes += bytes
    this.#count += 1
    while (this.#bytes > MAX_BYTES || this.#count > this.#maxCount) this.#removeOldest()
    return slice.from + at
  }

  clear(): void {
    while (this.#slices.length > 0) this.#removeOldest()
    this.#clock.clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #sliceFor(mostBytes: number, keptMs: number): Slice {
    const last = this.#slices.at(-1)
    if (last?.keptMs === keptMs && !this.#isFull(last, mostBytes)) return last
    const json = Buffer.from(takePages(Math.max(mostBytes, SLICE_BYTES)))
    const beganAt = this.#clock.monotonic()
    const slice = { beganAt, keptMs, from: this.#next, json, used: 0, count: 0 }
    this.#slices.push(slice)
    this.#timer ??= this.#clock.setTimeout(this.#sweep, keptMs)
    return slice
  }

  #isFull({ beganAt, keptMs, json, used, count }: Slice, mostBytes: number): boolean {
    return (
      used + mostBytes > json.length ||
      count * SLICES >= this.#maxCount ||
      (this.#clock.monotonic() - beganAt) * SLICES >= keptMs
    )
  }

  #isOver({ beganAt, keptMs }: Slice): boolean {
    return this.#clock.monotonic() - beganAt >= keptMs
  }

  readonly #sweep = (): void => {
    this.#timer = undefined
    for (let [oldest] = this.#slices; oldest !== undefined; [oldest] = this.#slices) {
      if (!this.#isOver(oldest)) {
        const endsIn = oldest.beganAt + oldest.keptMs - this.#clock.monotonic()
        this.#timer = this.#clock.setTimeout(this.#sweep, endsIn)
        return
      }
      this.#removeOldest()
    }
  }

  #removeOldest(): void {
    const oldest = this.#slices.shift()
    if (oldest === undefined) return
    this.#bytes -= oldest.used
    this.#count -= oldest.count
    givePagesBack(oldest.json.buffer)
  }
}

/** Nearly all replies are texts. Only the text is kept of one, which is half of its JSON. */
function toJson(reply: Reply): string {
  return JSON.stringify(reply.type === 'text' ? reply.content : reply)
}

function fromJson(json: string): Reply {
  const kept = JSON.parse(json) as string | Reply
  return typeof kept === 'string' ? { type: 'text', content: kept } : kept
}
