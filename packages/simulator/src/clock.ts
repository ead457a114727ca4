/** A clock that stands still until a test moves it: fifteen seconds pass in a millisecond. */
import type { Clock, Timer } from '@wechatbot/core'
import { theMachine } from './machine/machine.ts'

/**
 * One move of time runs at a time. Of two moves that are asked for together, the second begins when the first has
 * ended, and both durations pass. A move that a timer's callback asks for also waits for the move in which the
 * timer fired. That move does not wait for the callback.
 *
 * Before each timer and at its end, a move waits for work that is under way. This is work on promises, and real
 * work of this process: files, look-ups of names, child processes, connections and HTTP requests. It also waits for
 * timers of the machine that were set during the move, for one second of them in all. It does not see the work of
 * worker threads and addons.
 */
export interface ManualClock extends Clock {
  /**
   * Lets `ms` pass. Timers fire in their order, and the work that a timer starts runs before the next timer.
   * @throws RangeError for less than 0, and the error of a timer's callback.
   */
  readonly advance: (ms: number) => Promise<void>
  /**
   * Calls `work` and lets time pass from timer to timer until the promise settles. Time does not pass this way
   * while an `advance` runs. Resolves or rejects as `work` does.
   */
  readonly passWhile: <T>(work: () => Promise<T>) => Promise<T>
  /** Waits by this clock, as a slow handler does in a test. */
  readonly wait: (ms: number) => Promise<void>
  /** Changes `now()` alone, forward or back, as a person or NTP sets a machine's clock. Fires no timer. */
  readonly jump: (ms: number) => void
  /** Milliseconds until the next timer; undefined without one. */
  readonly untilNext: () => number | undefined
  /** The number of waiting timers. */
  readonly pending: number
}

interface Pending {
  readonly at: number
  readonly run: () => void
  isCleared: boolean
}

/** @param startAt milliseconds since 1970. @default the moment of the call */
export function createManualClock(startAt = Date.now()): ManualClock {
  const machine = theMachine()
  const bornAt = machine.lastId
  let wall = startAt
  let elapsed = 0
  /**
   * The timer that is due first comes first. Of two timers due at the same time, the one that was set first comes
   * first.
   */
  const timers: Pending[] = []
  const next = (): Pending | undefined => {
    while (timers[0]?.isCleared) timers.shift()
    return timers[0]
  }
  const startTimer = (run: () => void, ms: number): Timer => {
    const timer: Pending = { at: elapsed + Math.max(0, ms), run, isCleared: false }
    let [from, to] = [0, timers.length]
    while (from < to) {
      const middle = (from + to) >> 1
      if ((timers[middle] as Pending).at <= timer.at) from = middle + 1
      else to = middle
    }
    timers.splice(from, 0, timer)
    return timer
  }
  const fire = (due: Pending): void => {
    timers.shift()
    elapsed = Math.max(elapsed, due.at)
    due.run()
  }

  /** The number of calls of `advance` that have not ended. */
  let told = 0
  let last: Promise<unknown> = Promise.resolve()
  /** Runs one move after the other, even after a move that failed. */
  const inTurn = (move: () => Promise<void>): Promise<void> => {
    const moved = last.then(move)
    last = moved.catch(() => {})
    return moved
  }
  const advance = async (ms: number): Promise<void> => {
    if (!(ms >= 0)) {
      throw new RangeError(`advance: expected 0 ms or more, got ${ms}; jump() sets now() back`)
    }
    const stop = machine.move()
    told += 1
    try {
      await inTurn(async () => {
        const end = elapsed + ms
        await machine.settled(bornAt)
        for (let due = next(); due !== undefined && due.at <= end; due = next()) {
          fire(due)
          await machine.settled(bornAt)
        }
        elapsed = end
        await machine.settled(bornAt)
      })
    } finally {
      told -= 1
      stop()
    }
  }
  const passWhile = async <T>(work: () => Promise<T>): Promise<T> => {
    const stop = machine.move()
    let isOver = false
    const step = async () => {
      await machine.settled(bornAt, () => isOver)
      if (isOver || told > 0) return
      const due = next()
      if (due === undefined) await machine.rest()
      else fire(due)
    }
    try {
      const worked = work().finally(() => {
        isOver = true
      })
      worked.catch(() => {})
      while (!isOver) await Promise.race([inTurn(step), worked])
      return await worked
    } finally {
      stop()
    }
  }
  return {
    now: () => wall + elapsed,
    monotonic: () => elapsed,
    setTimeout: startTimer,
    clearTimeout: (timer: Timer) => {
      if (timer !== undefined) (timer as Pending).isCleared = true
    },
    advance,
    passWhile,
    wait: (ms) => new Promise((resolve) => void startTimer(resolve, ms)),
    jump: (ms) => {
      wall += ms
    },
    untilNext: () => {
      const first = next()
      return first && first.at - elapsed
    },
    get pending() {
      return timers.filter(({ isCleared }) => !isCleared).length
    },
  }
}
