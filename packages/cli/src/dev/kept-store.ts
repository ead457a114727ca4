/** The parent's side of the Store: makes the calls of one process of bots, and lets it run jobs. */
import type { RunJob, Store } from '@wechatbot/core'
import { type StoreAsk, type StoreTell, wordsOf } from './store-link.ts'

type Call = Extract<StoreAsk, { type: 'call' }>
type Methods = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>

interface Run {
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

export class KeptStore {
  readonly #store: Store
  readonly #tell: (message: StoreTell) => void
  /** The calls of `turns.wait` that are not answered yet. */
  readonly #waits = new Map<number, AbortController>()
  /** Functions that end the work on jobs. */
  readonly #works = new Map<number, () => Promise<void>>()
  readonly #runs = new Map<number, Run>()
  #lastRun = 0
  #hasEnded = false

  constructor(store: Store, tell: (message: StoreTell) => void) {
    this.#store = store
    this.#tell = tell
  }

  take(ask: StoreAsk): void {
    if (ask.type === 'call') void this.#answer(ask.id, () => this.#call(ask))
    if (ask.type === 'rest') void this.#answer(ask.id, () => this.#works.get(ask.work)?.())
    if (ask.type === 'abort') this.#waits.get(ask.id)?.abort()
    if (ask.type === 'work') this.#work(ask.work)
    if (ask.type === 'ran') this.#ran(ask)
  }

  /** The process has ended. Its jobs are tried again, as over any other Store. */
  end(): void {
    this.#hasEnded = true
    for (const wait of this.#waits.values()) wait.abort()
    for (const stop of this.#works.values()) void stop()
    for (const { reject } of this.#runs.values()) reject(new Error('the process has ended'))
  }

  /** Called at once, so that calls are made in the order in which they came. */
  async #answer(id: number, call: () => unknown): Promise<void> {
    try {
      this.#tell({ type: 'value', id, value: await call() })
    } catch (error) {
      this.#tell({ type: 'error', id, message: wordsOf(error) })
    }
  }

  #call({ id, part, method, args }: Call): unknown {
    if (part === 'turns' && method === 'wait') return this.#wait(id, args)
    return (this.#store[part] as unknown as Methods)[method]?.(...args)
  }

  /** A signal cannot be sent between processes. */
  async #wait(id: number, [key, options]: readonly unknown[]): Promise<unknown> {
    const abort = new AbortController()
    this.#waits.set(id, abort)
    const times = options as { readonly leaseMs: number; readonly ttlMs: number }
    try {
      return await this.#store.turns.wait(key as string, { ...times, signal: abort.signal })
    } finally {
      this.#waits.delete(id)
    }
  }

  #work(work: number): void {
    // A message that the process sent before its end may come after it.
    if (this.#hasEnded) return
    const run: RunJob = (job) =>
      new Promise<void>((resolve, reject) => {
        this.#lastRun += 1
        const number = this.#lastRun
        this.#runs.set(number, { resolve, reject })
        this.#tell({ type: 'run', work, run: number, job })
      })
    const stop = this.#store.jobs.work(run, (job) => this.#tell({ type: 'dead', work, job }))
    this.#works.set(work, stop)
  }

  #ran({ run: number, error, code }: Extract<StoreAsk, { type: 'ran' }>): void {
    const run = this.#runs.get(number)
    this.#runs.delete(number)
    if (error === undefined) run?.resolve()
    else run?.reject(Object.assign(new Error(error), code && { code }))
  }
}
