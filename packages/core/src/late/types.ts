/** The types of strategies for a reply that is not ready at the deadline (投递策略). */
import type { Account } from '../account.ts'
import type { Allowance } from '../api/allowance.ts'
import type { Api } from '../api/types.ts'
import type { Clock } from '../clock.ts'
import type { Logger } from '../records/log.ts'
import type { Reply } from '../reply/types.ts'
import type { Store } from '../store/types.ts'
import type { Attempt } from '../turn/attempt.ts'
import type { Backlog } from '../turn/backlog.ts'
import type { Leases } from '../turn/leases.ts'
import type { Turn } from '../turn/turn.ts'
import type { GrowingReplies } from './growing.ts'
import type { Continuation } from './growing-reply.ts'
import type { Growth } from './growth.ts'
import type { Promises } from './promises.ts'

/** The parts of a bot that strategies use. Each strategy names its own. */
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
  /** Present in development. */
  readonly growth?: Growth | undefined
  readonly promises: Promises
  readonly leases: Leases
  /** Counts the messages that a user may get. Absent without the API. */
  readonly allowance: Allowance | undefined
  /** How long a reply may be unfinished, in milliseconds: the handler's limit and a minute. */
  readonly pendingMs: number
  /** How long an answer to the trigger word waits for a reply that is nearly ready, in milliseconds. */
  readonly patienceMs: number
}

/** One way to deal with a late reply. */
export interface Strategy {
  readonly name: string
  /**
   * The response to this attempt. Undefined if the strategy cannot be used for it: the next one is
   * asked then. `'unanswered'` sends no response, so that WeChat sends the message again.
   */
  readonly answer: (attempt: Attempt) => Promise<Reply | 'unanswered' | undefined>
  /** Delivers the reply of a turn that another process has promised to deliver in this way. */
  readonly resume?: (turn: Turn) => Promise<void>
  /** The way in which the user gets the rest of a growing reply after its first part. */
  readonly continuation?: Continuation
}

/** The strategy mailbox. Other parts of the pipeline hand replies over to it. */
export interface Mailbox extends Strategy {
  /** The waiting replies, if this message asks for them. The handlers are not asked then. Undefined otherwise. */
  readonly takeUp: (turn: Turn) => Promise<Reply | undefined> | undefined
  /** The handlers' reply with the user's waiting replies in front; undefined if it can carry none. */
  readonly addTo: (turn: Turn, reply: Reply) => Promise<Reply> | undefined
  /** Keeps a reply that no other way could send. */
  readonly keep: (turn: Turn, reply: Reply) => Promise<void>
  /** Keeps the rest of a text whose beginning the user has read. No character is lost. */
  readonly keepRest: (turn: Turn, rest: string) => Promise<void>
  /** Ends a message if the mailbox has more of its text. */
  readonly more: string
}
