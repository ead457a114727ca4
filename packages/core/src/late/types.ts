/** What happens to a reply that is not ready at the deadline (投递策略). */
import type { Reply } from '../reply/types.ts'
import type { Attempt } from '../turn.ts'

/** One way to deal with a late reply. */
export interface Strategy {
  readonly name: string
  /**
   * The response to this attempt, or undefined when the strategy cannot work for it and the next
   * one is asked. `'unanswered'` leaves the connection without one, so that WeChat asks again.
   */
  readonly answer: (attempt: Attempt) => Promise<Reply | 'unanswered' | undefined>
}
