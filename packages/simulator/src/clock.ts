/** A clock that stands still until it is told to go on: fifteen seconds in a millisecond. */
import type { Clock, Timer } from '@wechatbot/core'

export interface ManualClock extends Clock {
  /**
   * Lets `ms` pass: timers fire in their order, and what they set off runs before the next one.
   * Work that waits for real input or output gets a turn too, but no more than that.
   */
  readonly advance: (ms: number) => Promise<void>
  /** Waits by this clock: what a slow handler does in a test. */
  readonly wait: (ms: number) => Promise<void>
  /** Milliseconds until the next timer; undefined without one. */
  readonly untilNext: () => number | undefined
}

interface Pending {
  readonly at: number
  readonly run: () => void
  isCleared: boolean
}

/** @param startAt milliseconds since 1970. @default the moment of the call */
export function createManualClock(startAt = Date.now()): ManualClock {
  let elapsed = 0
  /** The next one first; of one moment, the one that was set first. */
  const pending: Pending[] = []
  const next = (): Pending | undefined => {
    while (pending[0]?.isCleared) pending.shift()
    return pending[0]
  }
  const startTimer = (run: () => void, ms: number): Timer => {
    const timer: Pending = { at: elapsed + Math.max(0, ms), run, isCleared: false }
    let [from, to] = [0, pending.length]
    while (from < to) {
      const middle = (from + to) >> 1
      if ((pending[middle] as Pending).at <= timer.at) from = middle + 1
      else to = middle
    }
    pending.splice(from, 0, timer)
    return timer
  }
  return {
    now: () => startAt + elapsed,
    monotonic: () => elapsed,
    setTimeout: startTimer,
    wait: (ms) => new Promise((resolve) => void startTimer(resolve, ms)),
    clearTimeout: (timer: Timer) => {
      if (timer !== undefined) (timer as Pending).isCleared = true
    },
    untilNext: () => {
      const first = next()
      return first && first.at - elapsed
    },
    advance: async (ms) => {
      const end = elapsed + ms
      await settled()
      for (let due = next(); due !== undefined && due.at <= end; due = next()) {
        pending.shift()
        elapsed = Math.max(elapsed, due.at)
        due.run()
        await settled()
      }
      elapsed = end
      await settled()
    },
  }
}

/** Promises, and a few turns of the event loop: a request and its answer on loopback take some. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve))
  }
}
