/** The only instrumentation: records that log lines, metrics and the playground read. */
import type { ErrorCode } from '../errors.ts'
import type { Kind } from '../message/types.ts'
import type { Reply } from '../reply/types.ts'
import type { Logger } from './log.ts'

/** What every record says. */
export interface Origin {
  /** The bot's name. */
  readonly bot: string
}

/** What a record says of its message. */
export interface Subject extends Origin {
  /** The turn's key: account, OpenID, MsgId. */
  readonly key: string
  readonly kind: Kind
  readonly attempt: number
}

/**
 * `run`: by this process. `joined`: it is in flight here already. `wait`: another process runs it.
 * `taken-over`: after another process. `done`: it has run. `poison`: two processes vanished with it.
 * `replay`: refused. `shed`: too many were in flight. `degraded`: the Store failed, so this process runs it,
 * whether or not another one does.
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

export type ObservedRecord =
  /** A push was proven and read. `xml` is the message in the clear. */
  | ({ readonly type: 'attempt'; readonly xml: string } & Subject)
  /** The Store said what to do with it. */
  | ({ readonly type: 'claimed'; readonly state: ClaimedState } & Subject)
  /**
   * One handler or middleware has ended: told in development only. `filter` is what a handler was
   * registered with, as `describe()` has it; undefined for middleware, whose time includes
   * what it is around. `passed`: it gave no reply of its own.
   */
  | ({
      readonly type: 'handler'
      readonly plugin: string
      readonly filter: string | undefined
      readonly ms: number
      readonly outcome: 'answered' | 'passed' | 'failed'
    } & Subject)
  /**
   * A handler kept the event loop for more than 50 ms: until it returned, or first waited. Nothing
   * else was answered meanwhile. `filter` is what it was registered with: `hears /^(a+)+$/`.
   */
  | ({
      readonly type: 'blocked'
      readonly plugin: string
      readonly filter: string
      readonly ms: number
    } & Subject)
  /** A handler or middleware chain ended. `plugin` is who answered, or who failed. */
  | ({
      readonly type: 'chain'
      readonly plugin: string | undefined
      readonly ms: number
      readonly reply: Reply['type']
      readonly error?: unknown
    } & Subject)
  /** The response of an attempt is decided. `ms` counts from the head; `body` is what goes out. */
  | ({
      readonly type: 'response'
      readonly ms: number
      readonly reply: Reply['type']
      readonly body: string
    } & Subject)
  /** The deadline passed and a strategy took over. `plugin` is the one that had not answered. */
  | ({
      readonly type: 'late'
      readonly strategy: string
      readonly plugin: string | undefined
      readonly response: Reply['type'] | 'unanswered'
    } & Subject)
  /** A customer-service message went out, or failed for good; `retries` more calls were made. */
  | ({ readonly type: 'sent'; readonly retries: number; readonly error?: unknown } & Origin)
  /** A job has been run, or, without an id, what is done at set times. `plugin` is who registered it. */
  | ({
      readonly type: 'job'
      readonly plugin: string
      readonly job: string
      readonly id?: string
      readonly attempt: number
      readonly ms: number
      readonly error?: unknown
    } & Origin)
  /** A job has failed too often, or too many processes vanished with it: it is not run again. */
  | ({
      readonly type: 'job-dead'
      readonly plugin: string
      readonly job: string
      readonly id: string
      readonly tries: number
      readonly error: string
    } & Origin)
  /** A push was refused before a message existed. STALE_PUSH has the seconds it was signed ago. */
  | ({ readonly type: 'refused'; readonly code: ErrorCode; readonly skewSeconds?: number } & Origin)

/** Called for every record, in line: it must be quick. What it throws is logged and ignored. */
export type Observe = (record: ObservedRecord) => void

/** Instrumentation that fails must not cost a message. */
export function observeAll(all: readonly Observe[], log: Logger): Observe {
  return (record) => {
    for (const observe of all) {
      try {
        observe(record)
      } catch (err) {
        log.error({ err, record: record.type }, 'observe failed')
      }
    }
  }
}
