/** One process of bots, as the parent sees it. */
import { fork } from 'node:child_process'
import type { Clock, Timer } from '@wechatbot/core'
import type { StandIn } from '@wechatbot/playground'
import { words } from '../words/index.ts'
import type { Order, ToChild, ToParent } from './link.ts'

const { dev: say } = words

/** From SIGTERM to SIGKILL: longer than a bot's grace (10 s). */
const KILL_AFTER_MS = 15_000
/** After so long without a request, WeChat has no retry left for this process. */
const QUIET_MS = 1500

type Loaded = Extract<ToParent, { type: 'loaded' }>

/** What the parent uses of a child process. */
export interface Child {
  readonly exitCode: number | null
  readonly signalCode: string | null
  on(event: 'message', onMessage: (message: ToParent) => void): unknown
  once(event: 'exit', onExit: (code: number | null, signal: string | null) => void): unknown
  once(event: 'error', onError: (error: Error) => void): unknown
  send(message: ToChild, onSent: (error: Error | null) => void): unknown
  kill(signal: 'SIGTERM' | 'SIGKILL'): unknown
}

export interface BotProcessEvents {
  readonly onLoaded: (loaded: Loaded) => Promise<readonly StandIn[]>
  readonly onReady: () => void
  /** It could not start, or it has ended by itself. */
  readonly onFailed: (message: string) => void
  readonly onTold: (told: Extract<ToParent, { type: 'record' | 'line' }>) => void
}

export interface BotProcessOptions extends BotProcessEvents {
  readonly child: Child
  readonly order: Order
  readonly clock: Clock
}

/**
 * Starts a process that waits for its order.
 * @param variables beside those of the environment.
 */
export function forkChild(variables: Readonly<Record<string, string>> = {}): Child {
  return fork(new URL('./child-main.js', import.meta.url), {
    env: { ...process.env, ...variables },
    serialization: 'advanced',
    // Ctrl-C is the parent's to obey: a second signal would end the child at once.
    detached: true,
  })
}

export class BotProcess {
  readonly #child: Child
  readonly #clock: Clock
  readonly ended: Promise<void>
  #port: number | undefined
  #active = 0
  /** Its end is no failure. */
  #isLeaving = false
  #quiet: Timer
  /** Set once it has been told to end. */
  #patience: Timer

  constructor({ child, order, clock, ...events }: BotProcessOptions) {
    this.#child = child
    this.#clock = clock
    let failure = ''
    child.on('message', (message) => {
      if (message.type === 'record' || message.type === 'line') return events.onTold(message)
      // It was on its way when another process took this one's place.
      if (this.#isLeaving) return
      if (message.type === 'loaded') void this.#prepare(message, events)
      if (message.type === 'ready') {
        this.#port = message.port
        events.onReady()
      }
      if (message.type === 'failed') failure = message.message
    })
    this.ended = new Promise((resolve) => {
      const end = (why: string) => {
        clock.clearTimeout(this.#quiet)
        clock.clearTimeout(this.#patience)
        if (!this.#isLeaving) events.onFailed(failure || why)
        this.#isLeaving = true
        resolve()
      }
      child.once('exit', (code, signal) => end(say.ended(signal ?? code)))
      child.once('error', (error) => end(say.notStarted(error.message)))
    })
    this.#send({ type: 'order', order })
  }

  /** Where it listens; undefined before it is ready. */
  get port(): number | undefined {
    return this.#port
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  /** A request is on its way to it; the returned function says that it is over. */
  begin(): () => void {
    this.#active += 1
    this.#clock.clearTimeout(this.#quiet)
    return () => {
      this.#active -= 1
      if (this.#isLeaving && this.#active === 0) this.retire()
    }
  }

  /** Another process takes new messages; this one ends when its own have all been answered. */
  retire(): void {
    this.#isLeaving = true
    this.#clock.clearTimeout(this.#quiet)
    if (this.#active > 0 || this.hasEnded) return
    this.#quiet = this.#clock.setTimeout(() => this.stop(), QUIET_MS)
  }

  /** It finishes its messages in flight, as always on SIGTERM. */
  stop(): void {
    this.#isLeaving = true
    // A second SIGTERM would end it at once.
    if (this.#patience !== undefined) return
    this.#child.kill('SIGTERM')
    this.#patience = this.#clock.setTimeout(() => this.kill(), KILL_AFTER_MS)
  }

  kill(): void {
    this.#isLeaving = true
    this.#child.kill('SIGKILL')
  }

  async #prepare(loaded: Loaded, events: BotProcessEvents): Promise<void> {
    try {
      this.#send({ type: 'accounts', accounts: await events.onLoaded(loaded) })
    } catch (error) {
      // A process that was told to leave is not reported any more.
      if (!this.#isLeaving) events.onFailed(String(error))
      this.kill()
    }
  }

  #send(message: ToChild): void {
    // It may have ended in the meantime; its exit says so.
    this.#child.send(message, () => {})
  }
}
