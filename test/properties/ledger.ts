/** What is known of a store's turns from what it said, and what it therefore must not say. */
import { expect } from 'chai'
import type { Claim, Reply, Store } from 'wechatbot'

export interface TurnsOptions {
  /** An empty store, for each run a new one. */
  readonly create: () => Promise<TestStore> | TestStore
  /** Length of a lease, in milliseconds. Far above what one call of the store takes. */
  readonly leaseMs: number
  /** How long a turn is remembered. Above the lease; below it, turns end while they run. */
  readonly ttlMs: number
  /** How much later than the moment a waiter may say so: the pause of a store that polls. @default 0 */
  readonly patienceMs?: number
}

export interface TestStore {
  readonly store: Store
  /** Milliseconds that never jump. */
  readonly now: () => number
  /** Lets time pass: a manual clock's `advance`, or real waiting. */
  readonly pass: (ms: number) => Promise<void>
}

/** A moment that is known to be between two. */
export interface Between {
  readonly earliest: number
  readonly latest: number
}

interface Waiting {
  readonly key: string
  readonly abort: AbortController
  isAborted: boolean
}

interface Heard {
  readonly key: string
  readonly got: Claim | Error
  readonly at: number
}

/** What is known of one turn. */
export interface Known {
  /** Every fence that was granted, in order. */
  readonly fences: number[]
  leaseEnds: Between
  /** When the turn may be forgotten. */
  ends: Between
  reply: Reply | undefined
  attempts: number
}

/** What is known of a store, and how it is asked. */
export class Ledger {
  readonly turns = new Map<string, Known>()
  readonly bound = new Map<string, { readonly owner: string; readonly ends: Between }>()
  readonly waiting = new Set<Waiting>()
  /** What waiters got in this step, to be looked at when it is over. */
  readonly #heard: Heard[] = []
  readonly #test: TestStore
  readonly options: TurnsOptions

  constructor(test: TestStore, options: TurnsOptions) {
    this.#test = test
    this.options = options
  }

  get store(): Store {
    return this.#test.store
  }

  /** Asks the store, and says between which moments it answered. */
  async ask<T>(call: () => T | Promise<T>): Promise<{ readonly said: T; readonly at: Between }> {
    const earliest = this.#test.now()
    const said = await call()
    return { said, at: { earliest, latest: this.#test.now() } }
  }

  async pass(ms: number): Promise<void> {
    await this.#test.pass(ms)
    for (const heard of this.#heard.splice(0)) this.#check(heard)
  }

  waitersOf(key: string): number {
    return [...this.waiting].filter((each) => each.key === key && !each.isAborted).length
  }

  /** Somebody was told to run the turn. */
  granted(key: string, fence: number, at: Between, turn = this.turns.get(key)): Known {
    const { leaseMs, ttlMs } = this.options
    const leaseEnds = later(at, leaseMs)
    if (turn === undefined) {
      const fresh = {
        fences: [fence],
        leaseEnds,
        ends: later(at, ttlMs),
        reply: undefined,
        attempts: 1,
      }
      this.turns.set(key, fresh)
      return fresh
    }
    expect(fence, 'a fence that is no higher than one granted before').to.be.above(
      turn.fences.at(-1) ?? 0,
    )
    if (turn.reply === undefined) {
      expect(at.latest, 'taken over while the lease runs').to.be.least(turn.leaseEnds.earliest)
    }
    if (at.latest < turn.ends.earliest) {
      expect(turn.reply, 'run again after it was finished').to.equal(undefined)
    } else {
      // Forgotten, perhaps; then it begins anew.
      turn.reply = undefined
      turn.ends = { earliest: turn.ends.earliest, latest: later(at, ttlMs).latest }
    }
    turn.fences.push(fence)
    turn.leaseEnds = leaseEnds
    return turn
  }

  wait(key: string): void {
    const { leaseMs, ttlMs } = this.options
    const waiting: Waiting = { key, abort: new AbortController(), isAborted: false }
    this.waiting.add(waiting)
    const hear = (got: Claim | Error) => {
      this.waiting.delete(waiting)
      if (!waiting.isAborted) this.#heard.push({ key, got, at: this.#test.now() })
    }
    this.store.turns
      .wait(key, { leaseMs, ttlMs, signal: waiting.abort.signal })
      .then(hear, (error: unknown) => hear(error as Error))
  }

  #check({ key, got, at }: Heard): void {
    if (got instanceof Error) throw got
    const turn = this.turns.get(key)
    expect(got.state, 'what a waiter got').to.be.oneOf(['run', 'done'])
    if (got.state === 'run') {
      const { patienceMs = 0 } = this.options
      this.granted(key, got.fence, { earliest: at - patienceMs, latest: at })
    } else if (got.state === 'done') {
      expect(turn?.reply, 'done, and nobody finished it').to.not.equal(undefined)
      expect(got.reply, 'what a waiter got').to.deep.equal(turn?.reply)
    }
  }
}

export const later = ({ earliest, latest }: Between, ms: number): Between => ({
  earliest: earliest + ms,
  latest: latest + ms,
})
