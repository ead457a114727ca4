/**
 * Keeps the bots running while their files change. The new process is ready before the old one ends. A
 * configuration that does not load is reported, and the old process stays.
 */
import type { Clock, Timer } from '@wechatbot/core'
import type { Failure, ProcessState, StandIn } from '@wechatbot/playground'
import { words } from '../words/index.ts'
import { BotProcess, type Child, type Told } from './bot-process.ts'
import type { Order, ToParent } from './link.ts'

/** The pause after a crash. It doubles with each crash, up to `longest`. A changed file starts the bots at once. */
const BACKOFF_MS = { first: 500, longest: 30_000 }
/** A process that ran this long was steady: its crash counts as a first one again. */
const STEADY_MS = 30_000
/** A start that takes longer is reported, because something in it may never end. */
const SLOW_START_MS = 8000
/** How long a request waits for bots that are starting. It is less than WeChat waits. */
const WAIT_MS = 4000

/** A change that is seen so soon after a failure was perhaps made by the start that has failed. */
const ECHO_MS = 500

/** Why a start was begun: an echo is a change that the start before it may have made itself. */
type Cause = 'change' | 'echo'

type Loaded = Extract<ToParent, { type: 'loaded' }>

export interface SupervisorOptions {
  /** Starts a process that waits for its order. */
  readonly startChild: () => Child
  readonly clock: Clock
  /** The order of every process, but for its clock. */
  readonly order: Omit<Order, 'aheadMs'>
  readonly onState: (state: ProcessState) => void
  readonly onLoaded: (loaded: Loaded) => Promise<readonly StandIn[]>
  readonly onTold: (told: Told) => void
}

export class Supervisor {
  readonly #options: SupervisorOptions
  #current: BotProcess | undefined
  #next: BotProcess | undefined
  readonly #all = new Set<BotProcess>()
  /** Functions that each wake a request that waits for bots. */
  readonly #waiting = new Set<() => void>()
  #crashes = 0
  #readyAt = 0
  /** How far the bots' clock is ahead. A new process begins there. */
  #aheadMs = 0
  #restart: Timer
  #slow: Timer
  #isEnding = false
  /** When the last start has failed. Undefined once another one has begun. */
  #failedAt: number | undefined
  /** The cause of the last start. */
  #cause: Cause = 'change'
  /** Data that has changed since the start on its way began. */
  #meanwhile: string | undefined

  constructor(options: SupervisorOptions) {
    this.#options = options
  }

  /** Starts new bots. The old ones go on until the new ones are ready. */
  start(because: string): void {
    this.#start(because, 'change')
  }

  /**
   * Starts new bots if the last start has failed: the file may have been repaired. Bots that run have read it again
   * themselves.
   */
  repair(file: string): void {
    if (this.#next !== undefined) {
      this.#meanwhile = file
    } else if (this.#failedAt !== undefined) {
      const since = this.#options.clock.monotonic() - this.#failedAt
      this.#start(file, since < ECHO_MS ? 'echo' : 'change')
    }
  }

  #start(because: string, cause: Cause): void {
    // A plugin that writes a file in its setup would start itself for ever.
    const isEndless = cause === 'echo' && this.#cause === 'echo'
    if (this.#isEnding || isEndless) return
    this.#cause = cause
    this.#failedAt = undefined
    this.#meanwhile = undefined
    const { startChild, clock, order, onState, onLoaded, onTold } = this.#options
    clock.clearTimeout(this.#restart)
    clock.clearTimeout(this.#slow)
    this.#next?.kill()
    onState({ type: 'starting', because })
    this.#slow = clock.setTimeout(
      () => onState({ type: 'starting', because, isSlow: true }),
      SLOW_START_MS,
    )
    const botProcess: BotProcess = new BotProcess({
      child: startChild(),
      order: { ...order, aheadMs: this.#aheadMs },
      clock,
      onLoaded,
      onTold: (told) => {
        if (told.type === 'ahead') this.#aheadMs = told.ms
        onTold(told)
      },
      onReady: () => this.#swap(botProcess),
      onFailed: (failure) => this.#failed(botProcess, failure),
    })
    this.#next = botProcess
    this.#all.add(botProcess)
    void botProcess.ended.then(() => this.#all.delete(botProcess))
  }

  /** The process for a new message. Undefined when none is ready in time. */
  async current(): Promise<BotProcess | undefined> {
    if (this.#current === undefined) {
      const { clock } = this.#options
      await new Promise<void>((resolve) => {
        const wake = () => {
          clock.clearTimeout(timer)
          this.#waiting.delete(wake)
          resolve()
        }
        const timer = clock.setTimeout(wake, WAIT_MS)
        this.#waiting.add(wake)
      })
    }
    return this.#current
  }

  /**
   * Lets time pass for the bots.
   * @throws Error when no bots run.
   */
  async skip(ms: number): Promise<void> {
    if (this.#current === undefined) throw new Error('no bot is running')
    await this.#current.skip(ms)
  }

  /** Resolves when every process has ended. */
  async stop(): Promise<void> {
    const { clock } = this.#options
    this.#isEnding = true
    clock.clearTimeout(this.#restart)
    clock.clearTimeout(this.#slow)
    for (const botProcess of this.#all) botProcess.stop()
    await Promise.all([...this.#all].map(({ ended }) => ended))
  }

  kill(): void {
    for (const botProcess of this.#all) botProcess.kill()
  }

  #swap(botProcess: BotProcess): void {
    const { clock, onState } = this.#options
    clock.clearTimeout(this.#slow)
    this.#current?.retire()
    this.#current = botProcess
    this.#next = undefined
    this.#readyAt = clock.monotonic()
    onState({ type: 'ready' })
    for (const wake of this.#waiting) wake()
  }

  #failed(botProcess: BotProcess, failure: Failure): void {
    const { clock } = this.#options
    const hasCrashed = botProcess === this.#current
    if (botProcess === this.#next) {
      this.#next = undefined
      this.#failedAt = clock.monotonic()
      clock.clearTimeout(this.#slow)
    }
    if (hasCrashed) this.#current = undefined
    const stillRunning = this.#current !== undefined
    this.#options.onState({ type: 'failed', ...failure, stillRunning })
    // A configuration that did not load will not load the next time either, unless a file changes.
    if (hasCrashed && this.#next === undefined) this.#startLater()
    if (!hasCrashed && this.#meanwhile !== undefined) this.#start(this.#meanwhile, 'echo')
  }

  #startLater(): void {
    const { clock } = this.#options
    this.#crashes = clock.monotonic() - this.#readyAt > STEADY_MS ? 0 : this.#crashes
    const ms = Math.min(BACKOFF_MS.longest, BACKOFF_MS.first * 2 ** this.#crashes)
    this.#crashes += 1
    this.#restart = clock.setTimeout(() => this.start(words.dev.because.ended), ms)
  }
}
