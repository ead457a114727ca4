/**
 * The replies of finished turns, for later attempts. They are kept for a limited time and in
 * limited space. They are kept as JSON: a reply may repeat a part of the message, and this part
 * would keep the whole push in memory.
 */
import type { Reply } from '../reply/types.ts'

/**
 * The space for all replies. A passive reply has 2 kB of text at most, so this is enough for 250
 * messages a second over a minute.
 */
const MAX_BYTES = 64 * 1024 * 1024
/**
 * Replies are forgotten slice by slice, and this many slices use the whole space. A slice takes
 * replies for a sixteenth of the time that they are kept. The last replies of a slice are kept
 * shorter by that much.
 */
const SLICES = 16
/** The approximate size of a text and a Map entry. */
const ENTRY_BYTES = 100

interface Slice<K> {
  readonly beganAt: number
  readonly keptMs: number
  readonly replies: Map<K, string>
  bytes: number
}

/** @typeParam K the key of a turn. */
export class KeptReplies<K> {
  /** The oldest slice comes first. Once a reply is kept, there always is a last slice to write to. */
  readonly #slices: Slice<K>[] = []
  readonly #now: () => number
  readonly #maxCount: number
  #bytes = 0
  #count = 0

  /** @param maxCount the most replies, whatever their size. They are removed by slices. */
  constructor(now: () => number, maxCount: number) {
    this.#now = now
    this.#maxCount = maxCount
  }

  /** The approximate size of all replies. */
  get bytes(): number {
    return this.#bytes
  }

  get(key: K): Reply | undefined {
    this.sweep()
    // The newest slice first: retries come within seconds.
    for (let i = this.#slices.length - 1; i >= 0; i -= 1) {
      const slice = this.#slices[i] as Slice<K>
      const json = this.#isOver(slice) ? undefined : slice.replies.get(key)
      if (json !== undefined) return JSON.parse(json) as Reply
    }
    return undefined
  }

  /** Keeps a reply, and removes the oldest ones for it. A turn is finished once, so each key comes once. */
  set(key: K, reply: Reply, keptMs: number): void {
    const json = JSON.stringify(reply)
    // V8 keeps a text that is not Latin in two bytes a character.
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

  /** Removes expired slices. */
  sweep(): void {
    for (let [oldest] = this.#slices; oldest !== undefined; [oldest] = this.#slices) {
      if (!this.#isOver(oldest) && this.#bytes <= MAX_BYTES && this.#count <= this.#maxCount) return
      this.#slices.shift()
      this.#bytes -= oldest.bytes
      this.#count -= oldest.replies.size
    }
  }
}
