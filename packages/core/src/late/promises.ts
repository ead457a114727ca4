/**
 * Promises: messages that WeChat will not send again, whose reply the user was promised. Written down before the
 * attempt is answered, and removed when the reply has gone out or lies in the mailbox, so that another process
 * delivers what this one could not.
 */
import type { Clock } from '../clock.ts'
import type { Logger } from '../records/log.ts'
import { valueKeys } from '../store/keys.ts'
import type { Outage } from '../store/outage.ts'
import type { Store } from '../store/types.ts'
import type { Turn } from '../turn/turn.ts'

export interface Promised {
  /** The turn's. */
  readonly key: string
  readonly record: string
  readonly tokenGroup: string
  /** The message in the clear. */
  readonly xml: string
  /** The strategy that has promised. */
  readonly by: string
  /** When the message was received, and when its reply was promised; milliseconds since 1970. */
  readonly receivedAt: number
  readonly promisedAt: number
  /** Something has left the process for this message: running it again would repeat that. */
  readonly hasLeft?: boolean
}

export interface PromisesParts {
  readonly clock: Clock
  readonly log: Logger
  readonly store: Store
  readonly outage: Outage
  readonly scope: string
  /** How long a promise stands, in milliseconds: as long as a signature is remembered. */
  readonly keptMs: number
}

const PAGE = 100
const UNKEPT = 'a promised reply ends with this process'

export class Promises {
  readonly #parts: PromisesParts
  /** Turns whose promise this process has written down. */
  readonly #made = new WeakSet<Turn>()

  constructor(parts: PromisesParts) {
    this.#parts = parts
  }

  /** Whether what the Store keeps is there after the process has ended. */
  get areKept(): boolean {
    return this.#parts.store.outlivesProcess === true
  }

  isMade(turn: Turn): boolean {
    return this.#made.has(turn)
  }

  /** Before an attempt is answered. Never rejects: a promise that cannot be written costs nothing else. */
  async make(turn: Turn, by: string): Promise<void> {
    const { push, hasLeft } = turn
    if (!this.areKept || push === undefined || this.#made.has(turn)) return
    const { clock, store, scope, keptMs } = this.#parts
    const promised: Promised = {
      ...{ key: turn.key, record: turn.record, tokenGroup: push.tokenGroup, xml: push.xml, by },
      receivedAt: turn.receivedAt.now,
      promisedAt: clock.now(),
      hasLeft,
    }
    await this.#quietly(turn, async () => {
      await Promise.all([
        store.values.set(valueKeys.promise(scope, turn.record), promised, keptMs),
        store.sets.add(valueKeys.promises(scope), turn.record, keptMs),
      ])
      this.adopt(turn, promised)
      // It may have left while the promise was being written.
      if (turn.hasLeft && !hasLeft) await this.#noteLeaving(turn, promised)
    })
    this.#parts.log.info({ key: turn.key, by }, 'reply promised')
  }

  /** What another process has promised for this turn, which is this process's now. Never rejects. */
  async find(turn: Turn): Promise<Promised | undefined> {
    if (!this.areKept || this.#made.has(turn)) return undefined
    const { store, scope } = this.#parts
    let promised: Promised | undefined
    await this.#quietly(turn, async () => {
      promised = (await store.values.get(valueKeys.promise(scope, turn.record))) as typeof promised
      if (promised !== undefined) this.adopt(turn, promised)
    })
    return promised
  }

  /** The reply has gone out, or lies in the mailbox. */
  async keep(turn: Turn): Promise<void> {
    if (!this.#made.has(turn)) return
    await this.#quietly(turn, () => this.remove(turn.record))
  }

  async remove(record: string): Promise<void> {
    const { store, scope } = this.#parts
    await Promise.all([
      store.sets.remove(valueKeys.promises(scope), record),
      store.values.delete(valueKeys.promise(scope, record)),
    ])
  }

  /** All that stand, of all processes. */
  async *list(): AsyncGenerator<Promised> {
    const { store, scope } = this.#parts
    let after: string | undefined
    do {
      const page = { limit: PAGE, ...(after === undefined ? {} : { after }) }
      const { members, next } = await store.sets.list(valueKeys.promises(scope), page)
      for (const record of members) {
        const promised = await store.values.get(valueKeys.promise(scope, record))
        if (promised !== undefined) yield promised as Promised
      }
      after = next
    } while (after !== undefined)
  }

  /** This process goes on with what another one has promised. */
  adopt(turn: Turn, promised: Promised): void {
    this.#made.add(turn)
    turn.onLeaving(() => this.#quietly(turn, () => this.#noteLeaving(turn, promised)))
  }

  async #noteLeaving(turn: Turn, promised: Promised): Promise<void> {
    const { store, scope, keptMs } = this.#parts
    const key = valueKeys.promise(scope, turn.record)
    await store.values.set(key, { ...promised, hasLeft: true }, keptMs)
  }

  async #quietly(turn: Turn, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (err) {
      this.#parts.outage.note(err, UNKEPT, { key: turn.key })
    }
  }
}
