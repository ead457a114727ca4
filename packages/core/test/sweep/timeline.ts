/** The time of a sweep, and random numbers: one seed always gives the same events in the same order. */
import type { Clock, Timer } from '#src/clock.js'
import { T0 } from '../fixtures.ts'

interface Pending {
  readonly at: number
  readonly run: () => void
  isCleared: boolean
}

/** Nothing in a sweep leaves the process, so its clock need not ask what the machine is doing. */
export class Timeline implements Clock {
  /** By time, and of one time in order of call. */
  readonly #timers: Pending[] = []
  #elapsed = 0

  readonly now = (): number => T0 + this.#elapsed
  readonly monotonic = (): number => 5000 + this.#elapsed
  readonly setTimeout = (run: () => void, ms: number): Timer => {
    const timer: Pending = { at: this.#elapsed + Math.max(0, ms), run, isCleared: false }
    let [from, to] = [0, this.#timers.length]
    while (from < to) {
      const middle = (from + to) >> 1
      if ((this.#timers[middle] as Pending).at <= timer.at) from = middle + 1
      else to = middle
    }
    this.#timers.splice(from, 0, timer)
    return timer
  }
  readonly clearTimeout = (timer: Timer): void => {
    if (timer !== undefined) (timer as Pending).isCleared = true
  }

  get elapsed(): number {
    return this.#elapsed
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.setTimeout(resolve, ms))
  }

  /** Lets time pass from timer to timer until `work` has ended, or for `mostMs`. */
  async passWhile(work: Promise<unknown>, mostMs: number): Promise<boolean> {
    const end = this.#elapsed + mostMs
    let isOver = false
    const over = () => {
      isOver = true
    }
    work.then(over, over)
    await settled()
    while (!isOver && this.#elapsed < end) {
      const due = this.#timers.shift()
      if (due === undefined) return isOver
      if (due.isCleared) continue
      this.#elapsed = due.at
      due.run()
      await settled()
    }
    return isOver
  }
}

/** All promises that can settle have settled before an immediate runs. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** The clock of one process: its timers end with it, and wait while it stands still. */
export class ProcessClock implements Clock {
  isDead = false
  /** A time of the timeline. */
  awakeAt = 0
  readonly #timers = new Set<Timer>()
  readonly #timeline: Timeline
  readonly now: () => number
  readonly monotonic: () => number

  constructor(timeline: Timeline) {
    this.#timeline = timeline
    this.now = timeline.now
    this.monotonic = timeline.monotonic
  }

  readonly setTimeout = (run: () => void, ms: number): Timer => {
    const handle: { timer?: Timer } = {}
    const fire = () => {
      const leftMs = this.awakeAt - this.#timeline.elapsed
      if (leftMs > 0) {
        handle.timer = this.#timeline.setTimeout(fire, leftMs)
        return
      }
      this.#timers.delete(handle)
      if (!this.isDead) run()
    }
    handle.timer = this.#timeline.setTimeout(fire, ms)
    this.#timers.add(handle)
    return handle
  }
  readonly clearTimeout = (timer: Timer): void => {
    if (timer === undefined) return
    this.#timers.delete(timer)
    this.#timeline.clearTimeout((timer as { timer?: Timer }).timer)
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.setTimeout(resolve, ms))
  }
}

export interface Random {
  /** From 0, below 1. */
  readonly next: () => number
  /** A whole number from 0, below `below`. */
  readonly below: (below: number) => number
  readonly chance: (of: number) => boolean
  readonly oneOf: <T>(choices: readonly T[]) => T
}

/** mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (count: number) => Math.floor(next() * count)
  return {
    ...{ next, below },
    chance: (of) => next() < of,
    oneOf: (choices) => choices[below(choices.length)] as never,
  }
}
