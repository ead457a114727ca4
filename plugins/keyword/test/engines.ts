/** The engines of regular expressions, for specs of what stands above them. */
import { createLogger } from '@wechatbot/core'
import { createManualClock, type ManualClock } from '@wechatbot/simulator'
import { createMatchers, type Matcher, type Written } from '#src/matcher.js'
import { createStrikes } from '#src/strikes.js'

/** Matchers of the linear engine, each made once; a rule that needs the worker fails. */
export function linearOnly(): (written: Written) => Matcher {
  const clock = createManualClock()
  const matcherOf = createMatchers({
    clock,
    runner: {
      run: () => Promise.reject(new Error('a rule ran in the worker')),
      close: async () => {},
    },
    strikes: createStrikes(clock),
    log: createLogger({ level: 'silent' }),
  })
  const known = new Map<string, Matcher>()
  return (written) => {
    const key = String(written.written)
    const matcher = known.get(key) ?? matcherOf(written)
    known.set(key, matcher)
    return matcher
  }
}

/** Lets as much time pass as it waits for, however long the thread takes to begin. */
export async function inTime<T>(clock: ManualClock, promise: Promise<T>): Promise<T> {
  let isSettled = false
  const settle = () => {
    isSettled = true
  }
  promise.then(settle, settle)
  while (!isSettled) await clock.advance(clock.untilNext() ?? 0)
  return promise
}
