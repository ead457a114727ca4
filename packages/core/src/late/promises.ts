/**
 * Promises: records of messages that WeChat will not send again, and whose user was promised a
 * reply. A promise is written down before the attempt is answered. It is removed when the reply has
 * been sent or lies in the mailbox. Until then another process can deliver the reply.
 */
import type { Clock } from '../clock.ts'
import type { Logger } from '../records/log.ts'
import { valueKeys } from '../store/keys.ts'
import type { Outage } from '../store/outage.ts'
import type { Store } from '../store/types.ts'
import type { Turn } from '../turn/turn.ts'
import { untilAnswered } from './until-answered.ts'

export interface Promised {
  /** The key of the turn. */
  readonly key: string
  readonly record: string
  readonly tokenGroup: string
  /** The message in the clear. */
  readonly xml: string
  /** The strategy that made the promise. */
  readonly by: string
  /** When the message was received and when its reply was promised, in milliseconds since 1970. */
  readonly receivedAt: number
  readonly promisedAt: number
  /** The attempts that had come. Absent in promises of earlier versions. */
  readonly attempts?: number
}

export interface PromisesParts {
  readonly clock: Clock
  readonly log: Logger
  readonly store: Store
  readonly outage: Outage
  readonly scope: string
  /** How long a promise stands, in milliseconds. This equals the time that a signature is remembered. */
  readonly keptMs: number
  /** Aborts when the bot is told to end. */
  readonly draining: AbortSignal
}

const PAGE = 100
const UNKEPT = 'a promised reply ends with this process'

export class Promises {
  readonly #parts: PromisesParts
  /**
   * Turns whose promise the Store may have. The value is undefined while this process writes the promise, and after a failed
   * try.
   */
  readonly #known = new WeakMap<Turn, Promised | undefined>()

  constructor(parts: PromisesParts) {
    this.#parts = parts
  }

  /** Whether the Store keeps its content after the process has ended. */
  get areKept(): boolean {
    return this.#parts.store.outlivesProcess === true
  }

  /** Whether the Store may have the turn's promise: a call that failed may have been carried out all the same. */
  mayStand(turn: Turn): boolean {
    return this.#known.has(turn)
  }

  /** Whether this process has made or adopted the turn's promise. */
  isMade(turn: Turn): boolean {
    return this.#known.get(turn) !== undefined
  }

  /**
   * Called before an attempt is answered. Never rejects: without its promise, the turn goes on as usual. A turn that
   * runs without a lease gets none, because another process would run it at once.
   */
  async make(turn: Turn, by: string): Promise<void> {
    const { push, fence } = turn
    if (!this.areKept || push === undefined || turn.isAlone || this.isMade(turn)) return
    const { clock, store, scope, keptMs, log } = this.#parts
    const list = () => store.sets.add(valueKeys.promises(scope), turn.record, keptMs)
    // The owner may have promised already. It may have vanished before it was on the list.
    if (fence === undefined && (await this.adoptStanding(turn)) !== undefined) {
      await this.#quietly(turn, list)
      return
    }
    const promised: Promised = {
      ...{ key: turn.key, record: turn.record, tokenGroup: push.tokenGroup, xml: push.xml, by },
      receivedAt: turn.receivedAt.now,
      promisedAt: clock.now(),
      attempts: turn.attempts,
    }
    this.#known.set(turn, undefined)
    await this.#quietly(turn, async () => {
      // In this order: who looks through the list finds the promise.
      await store.values.set(valueKeys.promise(scope, turn.record), promised, keptMs)
      await list()
      this.adopt(turn, promised)
      log.info({ key: turn.key, by }, 'reply promised')
    })
  }

  /** Whether the Store has a promise of this turn. Never rejects. */
  async isStanding(turn: Turn): Promise<boolean> {
    if (!this.areKept) return false
    let isStanding = false
    await this.#quietly(turn, async () => {
      isStanding = (await this.#read(turn.record)) !== undefined
    })
    return isStanding
  }

  /** Takes note of the promise that the Store has for this turn, and returns it. Never rejects. */
  async adoptStanding(turn: Turn): Promise<Promised | undefined> {
    if (!this.areKept) return undefined
    let promised = this.#known.get(turn)
    await this.#quietly(turn, async () => {
      promised = (await this.#read(turn.record)) ?? promised
      if (promised !== undefined) this.adopt(turn, promised)
    })
    return promised
  }

  /**
   * Removes the promise once this process has delivered: the reply has been sent or lies in the mailbox. If the delivery
   * fails, the promise stands. While the Store is away, it tries again each second, until the promise has expired or another
   * process has it. A bot that is told to end tries once. Never rejects.
   */
  async fulfil(turn: Turn): Promise<void> {
    try {
      await turn.delivery
    } catch {
      return
    }
    const remove = async () => {
      const isOwed = this.mayStand(turn) && !turn.isLost
      return !isOwed || this.#quietly(turn, () => this.remove(turn.record))
    }
    await untilAnswered(remove, this.#parts.keptMs, this.#parts)
  }

  /**
   * Writes down that something leaves the process for this turn, whether its reply is promised or not: a second run would
   * send it again. Never rejects.
   */
  async noteLeft(turn: Turn): Promise<void> {
    const { store, scope, keptMs } = this.#parts
    await this.#quietly(turn, () =>
      store.values.set(valueKeys.left(scope, turn.record), true, keptMs),
    )
  }

  /** Whether something has left any process for a turn. @throws the error of the Store. */
  async hasLeft(record: string): Promise<boolean> {
    const { store, scope } = this.#parts
    return (await store.values.get(valueKeys.left(scope, record))) === true
  }

  async remove(record: string): Promise<void> {
    const { store, scope } = this.#parts
    await Promise.all([
      store.sets.remove(valueKeys.promises(scope), record),
      store.values.delete(valueKeys.promise(scope, record)),
    ])
  }

  /** All standing promises of all processes. */
  async *list(): AsyncGenerator<Promised> {
    const { store, scope } = this.#parts
    let after: string | undefined
    do {
      const page = { limit: PAGE, ...(after === undefined ? {} : { after }) }
      const { members, next } = await store.sets.list(valueKeys.promises(scope), page)
      for (const record of members) {
        const promised = await this.#read(record)
        if (promised !== undefined) yield promised
      }
      after = next
    } while (after !== undefined)
  }

  /** This process knows of the promise from now on. */
  adopt(turn: Turn, promised: Promised): void {
    this.#known.set(turn, promised)
  }

  async #read(record: string): Promise<Promised | undefined> {
    const { store, scope } = this.#parts
    return (await store.values.get(valueKeys.promise(scope, record))) as Promised | undefined
  }

  /** False if the Store has failed. */
  async #quietly(turn: Turn, work: () => Promise<void>): Promise<boolean> {
    try {
      await work()
      return true
    } catch (err) {
      this.#parts.outage.note(err, UNKEPT, { key: turn.key })
      return false
    }
  }
}
