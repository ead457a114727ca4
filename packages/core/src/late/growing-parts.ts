/** What replies that grow need of a bot, and what comes of their sources. */
import type { Clock } from '../clock.ts'
import type { Logger } from '../records/log.ts'
import type { Reply, TextReply } from '../reply/types.ts'
import type { Outage } from '../store/outage.ts'
import type { Values } from '../store/types.ts'
import type { Backlog } from '../turn/backlog.ts'
import type { TimeLimit } from '../turn/keeper.ts'
import type { Growth } from './growth.ts'
import type { Promises } from './promises.ts'

/** The result of a source: its text, or its error with the text written before. */
export type Written =
  | { readonly reply: TextReply | { readonly type: 'none' } }
  | { readonly error: unknown; readonly written: string }

export interface GrowingParts {
  readonly clock: Clock
  readonly log: Logger
  readonly outage: Outage
  readonly values: Values
  readonly scope: string
  readonly backlog: Backlog
  readonly timeLimit: TimeLimit
  readonly errorReply: Reply
  readonly promises: Promises
  /** Aborts when the bot is told to end. */
  readonly draining: AbortSignal
  readonly growth?: Growth | undefined
}
