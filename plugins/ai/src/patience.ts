/** How long an answer is waited for, and what it waits for no longer. */
import type { Clock } from '@wechatbot/core'

export interface Patience {
  /** Aborts when nobody can get the answer any more, after the time, and with the end. */
  readonly signal: AbortSignal
  /** Nothing is waited for any more: what a source has left open, it closes. */
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

/**
 * What a source gives, until the signal aborts: also from one that does not listen to it, as a tool that hangs.
 * It is told, and not waited for.
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
