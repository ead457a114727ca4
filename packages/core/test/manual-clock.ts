/** A clock that stands still until a spec moves it. */
import type { Clock, Timer } from '#src/clock.js'

/** Where every manual clock starts, in milliseconds since 1970. */
export const T0 = 1_700_000_000_000

interface Pending {
  readonly at: number
  readonly run: () => void
}

export class ManualClock implements Clock {
  /** How far the machine's clock is ahead of the durations; a jump changes this alone. */
  #wall = T0
  #elapsed = 0
  #lastId = 0
  readonly #timers = new Map<number, Pending>()

  readonly now = (): number => this.#wall + this.#elapsed
  // Not zero at the start: a spec must not pass because 0 is falsy.
  readonly monotonic = (): number => 5000 + this.#elapsed

  readonly setTimeout = (run: () => void, ms: number): Timer => {
    this.#lastId += 1
    this.#timers.set(this.#lastId, { at: this.#elapsed + ms, run })
    return this.#lastId
  }

  readonly clearTimeout = (timer: Timer): void => {
    this.#timers.delete(timer as number)
  }

  /** Timers that wait. */
  get pending(): number {
    return this.#timers.size
  }

  /** Moves the machine's clock only, as NTP or a person does. */
  jump(ms: number): void {
    this.#wall += ms
  }

  /** Moves on, and fires what is due in its order; promises run before each timer. */
  async advance(ms: number): Promise<void> {
    const end = this.#elapsed + ms
    await turns()
    for (let due = this.#next(end); due !== undefined; due = this.#next(end)) {
      const [id, { at, run }] = due
      this.#timers.delete(id)
      this.#elapsed = Math.max(this.#elapsed, at)
      run()
      await turns()
    }
    this.#elapsed = end
    await turns()
  }

  #next(end: number): [number, Pending] | undefined {
    let next: [number, Pending] | undefined
    for (const entry of this.#timers) {
      if (entry[1].at <= end && (next === undefined || entry[1].at < next[1].at)) next = entry
    }
    return next
  }
}

/** Lets everything run that only waits for promises. */
export async function turns(count = 3): Promise<void> {
  for (let i = 0; i < count; i += 1) await new Promise((resolve) => setImmediate(resolve))
}

/** Waits, without the manual clock, for something that the network brings about: a minute at most. */
export async function until(isSo: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + 60_000
  while (!isSo()) {
    if (performance.now() > giveUpAt) throw new Error(`waited a minute in vain for ${isSo}`)
    await turns(1)
  }
}
