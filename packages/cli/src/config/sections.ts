/**
 * What a whole configuration may say: its sections, and its bots beside each other. What a bot and the
 * server may say is core's.
 */
import { type LogLevel, type Problem, problemAt } from '@wechatbot/core'
import { botProblems, serverProblems, unknownKeys } from '@wechatbot/core/internal'

const SECTIONS = ['server', 'store', 'log', 'bots']

const LEVELS: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']

/** Everything that is wrong with a whole configuration; empty when nothing is. */
export function configProblems(config: unknown): readonly Problem[] {
  if (!isRecord(config)) return [problemAt([], 'an object', config)]
  const { server, store, log, bots } = config
  return [
    ...unknownKeys(config, SECTIONS, []),
    ...(server === undefined ? [] : serverProblems(server)),
    ...(store === undefined || isStore(store)
      ? []
      : [problemAt(['store'], 'a URL like "memory:", or a Store', store)]),
    ...(log === undefined ? [] : logProblems(log)),
    ...botsProblems(bots),
  ]
}

function isStore(store: unknown): boolean {
  if (typeof store === 'string') return store !== ''
  return isRecord(store) && 'values' in store && 'turns' in store
}

function logProblems(log: unknown): readonly Problem[] {
  if (!isRecord(log)) return [problemAt(['log'], 'an object', log)]
  const { level } = log
  const problems = unknownKeys(log, ['level'], ['log'])
  if (level === undefined || LEVELS.some((each) => each === level)) return problems
  const expected = `one of ${LEVELS.map((each) => `"${each}"`).join(', ')}`
  return [...problems, problemAt(['log', 'level'], expected, level)]
}

function botsProblems(bots: unknown): readonly Problem[] {
  if (!Array.isArray(bots)) return [problemAt(['bots'], 'a list of bots', bots)]
  if (bots.length === 0) return [problemAt(['bots'], 'a list of at least one bot', bots)]
  return [
    ...bots.flatMap((bot: unknown, i) => botProblems(bot, ['bots', i])),
    ...sharedBetween(bots, 'name', 'main'),
    ...sharedBetween(bots, 'path', '/wechat'),
  ]
}

function sharedBetween(
  bots: readonly unknown[],
  key: 'name' | 'path',
  fallback: string,
): readonly Problem[] {
  const seen = new Set<unknown>()
  return bots.flatMap((bot, i) => {
    const value = isRecord(bot) ? (bot[key] ?? fallback) : undefined
    if (value === undefined || !seen.has(value)) {
      seen.add(value)
      return []
    }
    const problem = problemAt(['bots', i, key], `a ${key} of its own for each bot`, value)
    return [{ ...problem, got: `${problem.got} again` }]
  })
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
