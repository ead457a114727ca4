/** What happens to a reply that is not ready at the deadline (投递策略). */
import type { Reply } from '../reply/types.ts'
import type { Attempt, Turn } from '../turn.ts'

/** One way to deal with a late reply. */
export interface Strategy {
  readonly name: string
  /**
   * The response to this attempt, or undefined when the strategy cannot work for it and the next
   * one is asked. `'unanswered'` leaves the connection without one, so that WeChat asks again.
   */
  readonly answer: (attempt: Attempt) => Promise<Reply | 'unanswered' | undefined>
  /** A reply that waits and that this message asks for. The handlers are not asked then. */
  readonly takeUp?: (turn: Turn) => Promise<Reply | undefined> | undefined
  /** The handlers' reply, with what waits for this user in front of it. */
  readonly addTo?: (turn: Turn, reply: Reply) => Promise<Reply>
}
