/** One process that runs the bots, as seen by the parent. */
import { fork } from 'node:child_process'
import type { Clock, Store, Timer } from '@wechatbot/core'
import type { Failure, StandIn, UserData, UserQuestion } from '@wechatbot/playground'
import { language, words } from '../words/index.ts'
import { KeptStore } from './kept-store.ts'
import type { Order, ToChild, ToParent } from './link.ts'
import { Questions } from './questions.ts'

const { dev: say } = words

/** The time between SIGTERM and SIGKILL. It is longer than a bot's grace (10 s). */
const KILL_AFTER_MS = 15_000
/** After this time without a request, no retry of WeChat is left for this process. */
const QUIET_MS = 1500

type Loaded = Extract<ToParent, { type: 'loaded' }>

/** What the process says of its bots while they run. */
export type Told = Extract<ToParent, { type: 'record' | 'line' | 'ahead' }>

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
  /** Called when the process could not start, or when it ended by itself. */
  readonly onFailed: (failure: Failure) => void
  readonly onTold: (told: Told) => void
}

export interface BotProcessOptions extends BotProcessEvents {
  readonly child: Child
  readonly order: Order
  readonly clock: Clock
}

/**
 * Starts a process that waits for its order.
 * @param store outlives the process, which may use it.
 * @param variables added to those of the environment.
 */
export function forkChild(store: Store, variables: Readonly<Record<string, string>> = {}): Child {
  const child: Child = fork(new URL('./child-main.js', import.meta.url), ['--lang', language], {
    env: { ...process.env, ...variables },
    serialization: 'advanced',
    // The parent handles Ctrl-C. A second signal would end the child at once.
    detached: true,
  })
  lendStore(child, store)
  return child
}

/** Makes the calls of the process, until it ends. */
export function lendStore(child: Child, store: Store): void {
  const kept = new KeptStore(store, (message) => child.send({ type: 'store', message }, () => {}))
  child.on('message', (message) => {
    if (message.type === 'store') kept.take(message.message)
  })
  child.once('exit', () => kept.end())
}

export class BotProcess {
  readonly #child: Child
  readonly #clock: Clock
  readonly #questions: Questions
  readonly ended: Promise<void>
  #port: number | undefined
  #active = 0
  /** Functions that each end a skip, oldest first. */
  readonly #skips: (() => void)[] = []
  /** Whether the process was told to leave. Then its end is no failure. */
  #isLeaving = false
  #quiet: Timer
  /** The timer that kills the process. Set once the process has been told to end. */
  #patience: Timer

  constructor({ child, order, clock, ...events }: BotProcessOptions) {
    this.#child = child
    this.#clock = clock
    this.#questions = new Questions(clock, (message) => this.#send(message))
    let failure: Failure | undefined
    child.on('message', (message) => {
      if (message.type === 'record' || message.type === 'line') return events.onTold(message)
      if (message.type === 'user') return this.#questions.hear(message)
      if (message.type === 'ahead') {
        events.onTold(message)
        if (message.isDone) this.#skips.shift()?.()
        return
      }
      // The message was sent before another process took over.
      if (this.#isLeaving) return
      if (message.type === 'loaded') void this.#prepare(message, events)
      if (message.type === 'ready') {
        this.#port = message.port
        events.onReady()
      }
      if (message.type === 'failed') {
        const { type: _, ...rest } = message
        failure = rest
      }
    })
    this.ended = new Promise((resolve) => {
      const end = (why: string) => {
        clock.clearTimeout(this.#quiet)
        clock.clearTimeout(this.#patience)
        this.#questions.end()
        if (!this.#isLeaving) events.onFailed({ ...failure, message: failure?.message || why })
        this.#isLeaving = true
        resolve()
      }
      child.once('exit', (code, signal) => end(say.ended(signal ?? code)))
      child.once('error', (error) => end(say.notStarted(error.message)))
    })
    this.#send({ type: 'order', order })
  }

  /** The port on which the process listens. Undefined before it is ready. */
  get port(): number | undefined {
    return this.#port
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  /** Lets time pass for its bots. Resolves when it has passed, or when the process has ended. */
  async skip(ms: number): Promise<void> {
    const passed = new Promise<void>((resolve) => void this.#skips.push(resolve))
    this.#send({ type: 'skip', ms })
    await Promise.race([passed, this.ended])
  }

  /** Counts a request that is passed to the process. Call the returned function when the request is over. */
  begin(): () => void {
    this.#active += 1
    this.#clock.clearTimeout(this.#quiet)
    return () => {
      this.#active -= 1
      if (this.#isLeaving && this.#active === 0) this.retire()
    }
  }

  /** @throws Error when the process does not answer. */
  ask(question: UserQuestion): Promise<UserData> {
    return this.#questions.ask(question)
  }

  /** Another process takes new messages and jobs. This one ends when all its own messages have been answered. */
  retire(): void {
    if (!this.#isLeaving) this.#send({ type: 'retire' })
    this.#isLeaving = true
    this.#clock.clearTimeout(this.#quiet)
    if (this.#active > 0 || this.hasEnded) return
    this.#quiet = this.#clock.setTimeout(() => this.stop(), QUIET_MS)
  }

  /** Ends the process by SIGTERM. It finishes its messages in flight first. */
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
      // Errors of a process that was told to leave are not reported.
      if (!this.#isLeaving) events.onFailed({ message: String(error) })
      this.kill()
    }
  }

  #send(message: ToChild): void {
    // The process may have ended meanwhile. Its exit event reports that.
    this.#child.send(message, () => {})
  }
}
