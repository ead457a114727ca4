/** One reply that this process writes: its text, its time limit, and what a vanished process had delivered of it. */
import type { Clock } from '../clock.ts'
import { isEvent } from '../message/filter.ts'
import type { GrowingText } from '../reply/stream.ts'
import { EVENT_TIMEOUT_MS, HANDLER_TIMEOUT_MS } from '../turn/keeper.ts'
import type { Turn } from '../turn/turn.ts'
import type { Draft } from './draft.ts'

/** Before a text that was written again, and in another way, after its process had vanished. */
const AGAIN = '（重新回答）'

export class GrowingReply {
  readonly turn: Turn
  readonly text: GrowingText
  /** When the user was answered with the first part, by the monotonic clock. */
  firstAt: number | undefined
  /** Whether the Store knows of it. */
  isKept = false
  /** Where the text begins that the user has not seen: behind what a vanished process had delivered. */
  prefix = ''
  /** Whether it has been compared with what a vanished process had delivered. */
  #isAligned = false
  #isCutOff = false

  constructor(turn: Turn, text: GrowingText) {
    this.turn = turn
    this.text = text
  }

  /** Whether the time limit stopped it. */
  get isCutOff(): boolean {
    return this.#isCutOff
  }

  /**
   * Stops the source at the time limit of a handler, and when nobody can get the text any more.
   * @returns what ends the watch.
   */
  limit(clock: Clock): () => void {
    const { turn, text } = this
    const most = isEvent(turn.message) ? EVENT_TIMEOUT_MS : HANDLER_TIMEOUT_MS
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

  /** What a process that vanished had delivered of it: a text that begins with that goes on from there. */
  aligned(draft: Draft | undefined): Draft | undefined {
    if (draft === undefined || this.#isAligned) {
      this.#isAligned = true
      return draft
    }
    const { text, isOver } = this.text
    const delivered = draft.text.slice(0, draft.taken)
    const isSame = text.startsWith(delivered) || (isOver && delivered.startsWith(text))
    if (!isSame && delivered.startsWith(text)) return { ...draft, text: delivered }
    this.#isAligned = true
    if (isSame) return { ...draft, text: delivered }
    this.prefix = AGAIN
    return { ...draft, text: '', taken: 0 }
  }
}
