/** Time as a value, so that a test can wait fifteen seconds in a millisecond. */

/** What {@link Clock.setTimeout} returns and {@link Clock.clearTimeout} takes. */
export type Timer = unknown

export interface Clock {
  /** Milliseconds since 1970. Follows the machine's clock, jumps included: for timestamps only. */
  readonly now: () => number
  /** Milliseconds since an arbitrary start. Never jumps: for durations and deadlines. */
  readonly monotonic: () => number
  readonly setTimeout: (run: () => void, ms: number) => Timer
  readonly clearTimeout: (timer: Timer) => void
}

/** One moment, read from both hands of a clock. */
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

/** This moment of `clock`. */
export function moment(clock: Clock): Moment {
  return { now: clock.now(), monotonic: clock.monotonic() }
}

/** Waits by the clock. */
export function waitFor(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.setTimeout(resolve, ms))
}

/**
 * Waits for `promise`, which must not reject, at most `ms`, or until `signal` aborts. Resolves to its
 * value, or to `undefined` when there is none in time.
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
