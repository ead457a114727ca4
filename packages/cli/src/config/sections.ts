/**
 * Checks a whole configuration: its sections, and its bots together. Core checks what a single bot and the server
 * may have.
 */
import type { BasicStore, LogLevel, Problem, VerificationFile } from '@wechatbot/core'
import type { Path } from '@wechatbot/core/internal'
import { resolveBot } from '@wechatbot/core/internal/config/defaults'
import { botProblems, serverProblems } from '@wechatbot/core/internal/config/schema'
import {
  didYouMean,
  packageProblems,
  problemAt,
  unknownKeys,
} from '@wechatbot/core/internal/errors'
import { samePath } from '@wechatbot/core/internal/http/paths'
import { toVerificationPaths } from '@wechatbot/core/internal/http/verification'
import { words } from '../words/index.ts'
import { LOG_OPTIONS, suggestHome } from './homes.ts'

const { config: say } = words

const SECTIONS = ['server', 'store', 'log', 'bots']

/** From the most lines to none. */
export const LEVELS: readonly LogLevel[] = [
  'trace',
  'debug',
  'info',
  'warn',
  'error',
  'fatal',
  'silent',
]

/** Everything that is wrong with a whole configuration; empty when nothing is. */
export function configProblems(config: unknown): readonly Problem[] {
  if (!isRecord(config)) return [problemAt([], say.object, config)]
  const { server, store, log, bots } = config
  const problems = [
    ...unknownKeys(config, SECTIONS, []),
    ...(server === undefined ? [] : serverProblems(server)),
    ...(isRecord(server) && isRecord(server.metrics)
      ? packageProblems(['server', 'metrics'], 'prom-client', import.meta.url)
      : []),
    ...(store === undefined || isStore(store) ? [] : [problemAt(['store'], say.store, store)]),
    ...(log === undefined ? [] : logProblems(log)),
    ...botsProblems(bots),
    ...hiddenFiles(server, bots),
  ]
  return problems.map(suggestHome)
}

/** Finds bots whose path is also the path of a file in `server.verification`. */
function hiddenFiles(server: unknown, bots: unknown): readonly Problem[] {
  const files = isRecord(server) ? server.verification : undefined
  if (!Array.isArray(bots) || !Array.isArray(files)) return []
  // A file of any other shape is reported as a problem elsewhere.
  const named = files.filter((file) => typeof file === 'string' || isRecord(file))
  const taken = toVerificationPaths(named as VerificationFile[])
  return bots.flatMap((bot: unknown, i) => {
    const path = isRecord(bot) ? bot.path : undefined
    if (typeof path !== 'string' || !taken.has(samePath(path))) return []
    return [problemAt(['bots', i, 'path'], say.noFileOfServer, path)]
  })
}

function isStore(store: unknown): boolean {
  return typeof store === 'string' ? store !== '' : isMadeStore(store)
}

/** Whether a value of the configuration, or of a store's package, has the parts of a Store. */
export function isMadeStore(store: unknown): store is BasicStore {
  return isRecord(store) && 'values' in store && 'turns' in store
}

function logProblems(log: unknown): readonly Problem[] {
  if (!isRecord(log)) return [problemAt(['log'], say.object, log)]
  const { level } = log
  const problems = unknownKeys(log, LOG_OPTIONS, ['log'])
  if (level === undefined || LEVELS.some((each) => each === level)) return problems
  const problem = problemAt(['log', 'level'], say.oneOf(LEVELS), level)
  const hint = typeof level === 'string' ? didYouMean(level, LEVELS) : ''
  return [...problems, { ...problem, got: problem.got + hint }]
}

function botsProblems(bots: unknown): readonly Problem[] {
  if (!Array.isArray(bots)) return [problemAt(['bots'], say.bots, bots)]
  if (bots.length === 0) return [problemAt(['bots'], say.atLeastOneBot, bots)]
  return [
    ...botsIn({ bots }).flatMap(({ bot, at, label }) =>
      botProblems(bot, at).map((problem) => ({ ...label, ...problem })),
    ),
    ...sharedBetween(bots, 'name'),
    ...sharedBetween(bots, 'path'),
  ]
}

const DEFAULTS = resolveBot({})

/** A bot as the configuration has it, unchecked. */
export interface FoundBot {
  readonly bot: unknown
  /** The bot's place in the configuration. */
  readonly at: Path
  /** The bot's name in problems. Only set where there are several bots. */
  readonly label: { readonly bot?: string }
  /** The bot's plugins. Empty where they are no list. */
  readonly plugins: readonly unknown[]
}

export function botsIn(config: unknown): readonly FoundBot[] {
  const bots = isRecord(config) && Array.isArray(config.bots) ? (config.bots as unknown[]) : []
  return bots.map((bot, i) => {
    const { name, plugins }: Record<string, unknown> = {
      ...DEFAULTS,
      ...(isRecord(bot) ? bot : {}),
    }
    return {
      bot,
      at: ['bots', i],
      label: bots.length > 1 && typeof name === 'string' ? { bot: name } : {},
      plugins: Array.isArray(plugins) ? plugins : [],
    }
  })
}

function sharedBetween(bots: readonly unknown[], key: 'name' | 'path'): readonly Problem[] {
  const seen = new Set<unknown>()
  return bots.flatMap((bot, i) => {
    const value = isRecord(bot) ? (bot[key] ?? DEFAULTS[key]) : undefined
    if (value === undefined || !seen.has(value)) {
      seen.add(value)
      return []
    }
    const problem = problemAt(['bots', i, key], say.itsOwn(key), value)
    return [{ ...problem, got: say.again(problem.got) }]
  })
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
