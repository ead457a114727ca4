/**
 * Keeps the bots running while their files change: the new process is there before the old one goes,
 * and what does not load is said and waited out while the old one stays.
 */
import type { BotState, DevAccount } from '@wechatbot/playground'
import { Bots } from './child-process.ts'
import type { Order, ToParent } from './link.ts'

/** After a crash; doubled each time, up to the longest. A change of a file starts at once. */
const BACKOFF_MS = { first: 500, longest: 30_000 }
/** It ran so long: the next crash is a first one again. */
const STEADY_MS = 30_000
/** Whoever waits so long for a start wonders what it waits for. */
const SLOW_START_MS = 8000
/** How long a request waits for bots that are starting: less than WeChat does. */
const WAIT_MS = 4000

type Loaded = Extract<ToParent, { type: 'loaded' }>

export interface SupervisorOptions {
  readonly order: Order
  readonly onState: (state: BotState) => void
  readonly onLoaded: (loaded: Loaded) => Promise<readonly DevAccount[]>
  readonly onTold: (told: Extract<ToParent, { type: 'record' | 'line' }>) => void
}

export class Supervisor {
  readonly #options: SupervisorOptions
  #current: Bots | undefined
  #next: Bots | undefined
  readonly #all = new Set<Bots>()
  #waiting = new Set<() => void>()
  #crashes = 0
  #readyAt = 0
  #restart: NodeJS.Timeout | undefined
  #slow: NodeJS.Timeout | undefined
  #isEnding = false

  constructor(options: SupervisorOptions) {
    this.#options = options
  }

  /** Starts the bots anew; those that run go on until the new ones are ready. */
  start(because: string): void {
    if (this.#isEnding) return
    clearTimeout(this.#restart)
    clearTimeout(this.#slow)
    this.#next?.kill()
    this.#options.onState({ type: 'starting', because })
    this.#slow = setTimeout(
      () => this.#options.onState({ type: 'starting', because, isSlow: true }),
      SLOW_START_MS,
    )
    const { order, onLoaded, onTold } = this.#options
    const bots: Bots = new Bots(order, {
      onLoaded,
      onTold,
      onReady: () => this.#swap(bots),
      onFailed: (message) => this.#failed(bots, message),
    })
    this.#next = bots
    this.#all.add(bots)
    void bots.ended.then(() => this.#all.delete(bots))
  }

  /** The bots for a new message; undefined when there are none in time. */
  async bots(): Promise<Bots | undefined> {
    if (this.#current === undefined) {
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve)
        setTimeout(resolve, WAIT_MS).unref()
      })
    }
    return this.#current
  }

  /** Resolves when every process has ended. */
  async stop(): Promise<void> {
    this.#isEnding = true
    clearTimeout(this.#restart)
    clearTimeout(this.#slow)
    for (const bots of this.#all) bots.stop()
    await Promise.all([...this.#all].map(({ ended }) => ended))
  }

  kill(): void {
    for (const bots of this.#all) bots.kill()
  }

  #swap(bots: Bots): void {
    clearTimeout(this.#slow)
    this.#current?.retire()
    this.#current = bots
    this.#next = undefined
    this.#readyAt = performance.now()
    this.#options.onState({ type: 'ready' })
    for (const wake of this.#waiting) wake()
    this.#waiting = new Set()
  }

  #failed(bots: Bots, message: string): void {
    if (this.#isEnding) return
    const hasCrashed = bots === this.#current
    if (bots === this.#next) {
      this.#next = undefined
      clearTimeout(this.#slow)
    }
    if (hasCrashed) this.#current = undefined
    const stillRunning = this.#current !== undefined
    this.#options.onState({ type: 'failed', message, stillRunning })
    // What does not load will not load the next time either, unless somebody changes it.
    if (hasCrashed && this.#next === undefined) this.#startLater()
  }

  #startLater(): void {
    this.#crashes = performance.now() - this.#readyAt > STEADY_MS ? 0 : this.#crashes
    const ms = Math.min(BACKOFF_MS.longest, BACKOFF_MS.first * 2 ** this.#crashes)
    this.#crashes += 1
    this.#restart = setTimeout(() => this.start('they ended'), ms)
  }
}
