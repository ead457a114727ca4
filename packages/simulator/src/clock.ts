/** A clock that stands still until it is told to go on: fifteen seconds in a millisecond. */
import type { Clock, Timer } from '@wechatbot/core'
import { theMachine } from './machine/machine.ts'

/**
 * Time moves in one place at a time: of two moves at once the second begins where the first has ended,
 * and both durations pass. So does one that a timer's callback asks for: it follows the one in which
 * the timer fired, which does not wait for it.
 *
 * Before each timer, and at the end, a move waits for what is under way: promises, and what is real, as
 * files, names, child processes, connections and HTTP requests of this process; and for timers of the
 * machine that were set while time went on, a second of them altogether. It does not see what worker
 * threads and addons do.
 */
export interface ManualClock extends Clock {
  /**
   * Lets `ms` pass: timers fire in their order, and what they set off runs before the next one.
   * @throws RangeError for less than 0, and what a timer's callback throws.
   */
  readonly advance: (ms: number) => Promise<void>
  /**
   * Calls `work`, and lets time pass until it is settled: from timer to timer, while nobody calls
   * `advance`. Gives what `work` gives.
   */
  readonly passWhile: <T>(work: () => Promise<T>) => Promise<T>
  /** Waits by this clock: what a slow handler does in a test. */
  readonly wait: (ms: number) => Promise<void>
  /** Moves `now()` alone, as a person or NTP sets a machine's clock: back, too. Fires nothing. */
  readonly jump: (ms: number) => void
  /** Milliseconds until the next timer; undefined without one. */
  readonly untilNext: () => number | undefined
  /** Timers that wait. */
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
  /** The next one first; of one moment, the one that was set first. */
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

  /** Calls of `advance` that are not through. */
  let told = 0
  let last: Promise<unknown> = Promise.resolve()
  /** One after the other, also after one that has failed. */
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
