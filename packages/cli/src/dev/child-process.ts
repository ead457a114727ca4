/** One process of bots, as the parent sees it. */
import { type ChildProcess, fork } from 'node:child_process'
import type { DevAccount } from '@wechatbot/playground'
import type { Order, ToChild, ToParent } from './link.ts'

/** From SIGTERM to SIGKILL: longer than a bot's grace (10 s). */
const KILL_AFTER_MS = 15_000
/** Without a request for so long, nobody of WeChat's will ask this process again. */
const QUIET_MS = 1500

type Loaded = Extract<ToParent, { type: 'loaded' }>

export interface BotsEvents {
  readonly onLoaded: (loaded: Loaded) => Promise<readonly DevAccount[]>
  readonly onReady: () => void
  /** It could not start, or it has ended by itself. */
  readonly onFailed: (message: string) => void
  readonly onTold: (told: Extract<ToParent, { type: 'record' | 'line' }>) => void
}

export class Bots {
  readonly #child: ChildProcess
  readonly ended: Promise<void>
  #port: number | undefined
  #active = 0
  /** Its end is no failure. */
  #isLeaving = false
  #quiet: NodeJS.Timeout | undefined

  constructor(order: Order, events: BotsEvents) {
    this.#child = fork(new URL('./child.js', import.meta.url), {
      serialization: 'advanced',
      // Ctrl-C is the parent's to obey: a second signal would end the child at once.
      detached: true,
    })
    let failure = ''
    this.#child.on('message', (message: ToParent) => {
      if (message.type === 'loaded') void this.#prepare(message, events)
      if (message.type === 'ready') {
        this.#port = message.port
        events.onReady()
      }
      if (message.type === 'failed') failure = message.message
      if (message.type === 'record' || message.type === 'line') events.onTold(message)
    })
    this.ended = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) => {
        clearTimeout(this.#quiet)
        if (!this.#isLeaving) events.onFailed(failure || `the process ended with ${signal ?? code}`)
        this.#isLeaving = true
        resolve()
      })
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
    clearTimeout(this.#quiet)
    return () => {
      this.#active -= 1
      if (this.#isLeaving && this.#active === 0) this.retire()
    }
  }

  /** Another one is there for new messages; this one ends when its own have all been answered. */
  retire(): void {
    this.#isLeaving = true
    clearTimeout(this.#quiet)
    if (this.#active === 0) this.#quiet = setTimeout(() => this.stop(), QUIET_MS)
  }

  /** It finishes what it has begun, as on SIGTERM always. */
  stop(): void {
    this.#isLeaving = true
    this.#child.kill('SIGTERM')
    const kill = setTimeout(() => this.kill(), KILL_AFTER_MS)
    void this.ended.then(() => clearTimeout(kill))
  }

  kill(): void {
    this.#isLeaving = true
    this.#child.kill('SIGKILL')
  }

  async #prepare(loaded: Loaded, events: BotsEvents): Promise<void> {
    try {
      this.#send({ type: 'accounts', accounts: await events.onLoaded(loaded) })
    } catch (error) {
      this.kill()
      events.onFailed(String(error))
    }
  }

  #send(message: ToChild): void {
    // It may have ended in the meantime; its exit says so.
    this.#child.send(message, () => {})
  }
}
