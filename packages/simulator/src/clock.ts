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
}

/** @param startAt milliseconds since 1970. @default the moment of the call */
export function createManualClock(startAt = Date.now()): ManualClock {
  let elapsed = 0
  let lastId = 0
  const pending = new Map<number, Pending>()
  const next = () =>
    [...pending.entries()].reduce<[number, Pending] | undefined>(
      (first, entry) => (first === undefined || entry[1].at < first[1].at ? entry : first),
      undefined,
    )
  const startTimer = (run: () => void, ms: number): Timer => {
    lastId += 1
    pending.set(lastId, { at: elapsed + Math.max(0, ms), run })
    return lastId
  }
  return {
    now: () => startAt + elapsed,
    monotonic: () => elapsed,
    setTimeout: startTimer,
    wait: (ms) => new Promise((resolve) => void startTimer(resolve, ms)),
    clearTimeout: (timer: Timer) => void pending.delete(timer as number),
    untilNext: () => {
      const first = next()
      return first && first[1].at - elapsed
    },
    advance: async (ms) => {
      const end = elapsed + ms
      await settled()
      for (let due = next(); due !== undefined && due[1].at <= end; due = next()) {
        const [id, { at, run }] = due
        pending.delete(id)
        elapsed = Math.max(elapsed, at)
        run()
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
