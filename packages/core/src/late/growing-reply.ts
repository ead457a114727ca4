/** One reply that this process writes: its text, its time limit, and what a vanished process had delivered of it. */
import type { Clock } from '../clock.ts'
import type { GrowingText } from '../reply/stream.ts'
import type { Turn } from '../turn/turn.ts'
import { type Draft, merged } from './draft.ts'

/** Before a text that was written again, and in another way, after its process had vanished. */
const AGAIN = '（重新回答）'

/** A draft of the Store with what this process has written. */
export interface Aligned {
  readonly draft: Draft
  /** Whether the text is known to go on from what a vanished process had delivered, or not to. */
  readonly isAligned: boolean
  readonly prefix: string
}

export class GrowingReply {
  readonly turn: Turn
  readonly text: GrowingText
  /** When the user was answered with the first part, by the monotonic clock. */
  firstAt: number | undefined
  /** Whether the Store may know of it. */
  isKept = false
  /** Its draft as it was last, for as long as the Store is away. */
  draft: Draft | undefined
  #prefix = ''
  #isAligned = false
  #isCutOff = false

  constructor(turn: Turn, text: GrowingText) {
    this.turn = turn
    this.text = text
  }

  /** All that has been written so far. */
  get written(): string {
    return this.#prefix + this.text.text
  }

  /** Whether the time limit stopped it. */
  get isCutOff(): boolean {
    return this.#isCutOff
  }

  /**
   * Stops the source at the time limit of a handler, and when nobody can get the text any more.
   * @param most milliseconds from the moment the request headers have arrived.
   * @returns what ends the watch.
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
   * What the Store has, with what has been written here. A text that begins with what a vanished process had
   * delivered goes on from there; another one is new. Pure: {@link settle} makes it so, once it is written down.
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

  /** The Store has what {@link align} said. */
  settle({ isAligned, prefix }: Aligned): void {
    this.#isAligned = isAligned
    this.#prefix = prefix
  }
}
