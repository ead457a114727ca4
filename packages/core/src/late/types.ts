/** What happens to a reply that is not ready at the deadline (投递策略). */
import type { Account } from '../account.ts'
import type { Allowance } from '../api/allowance.ts'
import type { Api } from '../api/types.ts'
import type { Clock } from '../clock.ts'
import type { Logger } from '../records/log.ts'
import type { Reply } from '../reply/types.ts'
import type { Store } from '../store/types.ts'
import type { Backlog } from '../turn/backlog.ts'
import type { Attempt } from '../turn/turn.ts'
import type { Continuation, GrowingReplies } from './growing.ts'

/** What strategies need of their bot; each says which of it. */
export interface LateParts {
  readonly account: Account
  readonly clock: Clock
  readonly log: Logger
  readonly store: Store
  readonly backlog: Backlog
  /** @throws WechatBotError NO_API unless `hasApi`. */
  readonly api: () => Api
  readonly hasApi: boolean
  /** Aborts when the bot is told to end. */
  readonly draining: AbortSignal
  readonly growing: GrowingReplies
  /** Counts what a user may be sent; absent without the API. */
  readonly allowance: Allowance | undefined
  /** How long the mailbox's trigger word waits for a reply that is nearly there. */
  readonly patienceMs: number
}

/** One way to deal with a late reply. */
export interface Strategy {
  readonly name: string
  /**
   * The response to this attempt, or undefined when the strategy cannot work for it and the next
   * one is asked. `'unanswered'` leaves the connection without one, so that WeChat asks again.
   */
  readonly answer: (attempt: Attempt) => Promise<Reply | 'unanswered' | undefined>
  /** How the user gets what a growing reply has behind its first part. */
  readonly continuation?: Continuation
}
