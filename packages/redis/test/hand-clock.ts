/** A clock for real Redis servers: the spec says when a command's time is up, however slow the machine is. */
import { type Clock, systemClock, type Timer } from '@wechatbot/core'

/** The time that a command has, and the time for which Redis is not asked after a command that failed. */
const COMMAND_MS = 300
const OPEN_MS = 500

/** Its durations pass when the spec says so; `now()` and all other timers are the machine's. */
export class HandClock implements Clock {
  readonly now = systemClock.now
  #elapsed = 0
  readonly #commands = new Set<() => void>()

  readonly monotonic = () => this.#elapsed

  readonly setTimeout = (run: () => void, ms: number): Timer => {
    if (ms !== COMMAND_MS) return systemClock.setTimeout(run, ms)
    this.#commands.add(run)
    return run
  }

  readonly clearTimeout = (timer: Timer) => {
    if (!this.#commands.delete(timer as () => void)) systemClock.clearTimeout(timer)
  }

  /** Commands that wait for their answer. */
  get waiting(): number {
    return this.#commands.size
  }

  /** The time of all commands that wait is up. */
  endCommands() {
    const due = [...this.#commands]
    this.#commands.clear()
    this.#elapsed += COMMAND_MS
    for (const run of due) run()
  }

  /** From now on Redis is asked again. */
  endPause() {
    this.#elapsed += OPEN_MS
  }
}
