/**
 * A reply that this process writes: its text, its time limit, and the part that a vanished process
 * had delivered.
 */
import type { Clock } from '../clock.ts'
import type { GrowingText } from '../reply/stream.ts'
import type { Turn } from '../turn/turn.ts'
import { type Draft, merged, NO_DRAFT } from './draft.ts'

/** Stands before a text that was written again, with other words, after its process had vanished. */
const AGAIN = '（重新回答）'

/** Delivers the rest of a growing reply after its first part. */
export interface Continuation {
  /** Ends the first part: how the user gets the rest. */
  readonly line: string
  /** Whether it can deliver to this account. */
  readonly isAble: () => Promise<boolean>
  readonly deliver: (turn: Turn, growing: GrowingReply) => Promise<void>
}

/** A draft of the Store, joined with the text of this process. */
export interface Aligned {
  readonly draft: Draft
  /** Whether it is known that the text continues a vanished process's part, or that it does not. */
  readonly isAligned: boolean
  readonly prefix: string
}

export class GrowingReply {
  readonly turn: Turn
  readonly text: GrowingText
  /** When the user was answered with the first part, by the monotonic clock. */
  firstAt: number | undefined
  /** Whether the Store may know of the reply. */
  isKept = false
  /** Its last known draft, used while the Store is away, and where it has come back empty. */
  draft: Draft | undefined
  /** The last change came while the Store was away, so the Store has an older draft or none. */
  isAhead = false
  #prefix = ''
  #isAligned = false
  #isCutOff = false

  constructor(turn: Turn, text: GrowingText) {
    this.turn = turn
    this.text = text
  }

  /** The text so far. */
  get written(): string {
    return this.#prefix + this.text.text
  }

  /** Whether its user was told that more follows. */
  get isExpected(): boolean {
    const { first, last } = this.draft ?? NO_DRAFT
    return last === undefined ? first !== undefined : last.isMore
  }

  /** Whether the time limit stopped the reply. */
  get isCutOff(): boolean {
    return this.#isCutOff
  }

  /**
   * Stops the source at a handler's time limit, and when the text can reach nobody any more.
   * @param most milliseconds from the moment the request headers have arrived.
   * @returns a function that ends the watch.
   */
  limit(clock: Clock, most: number): () => void {
    const { turn, text } = this
    const leftMs = Math.max(0, turn.receivedAt.monotonic + most - clock.monotonic())
    const stop = () => text.stop()
    const timer = clock.setTimeout(() => {
      this.#isCutOff = true
      stop()
    }, leftMs)
    turn.signal.addEventListener('abort', stop, { once: true })
    if (turn.signal.aborted) stop()
    return () => {
      clock.clearTimeout(timer)
      turn.signal.removeEventListener('abort', stop)
    }
  }

  /**
   * Joins the Store's draft with the text of this process. If the text begins with the part that a
   * vanished process had delivered, it continues after that part. Any other text begins anew. Pure:
   * call {@link settle} after the result is written down.
   */
  align(known: Draft | undefined): Aligned {
    const { text, isOver } = this.text
    if (known === undefined || this.#isAligned) {
      const draft = merged(known, this.written, isOver)
      return { draft, isAligned: true, prefix: this.#prefix }
    }
    const { last: _, ...rest } = known
    const delivered = known.text.slice(0, known.taken)
    const before: Draft = { ...known, text: delivered, isOver: false, isClosed: false }
    if (text.startsWith(delivered) || (isOver && delivered.startsWith(text))) {
      return { draft: merged(before, text, isOver), isAligned: true, prefix: '' }
    }
    if (delivered.startsWith(text)) return { draft: before, isAligned: false, prefix: '' }
    const anew: Draft = { ...rest, text: AGAIN + text, taken: 0, isOver, isClosed: false }
    return { draft: anew, isAligned: true, prefix: AGAIN }
  }

  /** Keeps the result of {@link align}, which the Store has now. */
  settle({ isAligned, prefix }: Aligned): void {
    this.#isAligned = isAligned
    this.#prefix = prefix
  }
}
