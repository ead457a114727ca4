/** The only instrumentation: records. Log lines, metrics and the playground read them. */
import type { ErrorCode } from '../errors.ts'
import type { Kind } from '../message/types.ts'
import type { Reply } from '../reply/types.ts'

/** The fields of every record. */
export interface Origin {
  /** The bot's name. */
  readonly bot: string
}

/** The fields of a record that is about a message. */
export interface Subject extends Origin {
  /** The turn's key: account, OpenID, MsgId. */
  readonly key: string
  readonly kind: Kind
  readonly attempt: number
}

/**
 * `run`: this process runs it. `joined`: it is in flight here already. `wait`: another process runs
 * it. `taken-over`: this process runs it after another one. `done`: it has run. `poison`: two
 * processes vanished with it. `replay`: it is refused. `shed`: too many messages were in flight.
 * `degraded`: the Store failed, so this process runs it, even if another one does.
 */
export type ClaimedState =
  | 'run'
  | 'joined'
  | 'wait'
  | 'taken-over'
  | 'done'
  | 'poison'
  | 'replay'
  | 'shed'
  | 'degraded'

/** How a part of a reply reaches its user: as a passive reply, by the API, or when the user asks for it. */
export type Way = 'passive' | 'customer-service' | 'mailbox'

export type ObservedRecord =
  /** A push was proven and read. `xml` is the message in the clear. */
  | ({ readonly type: 'attempt'; readonly xml: string } & Subject)
  /** The Store decided about the message. */
  | ({ readonly type: 'claimed'; readonly state: ClaimedState } & Subject)
  /** An earlier message of the same user is in flight, so this one waits (`overlap: 'queue'`). */
  | ({ readonly type: 'queued' } & Subject)
  /** Replies that waited in the mailbox answer the message. No handler is asked. */
  | ({ readonly type: 'taken-up' } & Subject)
  /** One handler or middleware is called. Recorded in development only. A `handler` record ends it. */
  | ({
      readonly type: 'asked'
      readonly plugin: string
      readonly filter: string | undefined
    } & Subject)
  /**
   * One handler or middleware has ended. Recorded in development only. `filter` is the filter or
   * trigger of a handler, as in `describe()`. It is undefined for middleware, whose time includes
   * the handlers inside it. `passed`: it gave no reply of its own.
   */
  | ({
      readonly type: 'handler'
      readonly plugin: string
      readonly filter: string | undefined
      readonly ms: number
      readonly outcome: 'answered' | 'passed' | 'failed'
    } & Subject)
  /**
   * A handler blocked the event loop for more than 50 ms, until it returned or first waited.
   * Nothing else was answered meanwhile. `filter` is the handler's filter or trigger:
   * `hears /^(a+)+$/`.
   */
  | ({
      readonly type: 'blocked'
      readonly plugin: string
      readonly filter: string
      readonly ms: number
    } & Subject)
  /** A handler or middleware chain ended. `plugin` is the owner that answered or failed. */
  | ({
      readonly type: 'chain'
      readonly plugin: string | undefined
      readonly ms: number
      readonly reply: Reply['type']
      readonly error?: unknown
    } & Subject)
  /** A growing reply has got more text. Recorded in development only. */
  | ({ readonly type: 'grown'; readonly text: string; readonly isOver: boolean } & Subject)
  /**
   * A part of a growing reply went out, or a late one from the mailbox. Recorded in development
   * only. `text` lacks the line that tells how to go on.
   */
  | ({
      readonly type: 'went-out'
      readonly key: string
      readonly by: Way
      readonly text: string
    } & Origin)
  /** The response of an attempt is decided. `ms` counts from the request headers. `body` is sent. */
  | ({
      readonly type: 'response'
      readonly ms: number
      readonly reply: Reply['type']
      readonly body: string
    } & Subject)
  /**
   * The deadline passed and a strategy took over. It is `hung-up` if the peer had hung up: nobody was answered then. `plugin`
   * is the owner that had not answered.
   */
  | ({
      readonly type: 'late'
      readonly strategy: string
      readonly plugin: string | undefined
      readonly response: Reply['type'] | 'unanswered'
    } & Subject)
  /** A customer-service message was sent, or failed for good. `retries` counts the repeated calls. */
  | ({ readonly type: 'sent'; readonly retries: number; readonly error?: unknown } & Origin)
  /** A job was run, or, without an id, a task at set times. `plugin` is its owner. */
  | ({
      readonly type: 'job'
      readonly plugin: string
      readonly job: string
      readonly id?: string
      readonly attempt: number
      readonly ms: number
      readonly error?: unknown
    } & Origin)
  /** A job is dead: it has failed too often, or too many processes vanished with it. It is not run again. */
  | ({
      readonly type: 'job-dead'
      readonly plugin: string
      readonly job: string
      readonly id: string
      readonly tries: number
      readonly error: string
    } & Origin)
  /** A plugin has measured something, by `scope.record`. */
  | ({
      readonly type: 'metric'
      readonly name: string
      readonly value: number
      readonly labels: Readonly<Record<string, string>>
    } & Origin)
  /** A push was refused before a message existed. STALE_PUSH has the seconds since it was signed. */
  | ({ readonly type: 'refused'; readonly code: ErrorCode; readonly skewSeconds?: number } & Origin)

/**
 * Called for every record, synchronously, so it must be quick. Its errors are logged and ignored.
 * Records hold OpenIDs, and those of type `attempt` and `response` hold texts.
 */
export type Observe = (record: ObservedRecord) => void
