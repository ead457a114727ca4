/** Time as a value. A test can wait fifteen seconds in a millisecond. */

/** The result of {@link Clock.setTimeout}, and the argument of {@link Clock.clearTimeout}. */
export type Timer = unknown

export interface Clock {
  /** Milliseconds since 1970. It follows the machine's clock and its jumps, so use it for timestamps only. */
  readonly now: () => number
  /** Milliseconds since an arbitrary start. It never jumps, so use it for durations and deadlines. */
  readonly monotonic: () => number
  readonly setTimeout: (run: () => void, ms: number) => Timer
  readonly clearTimeout: (timer: Timer) => void
  /**
   * A `setTimeout` for a wait until something is due. It guards no work in progress, so a clock that
   * skips time may fire it at once. `clearTimeout` ends it. Without it, `setTimeout` is called.
   */
  readonly setAlarm?: (run: () => void, ms: number) => Timer
}

/** One moment, in both times of a clock. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly now: number
  /** Milliseconds of {@link Clock.monotonic}. */
  readonly monotonic: number
}

/** The machine's clock. Its timers do not keep the process alive. */
export const systemClock: Clock = Object.freeze({
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout: (run: () => void, ms: number) => setTimeout(run, ms).unref(),
  clearTimeout: (timer: Timer) => clearTimeout(timer as NodeJS.Timeout),
})

/** The present moment of `clock`. */
export function moment(clock: Clock): Moment {
  return { now: clock.now(), monotonic: clock.monotonic() }
}

/** Calls `run` in `ms` milliseconds, when something is due. */
export function setAlarm(clock: Clock, run: () => void, ms: number): Timer {
  return (clock.setAlarm ?? clock.setTimeout)(run, ms)
}

/** Waits `ms` milliseconds by `clock`. */
export function waitFor(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.setTimeout(resolve, ms))
}

/**
 * Waits for `promise` until `ms` milliseconds have passed or `signal` aborts. `promise` must not
 * reject. Resolves to the value of `promise`, or to `undefined` when it has none in time.
 */
export function within<T>(
  clock: Clock,
  ms: number,
  promise: Promise<T>,
  signal?: AbortSignal,
): Promise<{ readonly value: T } | undefined> {
  return new Promise((resolve) => {
    const end = (result?: { readonly value: T }) => {
      clock.clearTimeout(timer)
      if (stop) signal?.removeEventListener('abort', stop)
      resolve(result)
    }
    const stop = signal && (() => end())
    const timer = clock.setTimeout(end, Math.max(0, ms))
    if (stop) signal.addEventListener('abort', stop)
    void promise.then((value) => end({ value }))
    if (signal?.aborted) end()
  })
}
