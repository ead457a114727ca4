/** What is known of a store, and how it is asked. */
import { type Claim, type Store, WechatBotError } from 'wechatbot'
import { type Asked, type Between, type Known, later } from './known.js'

export interface TurnsOptions {
  /** An empty store, for each run a new one. */
  readonly create: () => Promise<TestStore> | TestStore
  /** Length of a lease, in milliseconds. Far above what one call of the store takes. */
  readonly leaseMs: number
  /** How long a turn is remembered. Above the lease; below it, turns end while they run. */
  readonly ttlMs: number
  /** How much later than the moment a waiter may say so: the pause of a store that polls. @default 0 */
  readonly patienceMs?: number
  /** No answer takes longer, unless the machine is busy: then it proves nothing. @default any */
  readonly answerMs?: number
  /** After so long a run comes to its end. @default any */
  readonly runMs?: number
}

export interface TestStore {
  readonly store: Store
  /** Milliseconds of the clock by which leases go. */
  readonly now: () => number
  /** Lets time pass: a manual clock's `advance`, or real waiting. */
  readonly pass: (ms: number) => Promise<void>
  /** Whether the store goes on without its server: then it knows of nobody else. */
  readonly isAlone?: () => Promise<boolean>
}

/**
 * The store went on without its server, as it should when that does not answer in time. What it says
 * then is right for one process, and proves nothing here.
 */
export class Unsure extends Error {
  override readonly name = 'Unsure'
}

interface Waiting {
  readonly key: string
  readonly abort: AbortController
  isAborted: boolean
}

interface Heard {
  readonly key: string
  readonly got: Exclude<Claim, { state: 'wait' | 'replay' }> | Error
  readonly asked: Asked
}

export class Ledger {
  readonly turns = new Map<string, Known>()
  readonly bound = new Map<string, { readonly owner: string; readonly ends: Between }>()
  /** Also those that were abandoned: until its last question is answered a waiter may take over. */
  readonly waiting = new Set<Waiting>()
  /** What waiters got, to be looked at before the next question. */
  readonly #heard: Heard[] = []
  readonly #test: TestStore
  readonly #startedAt: number
  readonly options: TurnsOptions

  constructor(test: TestStore, options: TurnsOptions) {
    this.#test = test
    this.options = options
    this.#startedAt = test.now()
  }

  get store(): Store {
    return this.#test.store
  }

  get hasTime(): boolean {
    return this.#test.now() - this.#startedAt < (this.options.runMs ?? Number.POSITIVE_INFINITY)
  }

  /** Asks the store about a turn, and says between which moments it answered. */
  async ask<T>(
    key: string,
    call: () => T | Promise<T>,
  ): Promise<{ readonly said: T; readonly asked: Asked }> {
    this.#listen()
    const { top, isWaitedFor } = this.#known(key)
    const earliest = this.#test.now()
    const said = await call()
    const at = { earliest, latest: this.#test.now() }
    const { answerMs = Number.POSITIVE_INFINITY } = this.options
    if (at.latest - earliest > answerMs) throw new Unsure(`an answer after ${answerMs} ms`)
    return { said, asked: { at, top, isWaitedFor } }
  }

  async pass(ms: number): Promise<void> {
    await this.#test.pass(ms)
    this.#listen()
  }

  /** Whether a failure may be that of a store that went on alone, though nothing said so. */
  async isUnsure(failure: unknown): Promise<boolean> {
    if (failure instanceof Unsure || isAway(failure)) return true
    // Who waits hears of it a little later.
    await this.#test.pass(0)
    if (this.#heard.some(({ got }) => isAway(got))) return true
    return (await this.#test.isAlone?.()) ?? false
  }

  wait(key: string): void {
    const { leaseMs, ttlMs } = this.options
    const { now } = this.#test
    const waiting: Waiting = { key, abort: new AbortController(), isAborted: false }
    const earliest = now()
    const { top, isWaitedFor } = this.#known(key)
    this.waiting.add(waiting)
    const hear = (got: Heard['got']) => {
      this.waiting.delete(waiting)
      if (got instanceof Error && waiting.isAborted && !isAway(got)) return
      this.#heard.push({ key, got, asked: { at: { earliest, latest: now() }, top, isWaitedFor } })
    }
    this.store.turns
      .wait(key, { leaseMs, ttlMs, signal: waiting.abort.signal })
      .then(hear, (error: unknown) => hear(error as Error))
  }

  #known(key: string): Pick<Asked, 'top' | 'isWaitedFor'> {
    return {
      top: this.turns.get(key)?.top ?? 0,
      isWaitedFor: [...this.waiting].some((each) => each.key === key),
    }
  }

  #listen(): void {
    for (const { key, got, asked } of this.#heard.splice(0)) {
      if (got instanceof Error) throw got
      const turn = this.turns.get(key) as Known
      if (got.state === 'done') turn.heard(got.reply)
      else turn.takenOver(got, asked, this.options.leaseMs)
    }
  }

  /** A claim with a signature that was not refused: whose it is, and until when. */
  bind(signature: string, owner: string, at: Between): void {
    const ends = later(at, this.options.ttlMs)
    const bound = this.bound.get(signature)
    const isSame = bound?.owner === owner && at.earliest <= bound.ends.latest
    // It may be the same binding still, or its successor.
    const earliest = isSame ? bound.ends.earliest : ends.earliest
    const isKept = isSame && at.latest < bound.ends.earliest
    if (!isKept) this.bound.set(signature, { owner, ends: { earliest, latest: ends.latest } })
  }
}

function isAway(error: unknown): boolean {
  return error instanceof WechatBotError && error.code === 'STORE_AWAY'
}
