/** Where an option belongs that stands at the wrong place, also one that is misspelt. */
import type { Problem } from '@wechatbot/core'
import { BOT_OPTIONS, SERVER_OPTIONS } from '@wechatbot/core/internal/config/schema'
import { didYouMean, nearest } from '@wechatbot/core/internal/errors'

/** The options of the log. */
export const LOG_OPTIONS: readonly string[] = ['level']

/** The places of options, and the options there. */
const HOMES: readonly (readonly [string, readonly string[]])[] = [
  ['bots[]', BOT_OPTIONS],
  ['server', SERVER_OPTIONS],
  ['log', LOG_OPTIONS],
]

/**
 * Adds the option of another place that may have been meant. An option that is written right in its own place comes
 * first, then a near one of the place where it stands, which core has found, then a near one of another place.
 * Problems that are not about unknown options stay as they are.
 */
export function suggestHome(problem: Problem): Problem {
  const key = /^(?:(?:server|log|bots\[\d+\])\.)?(\w+)$/.exec(problem.path)?.[1]
  if (key === undefined || problem.expected !== 'a known option') return problem
  const bare = `"${key}"`
  const written = HOMES.find(([, options]) => options.includes(key))
  if (written !== undefined) return { ...problem, got: bare + meant(written[0], key) }
  if (problem.got !== bare) return problem
  for (const [home, options] of HOMES) {
    const near = nearest(key, options)
    if (near !== undefined) return { ...problem, got: bare + meant(home, near) }
  }
  return problem
}

function meant(home: string, option: string): string {
  const name = `${home}.${option}`
  // Core says a suggestion in the words that the problems are translated from.
  return didYouMean(name, [name])
}
