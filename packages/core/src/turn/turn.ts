/** A turn: one message and its one reply, over all attempts that WeChat makes. */
import type { Moment } from '../clock.ts'
import type { Kind, Message } from '../message/types.ts'
import type { Logger } from '../records/log.ts'
import type { Reply } from '../reply/types.ts'
import type { Waiting } from './deadlines.ts'
import { type Gap, noteMiss } from './gap.ts'
import type { Push } from './push.ts'

/** How long the owner of a turn may be silent before another process takes it over. */
export const LEASE_MS = 3000
/** How often the owner renews its lease. The lease survives two missed renewals. */
export const RENEW_MS = 1000

const NONE: readonly Waiting[] = []

/** All attempts of a message share its turn, and so its reply. */
export class Turn {
  /** Account, OpenID and MsgId, for the log and records. */
  readonly key: string
  /** Its name in the Store: the key, in the group of the token that proved its push. */
  readonly record: string
  readonly message: Message
  /** When this process received its first push of this message. */
  readonly receivedAt: Moment
  /** The number that proves ownership to the Store. Absent while another process runs the turn, and without a lease. */
  fence: number | undefined
  /** What the Store has missed of it. Absent if the Store has answered every call so far. */
  gap: Gap | undefined
  /** The highest attempt seen. */
  attempts: number
  /** The owner of the code that was called last. Without an answer, this is the slow one. */
  asked: string | undefined
  /** The owner that gave the reply: a plugin's name, or the bot's. */
  answeredBy: string | undefined
  /** The reply, once it exists. If a handler fails, it is the error text or none. */
  settled: Reply | undefined
  /** The first push that brought it to this process. A promise of its reply writes this push down. */
  push: Push | undefined
  /** Runs the turn, or waits for the process that runs it. Absent before its first attempt is handled. */
  run: Promise<void> | undefined
  /** The answer to every later attempt, because the reply goes to its user in another way. */
  instead: Reply | undefined
  /** Waits for an earlier message of its user. Its handlers have not begun. */
  isQueued = false
  #reply: Promise<Reply> | undefined
  #resolve: ((reply: Reply) => void) | undefined
  /** The attempts that wait for the reply. Nearly all turns have one attempt. */
  #waiting: readonly Waiting[] = NONE
  #state: object | undefined
  #abort: AbortController | undefined
  #isPoison = false
  #lost: { readonly fence: number | undefined } | undefined
  #isHandedOver = false
  #leaving: Promise<void> | undefined
  #onLeaving: (() => Promise<void>) | undefined
  #onOwned: (() => void) | undefined
  #delivery: Promise<void> | undefined
  #written: Promise<void> | undefined
  #firstPart: Reply | undefined

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
  }

  /** Resolves to the reply, and never rejects. It is made at the first use: most turns settle at once. */
  get reply(): Promise<Reply> {
    this.#reply ??=
      this.settled === undefined
        ? new Promise((resolve) => {
            this.#resolve = resolve
          })
        : Promise.resolve(this.settled)
    return this.#reply
  }

  /** Shared by all middleware and handlers of this message. Like the signal, it is made at the first use. */
  get state(): object {
    this.#state ??= {}
    return this.#state
  }

  get kind(): Kind {
    return this.message.kind
  }

  /** The first part of a growing reply, once the turn is settled with it. {@link delivery} brings the rest. */
  get firstPart(): Reply | undefined {
    return this.#firstPart
  }

  /** Settles the turn with the first part of its reply. */
  settleWithPart(part: Reply, rest: Promise<void>): void {
    this.#firstPart = part
    this.deliversBy(rest)
    this.settle(part)
  }

  settle(reply: Reply): void {
    if (this.settled !== undefined) return
    this.settled = reply
    this.#resolve?.(reply)
    this.endWaiting(reply)
  }

  /** Ends the attempts that wait in this process. `'unanswered'`: WeChat asks again, and another process answers. */
  endWaiting(answer: Reply | 'unanswered'): void {
    for (const each of this.#waiting) each.end(answer)
    this.#waiting = NONE
  }

  /** Notes an attempt that waits for the reply. The turn must not be settled. */
  addWaiting(waiting: Waiting): void {
    this.#waiting = [...this.#waiting, waiting]
  }

  /** Whether an attempt waits for the reply in this process, before its deadline. */
  get isAwaited(): boolean {
    return this.#waiting.some(({ isWaiting }) => isWaiting)
  }

  /** Whether all attempts that have waited for the reply in this process are over. */
  get isLeft(): boolean {
    return this.#waiting.length > 0 && !this.isAwaited
  }

  /** Settled without its handlers, because processes vanished while they ran it. */
  get isPoison(): boolean {
    return this.#isPoison
  }

  /** Settles the turn without asking its handlers again, because the processes that ran it vanished. */
  spoil(reply: Reply): void {
    this.#isPoison = true
    this.settle(reply)
  }

  /**
   * This process runs the turn. It waits for no other process any more, and the turn is not lost.
   * @param fence of its lease. Undefined if the Store has missed the claim: then the turn has none.
   */
  own(fence: number | undefined): void {
    this.fence = fence
    if (fence === undefined) noteMiss(this, 0).isAlone = true
    else if (this.gap !== undefined) this.gap.isAlone = false
    this.#onOwned?.()
  }

  /** Nobody runs the turn here any more. */
  disown(): void {
    this.fence = undefined
    if (this.gap !== undefined) this.gap.isAlone = false
  }

  /** Whether this process runs the turn without a lease. */
  get isAlone(): boolean {
    return this.gap?.isAlone === true
  }

  /** Whether this process runs the turn. */
  get isOwn(): boolean {
    return this.fence !== undefined || this.isAlone
  }

  /** @param tell is called when this process owns the turn. */
  onOwned(tell: () => void): void {
    this.#onOwned = tell
  }

  /** Call it before something leaves the process for this turn. Resolves when that is written down. */
  leaves(): Promise<void> {
    this.#leaving ??= this.#onLeaving?.() ?? Promise.resolve()
    return this.#leaving
  }

  get hasLeft(): boolean {
    return this.#leaving !== undefined
  }

  /** @param note writes down that something leaves. */
  onLeaving(note: () => Promise<void>): void {
    this.#onLeaving = note
  }

  /** Notes that its reply is not sent in answer to an attempt. The turn ends after `delivery`. */
  deliversBy(delivery: Promise<void>): void {
    this.#delivery ??= delivery
  }

  get delivery(): Promise<void> | undefined {
    return this.#delivery
  }

  /** Notes that its reply is being written. {@link written} resolves when the text is complete. */
  grows(written: Promise<void>): void {
    this.#written = written
  }

  /** Absent if its reply does not grow. */
  get written(): Promise<void> | undefined {
    return this.#written
  }

  /** Another process owns the message now. */
  get isLost(): boolean {
    return this.#isHandedOver || (this.#lost !== undefined && this.#lost.fence === this.fence)
  }

  /**
   * Notes that the lease of `fence` had ended. The handlers are told to stop, and the log says so once. Nothing happens if
   * this process has claimed the turn again meanwhile.
   */
  lose(fence: number | undefined, log: Pick<Logger, 'warn'>): void {
    if (this.isLost || this.fence !== fence) return
    this.#lost = { fence }
    log.warn({ key: this.key, plugin: this.asked }, 'message lost: another instance took it over')
    this.abort('another instance took this message over')
  }

  /** The process ends before the message does, and another process goes on with it. */
  handOver(reason: string): void {
    this.#isHandedOver = true
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
