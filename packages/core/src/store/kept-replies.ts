/**
 * The replies of finished turns, for later attempts: for a minute, and never more bytes than there is room
 * for. Kept as JSON: a part of the message that a reply repeats would keep the whole push in memory.
 */
import type { Reply } from '../reply/types.ts'

/** How long a finished turn keeps its reply; after that only the fact that it is done. */
export const REPLY_KEPT_MS = 60_000

/**
 * Of all replies: a passive reply has 2 kB of text at the most, so this is room for 500 messages a second,
 * a minute long. Characters are counted as two bytes, as V8 keeps what is not Latin.
 */
const MAX_BYTES = 64 * 1024 * 1024

interface Kept {
  readonly json: string
  /** By the monotonic clock. */
  readonly ends: number
}

export class KeptReplies {
  /** In the order in which they end: all are kept equally long. */
  readonly #kept = new Map<string, Kept>()
  readonly #now: () => number
  /** Goes on where it stopped: one that begins anew walks over the holes of all that is forgotten. */
  #walk: Iterator<[string, Kept]> | undefined
  #oldest: [string, Kept] | undefined
  #bytes = 0

  constructor(now: () => number) {
    this.#now = now
  }

  /** What all of them take. */
  get bytes(): number {
    return this.#bytes
  }

  get(key: string): Reply | undefined {
    this.#sweep()
    const kept = this.#kept.get(key)
    return kept === undefined ? undefined : (JSON.parse(kept.json) as Reply)
  }

  /** The oldest ones make room. */
  set(key: string, reply: Reply): void {
    const json = JSON.stringify(reply)
    this.#forget(key)
    this.#kept.set(key, { json, ends: this.#now() + REPLY_KEPT_MS })
    this.#bytes += sizeOf(json)
    this.#sweep()
  }

  clear(): void {
    this.#kept.clear()
    this.#walk = undefined
    this.#oldest = undefined
    this.#bytes = 0
  }

  #sweep(): void {
    for (let oldest = this.#peek(); oldest !== undefined; oldest = this.#peek()) {
      const [key, kept] = oldest
      const isGone = this.#kept.get(key) !== kept
      if (!isGone && kept.ends > this.#now() && this.#bytes <= MAX_BYTES) return
      if (!isGone) this.#forget(key)
      this.#oldest = undefined
    }
  }

  #peek(): [string, Kept] | undefined {
    this.#walk ??= this.#kept.entries()
    this.#oldest ??= this.#walk.next().value
    // At its end it stays there: what comes later needs another.
    if (this.#oldest === undefined) this.#walk = undefined
    return this.#oldest
  }

  #forget(key: string): void {
    const kept = this.#kept.get(key)
    if (kept === undefined) return
    this.#kept.delete(key)
    this.#bytes -= sizeOf(kept.json)
  }
}

function sizeOf(json: string): number {
  return 2 * json.length
}
