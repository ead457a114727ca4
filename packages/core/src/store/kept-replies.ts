/**
 * The replies of finished turns, for later attempts: for a while, and never more bytes than there is room
 * for. Kept as JSON: a part of the message that a reply repeats would keep the whole push in memory.
 */
import type { Reply } from '../reply/types.ts'

/**
 * Of all replies: a passive reply has 2 kB of text at the most, so this is room for 250 messages a second,
 * a minute long.
 */
const MAX_BYTES = 64 * 1024 * 1024
/**
 * Replies are forgotten by slices: as many hold all that there is room for. A slice takes replies for a
 * sixteenth of the time that they are kept: the last ones are kept that much shorter.
 */
const SLICES = 16
/** Of a text and an entry of a Map, about. */
const ENTRY_BYTES = 100

interface Slice<K> {
  readonly beganAt: number
  readonly keptMs: number
  readonly replies: Map<K, string>
  bytes: number
}

/** @typeParam K names a turn. */
export class KeptReplies<K> {
  /** The oldest first; never empty of a last one to write to, once something is kept. */
  readonly #slices: Slice<K>[] = []
  readonly #now: () => number
  readonly #maxCount: number
  #bytes = 0
  #count = 0

  /** @param maxCount how many at the most, by slices, whatever their size. */
  constructor(now: () => number, maxCount: number) {
    this.#now = now
    this.#maxCount = maxCount
  }

  /** What all of them take, about. */
  get bytes(): number {
    return this.#bytes
  }

  get(key: K): Reply | undefined {
    this.sweep()
    // The newest first: retries come within seconds.
    for (let i = this.#slices.length - 1; i >= 0; i -= 1) {
      const slice = this.#slices[i] as Slice<K>
      const json = this.#isOver(slice) ? undefined : slice.replies.get(key)
      if (json !== undefined) return JSON.parse(json) as Reply
    }
    return undefined
  }

  /** The oldest ones make room. A turn is finished once, so a key comes once. */
  set(key: K, reply: Reply, keptMs: number): void {
    const json = JSON.stringify(reply)
    // As V8 keeps what is not Latin.
    const bytes = 2 * json.length + ENTRY_BYTES
    const slice = this.#current(keptMs)
    slice.replies.set(key, json)
    slice.bytes += bytes
    this.#bytes += bytes
    this.#count += 1
    this.sweep()
  }

  clear(): void {
    this.#slices.length = 0
    this.#bytes = 0
    this.#count = 0
  }

  #current(keptMs: number): Slice<K> {
    const last = this.#slices.at(-1)
    if (last?.keptMs === keptMs && !this.#isFull(last)) return last
    const slice: Slice<K> = { beganAt: this.#now(), keptMs, replies: new Map(), bytes: 0 }
    this.#slices.push(slice)
    return slice
  }

  #isFull({ beganAt, keptMs, bytes, replies }: Slice<K>): boolean {
    return (
      bytes * SLICES >= MAX_BYTES ||
      replies.size * SLICES >= this.#maxCount ||
      (this.#now() - beganAt) * SLICES >= keptMs
    )
  }

  #isOver({ beganAt, keptMs }: Slice<K>): boolean {
    return this.#now() - beganAt >= keptMs
  }

  /** Forgets what has ended, in passing. */
  sweep(): void {
    for (let [oldest] = this.#slices; oldest !== undefined; [oldest] = this.#slices) {
      if (!this.#isOver(oldest) && this.#bytes <= MAX_BYTES && this.#count <= this.#maxCount) return
      this.#slices.shift()
      this.#bytes -= oldest.bytes
      this.#count -= oldest.replies.size
    }
  }
}
