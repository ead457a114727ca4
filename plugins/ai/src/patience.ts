/** Limits the wait for an answer. */
import type { Clock } from '@wechatbot/core'

/**
 * Time before the deadline that is left to others: middleware, such as that of handoff, writes to the Store before a
 * reply goes out.
 */
export const MARGIN_MS = 200

interface Patience {
  /** Aborts when nobody can get the answer any more, after `timeoutMs`, and at the end. */
  readonly signal: AbortSignal
  /** Ends the wait. A source closes what it has left open. */
  readonly end: () => void
}

/** The time for an answer is over. */
export class TooSlow extends Error {
  constructor(ms: number) {
    super(`no whole answer within ${ms} ms`)
  }
}

export function startPatience(clock: Clock, ms: number, outer: AbortSignal): Patience {
  const own = new AbortController()
  const timer = clock.setTimeout(() => own.abort(new TooSlow(ms)), ms)
  return {
    signal: AbortSignal.any([outer, own.signal]),
    end: () => {
      clock.clearTimeout(timer)
      own.abort()
    },
  }
}

export interface Hold {
  /** Resolves when the time is over. */
  readonly ended: Promise<void>
  /** Ends the wait. */
  readonly end: () => void
}

export function startHold(clock: Clock, ms: number): Hold {
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    const timer = clock.setTimeout(resolve, Math.max(0, ms))
    end = () => clock.clearTimeout(timer)
  })
  return { ended, end }
}

/** Gives what a source gives, and `mark` when the moment comes. */
export async function* marked<T, M>(
  source: AsyncIterable<T>,
  moment: Promise<unknown>,
  mark: M,
): AsyncGenerator<T | M> {
  const iterator = source[Symbol.asyncIterator]()
  let due: Promise<undefined> | undefined = moment.then(() => undefined)
  let next = iterator.next()
  try {
    for (;;) {
      const first = await (due === undefined ? next : Promise.race([next, due]))
      if (first === undefined) {
        due = undefined
        yield mark
      } else if (first.done === true) return
      else {
        yield first.value
        next = iterator.next()
      }
    }
  } finally {
    Promise.resolve(iterator.return?.()).catch(() => {})
  }
}

/**
 * Gives what a source gives until the signal aborts. It also ends when the source ignores the signal, such as a
 * tool that hangs. Then the source is told to end, but nobody waits for it.
 * @throws the signal's reason.
 */
export async function* until<T>(signal: AbortSignal, source: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]()
  let stop: () => void = () => {}
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason)
  })
  aborted.catch(() => {})
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  let isOver = false
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), aborted])
      if (next.done === true) {
        isOver = true
        return
      }
      yield next.value
    }
  } finally {
    signal.removeEventListener('abort', stop)
    if (!isOver) Promise.resolve(iterator.return?.()).catch(() => {})
  }
}
