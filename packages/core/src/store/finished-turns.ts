/** The finished turns of one process: their replies, and how many attempts each has had. */
import type { Clock } from '../clock.ts'
import type { Reply } from '../reply/types.ts'
import { DigestTable } from './digest-table.ts'
import { KeptReplies } from './kept-replies.ts'
import type { Ended } from './types.ts'

/** More attempts than this are not counted. WeChat makes three. */
const MAX_ATTEMPTS = 63

export interface Finish {
  readonly reply: Reply
  readonly attempts: number
  /** When the turn is forgotten: a time of the monotonic clock, in whole milliseconds. */
  readonly ends: number
  /** For how many milliseconds the reply is kept. */
  readonly keptMs: number
}

export class FinishedTurns {
  /** The value is the place of the reply and the number of attempts, made one by {@link join}. */
  readonly #ends: DigestTable
  readonly #replies: KeptReplies

  /**
   * @param now the monotonic clock, in whole milliseconds
   * @param max beyond it the oldest turns are forgotten.
   */
  constructor(clock: Clock, now: () => number, max: number) {
    this.#ends = new DigestTable(max, now)
    this.#replies = new KeptReplies(clock, max)
  }

  /** @param digest of the turn's key. */
  add(digest: number, { reply, attempts, ends, keptMs }: Finish): void {
    this.#ends.set(digest, { value: join(this.#replies.add(reply, keptMs), attempts), ends })
  }

  /**
   * The end of a turn, without its reply if that is forgotten. Undefined if the turn is unknown.
   * @param more the attempts that are counted from now on.
   */
  recall(digest: number, more: 0 | 1): Ended | undefined {
    const found = this.#ends.get(digest)
    if (found === undefined) return undefined
    const { place, attempts } = split(found.value)
    const attempt = Math.min(attempts + more, MAX_ATTEMPTS)
    if (more > 0) this.#ends.set(digest, { value: join(place, attempt), ends: found.ends })
    const reply = this.#replies.get(place)
    return reply === undefined ? { state: 'done', attempt } : { state: 'done', attempt, reply }
  }

  /** Forgets the replies. */
  clear(): void {
    this.#replies.clear()
  }
}

/** A place of {@link KeptReplies} and a number of attempts as one whole number. It is exact up to 140 TB of replies. */
function join(place: number, attempts: number): number {
  return place * (MAX_ATTEMPTS + 1) + Math.min(attempts, MAX_ATTEMPTS)
}

function split(value: number) {
  const attempts = value % (MAX_ATTEMPTS + 1)
  return { place: (value - attempts) / (MAX_ATTEMPTS + 1), attempts }
}
