/** A turn: one message and its one reply, over all the attempts WeChat makes. */
import type { Moment } from '../clock.ts'
import type { Kind, Message } from '../message/types.ts'
import type { Logger } from '../records/log.ts'
import type { Reply } from '../reply/types.ts'
import type { Push } from './push.ts'

/** How long the owner of a turn may be silent before another process takes it over. */
export const LEASE_MS = 3000

/** How long a finished turn keeps its reply; after that only the fact that it is done. */
export const REPLY_KEPT_MS = 60_000

/** The fence of a turn that no store knows of. */
export const NO_FENCE = 0

/** One push of one message. */
export interface Attempt {
  readonly turn: Turn
  /** From 1. WeChat makes three. */
  readonly number: number
  readonly push: Push
}

/**
 * Every attempt of a message shares its turn, and so its reply. Four write to it: the stage dedupe
 * (`attempts`, `fence`, `push`), the pipeline that runs it (`run`, `fence`, `isQueued`, `asked`, `answeredBy`), the
 * strategy customer-service (`isDeferred`) and the keeper, by {@link lose}.
 */
export class Turn {
  /** For the log and records: account, OpenID, MsgId. */
  readonly key: string
  /** Its name in the Store: the key, in the group of the token that proved its push. */
  readonly record: string
  readonly message: Message
  /** When the first push of this message that this process saw was received. */
  readonly receivedAt: Moment
  /** The number that proves ownership to the Store; absent while another process runs the turn. */
  fence: number | undefined
  /** The highest attempt seen. */
  attempts: number
  /** The owner of the code that was called last: while nothing is answered, the slow one. */
  asked: string | undefined
  /** The owner that gave the reply: a plugin's name, or the bot's. */
  answeredBy: string | undefined
  /** Settles once, and never rejects: a failed handler's reply is the error text or none. */
  readonly reply: Promise<Reply>
  /** The reply, once there is one. */
  settled: Reply | undefined
  /** The push that brought it here first: what a promise of its reply writes down. */
  push: Push | undefined
  /** Runs it, or waits for the process that does. Absent before its first attempt is handled. */
  run: Promise<void> | undefined
  /** Its attempts get `success`: the reply goes out by the API. */
  isDeferred = false
  /** Waits for its user's earlier message: its handlers have not begun. */
  isQueued = false
  #settle!: (reply: Reply) => void
  #state: object | undefined
  #abort: AbortController | undefined
  #isPoison = false
  #isLost = false
  #hasLeft = false
  #onLeaving: (() => Promise<void>) | undefined
  #delivery: Promise<void> | undefined
  #written: Promise<void> | undefined

  /** @param record @default the key */
  constructor(
    key: string,
    message: Message,
    receivedAt: Moment,
    attempts: number,
    fence?: number,
    record: string = key,
  ) {
    this.key = key
    this.record = record
    this.message = message
    this.receivedAt = receivedAt
    this.attempts = attempts
    this.fence = fence
    this.reply = new Promise((resolve) => {
      this.#settle = resolve
    })
  }

  /** Shared by middleware and handlers of this message. Made when somebody asks, as is the signal. */
  get state(): object {
    this.#state ??= {}
    return this.#state
  }

  get kind(): Kind {
    return this.message.kind
  }

  settle(reply: Reply): void {
    this.settled ??= reply
    this.#settle(reply)
  }

  /** Settled without its handlers, for processes vanished while they ran it. */
  get isPoison(): boolean {
    return this.#isPoison
  }

  /** The processes that ran it vanished: it is settled, and its handlers are not asked again. */
  spoil(reply: Reply): void {
    this.#isPoison = true
    this.settle(reply)
  }

  /**
   * Something leaves the process for this message, as a message by the API does. Resolves when that is written
   * down: a run after a crash must not repeat it.
   */
  async leaves(): Promise<void> {
    if (this.#hasLeft) return
    this.#hasLeft = true
    await this.#onLeaving?.()
  }

  get hasLeft(): boolean {
    return this.#hasLeft
  }

  /** @param note writes it down. */
  onLeaving(note: () => Promise<void>): void {
    this.#onLeaving = note
  }

  /** Its reply goes out by another way than its attempts: then the turn ends after that. */
  deliversBy(delivery: Promise<void>): void {
    this.#delivery ??= delivery
  }

  get delivery(): Promise<void> | undefined {
    return this.#delivery
  }

  /** Its reply is being written: {@link written} resolves when nothing more comes. */
  grows(written: Promise<void>): void {
    this.#written = written
  }

  /** Absent where its reply does not grow. */
  get written(): Promise<void> | undefined {
    return this.#written
  }

  /** Another process owns the message by now. */
  get isLost(): boolean {
    return this.#isLost
  }

  /**
   * The Store says that `fence` no longer proves ownership: its lease had ended. The handlers are told to
   * stop, and the log says so once. Nothing happens when this process has claimed the turn again meanwhile.
   */
  lose(fence: number, log: Pick<Logger, 'warn'>): void {
    if (this.#isLost || this.fence !== fence) return
    this.#isLost = true
    log.warn({ key: this.key, plugin: this.asked }, 'message lost: another instance took it over')
    this.abort('another instance took this message over')
  }

  /** The process ends before the message does: another one goes on with it. */
  handOver(reason: string): void {
    this.#isLost = true
    this.abort(reason)
  }

  /** Aborts when no strategy can deliver a reply any more. */
  get signal(): AbortSignal {
    this.#abort ??= new AbortController()
    return this.#abort.signal
  }

  abort(reason: string): void {
    this.#abort ??= new AbortController()
    this.#abort.abort(new Error(reason))
  }
}
