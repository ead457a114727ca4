/** Finds, reads, checks and resolves the configuration. */
import { dirname } from 'node:path'
import type { AnyPlugin, BasicStore, BotConfig, BotOptions, Config } from '@wechatbot/core'
import type { Path } from '@wechatbot/core/internal'
import { secretsOf } from '@wechatbot/core/internal/config/settings'
import { pathText } from '@wechatbot/core/internal/errors'
import { optionProblems } from '@wechatbot/core/internal/plugin/options'
import { secretsIn } from '@wechatbot/core/internal/secrets'
import { isForeseen } from '../errors.ts'
import { assertNoProblems, type Learn, type LoadOptions } from './checked.ts'
import type { Warn } from './environment.ts'
import { findConfig } from './read.ts'
import { printedRedacted } from './redact.ts'
import { openMenuFiles, openReplyFiles } from './reply-files.ts'
import {
  type FoundStore,
  findStore,
  isInMemory,
  type ResolvedPlugin,
  resolvePlugin,
} from './resolve.ts'
import { secretsWritten } from './secrets.ts'
import { botsIn, configProblems, type FoundBot } from './sections.ts'
import { type Variables, withTyped } from './variables.ts'

export type { LoadOptions } from './checked.ts'

/** A checked configuration; plugins and store are values. */
export interface LoadedConfig extends Config {
  /** The absolute path of the file that was read. */
  readonly file: string
  /** Names of config files in the same folder. They are not read because `file` comes before them. */
  readonly ignored: readonly string[]
  readonly store?: BasicStore
  /** `folder` is that of the file. */
  readonly bots: readonly (BotConfig & Pick<BotOptions, 'folder'>)[]
  /** Where the plugins of each bot came from, in the order of the bot's list. */
  readonly origins: readonly (readonly Omit<ResolvedPlugin, 'entry'>[])[]
  /**
   * Values that no line of a log may hold: the secrets of all bots, and the password of the store. Not enumerable.
   */
  readonly secrets: readonly string[]
}

/** A configuration, with what only commands need to know of it. */
export interface Loaded extends LoadedConfig {
  /** Whether the store is `memory:`, written or by default. Not enumerable. */
  readonly isInMemory: boolean
  /** The file that the first start makes for the store. There is no `store` then. Not enumerable. */
  readonly missing: string | undefined
  /** The error of a store that cannot be opened. There is no `store` then. Not enumerable. */
  readonly unopened: Error | undefined
}

/** `look` makes no file. `examine` makes none, and goes on where the store cannot be opened. */
export type Purpose = 'run' | 'look' | 'examine'

/**
 * Loads `wechatbot.config.ts` or one of its other forms.
 *
 * @example
 * ```ts
 * const { bots, store } = await loadConfig()
 * const [first] = bots.map((bot) => createBot({ ...bot, ...(store && { store }) }))
 * ```
 * @throws WechatBotError BAD_CONFIG with every problem at once: of the configuration, of names that are not found,
 * and of the options of plugins. Each problem has file, bot, plugin, path, expected and got.
 * @throws CliError when no file is found, or when the file cannot be read.
 */
export async function loadConfig(options: LoadOptions = {}): Promise<LoadedConfig> {
  return load(
    options,
    () => {},
    () => {},
  )
}

/** As {@link loadConfig}. */
export async function load(
  options: LoadOptions,
  learn: Learn,
  warn: Warn,
  purpose: Purpose = 'run',
): Promise<Loaded> {
  const { file, config, ignored, variables } = await findConfig(
    options.cwd ?? process.cwd(),
    options.file,
    warn,
  )
  learn(secretsWritten(config))
  const menus = await openMenuFiles(config, file)
  const found = await Promise.all(botsIn(config).map((bot) => resolvePlugins(bot, file, variables)))
  const { store: given } = (config ?? {}) as Config
  const foundStore = findStore(given, file)
  const problems = [
    ...configProblems(menus.config),
    ...menus.problems,
    ...('expected' in foundStore && typeof given === 'string' && given !== '' ? [foundStore] : []),
    ...found.flatMap(({ problems }) => problems),
  ]
  assertNoProblems(file, problems, found.find(({ reason }) => reason !== undefined)?.reason)
  const { store: _, ...rest } = menus.config as Config
  const folder = dirname(file)
  const bots = rest.bots.map((bot, i) => {
    if (bot.plugins === undefined) return printedRedacted({ ...bot, folder })
    const plugins = (found[i]?.plugins ?? []).map(({ entry }) => entry)
    return printedRedacted({ ...bot, folder, plugins })
  })
  const secrets = [...bots.flatMap(secretsOf), ...secretsIn(given)]
  learn(secrets)
  const origins = found.map(({ plugins }) => plugins.map(({ entry: _, ...origin }) => origin))
  const { store, missing, unopened } = await openStore(foundStore as FoundStore, purpose)
  const loaded: Omit<LoadedConfig, 'secrets'> = {
    ...rest,
    file,
    ignored,
    bots,
    origins,
    ...(store === undefined ? {} : { store }),
  }
  // A store holds its own password.
  const printed = printedRedacted(loaded, { ...rest, file, bots })
  return Object.defineProperties(printed, {
    secrets: { value: secrets },
    isInMemory: { value: isInMemory(given) },
    missing: { value: missing },
    unopened: { value: unopened },
  }) as Loaded
}

async function openStore(
  { open, missing: ask }: FoundStore,
  purpose: Purpose,
): Promise<Partial<Pick<Loaded, 'store' | 'missing' | 'unopened'>>> {
  try {
    const missing = purpose === 'run' ? undefined : await ask()
    if (missing !== undefined) return { missing }
    const store = await open()
    return store === undefined ? {} : { store }
  } catch (error) {
    if (purpose !== 'examine' || !isForeseen(error)) throw error
    return { unopened: error as Error }
  }
}

/** Resolves the plugins of one bot. Gives those that were found, and all problems. */
async function resolvePlugins(bot: FoundBot, file: string, variables: Variables) {
  const resolved = await Promise.all(
    bot.plugins.map((entry, i) =>
      resolvePlugin(entry, file, [...bot.at, 'plugins', i], bot.plugins[i - 1]),
    ),
  )
  const opened = await Promise.all(
    resolved.flatMap((each, i) => {
      if (!('entry' in each)) return []
      const at = [...bot.at, 'plugins', i]
      const typed = typedOptions(each, [...at, 1], variables)
      return typed.then((it) => openReplyFiles(it, file, at))
    }),
  )
  const plugins = opened.map(({ plugin }) => plugin)
  const unresolved = resolved.filter((each) => 'expected' in each)
  const problems = [
    ...unresolved.map(({ reason: _, ...problem }) => problem),
    ...opened.flatMap((each) => each.problems),
    ...(await optionProblems(plugins.map(({ entry }) => entry))),
  ]
  const { reason } = unresolved.find((each) => each.reason !== undefined) ?? {}
  return { plugins, problems: problems.map((problem) => ({ ...bot.label, ...problem })), reason }
}

/** The options, with variables as numbers or booleans where the plugin's schema wants them. */
async function typedOptions(
  plugin: ResolvedPlugin,
  at: Path,
  variables: Variables,
): Promise<ResolvedPlugin> {
  const { entry } = plugin
  if (!Array.isArray(entry)) return plugin
  const [first, written] = entry as readonly [AnyPlugin, unknown]
  const count = async (options: unknown) => (await optionProblems([[first, options]])).length
  return { ...plugin, entry: [first, await withTyped(written, variables, pathText(at), count)] }
}
