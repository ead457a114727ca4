/** The configuration, found, read, checked and resolved. */
import {
  assertNoProblems,
  type BotConfig,
  type Config,
  configProblems,
  type Store,
} from '@wechatbot/core'
import { findConfig } from './find.ts'
import { resolvePlugin, resolveStore } from './resolve.ts'

export interface LoadOptions {
  /** Where to look. @default the working directory */
  readonly cwd?: string
  /** A file, instead of looking for one. */
  readonly file?: string
}

/** A checked configuration; plugins and store are values. */
export interface LoadedConfig extends Config {
  /** The absolute path it was read from. */
  readonly file: string
  readonly store?: Store
  readonly bots: readonly BotConfig[]
}

/**
 * Loads `wechatbot.config.ts` or one of its other forms.
 *
 * @example
 * ```ts
 * const { bots, store } = await loadConfig()
 * const [first] = bots.map((bot) => createBot({ ...bot, ...(store && { store }) }))
 * ```
 * @throws WechatBotError BAD_CONFIG with file, path, expected and got of every problem at once.
 * @throws CliError when no file, plugin or store package is found.
 */
export async function loadConfig(options: LoadOptions = {}): Promise<LoadedConfig> {
  const { file, config } = await readConfig(options)
  const bots = await Promise.all(
    config.bots.map(async (bot, i) => {
      if (bot.plugins === undefined) return bot
      const plugins = await Promise.all(
        bot.plugins.map((entry, j) => resolvePlugin(entry, file, `bots[${i}].plugins[${j}]`)),
      )
      return { ...bot, plugins }
    }),
  )
  const store = await resolveStore(config.store, file)
  const { store: _, ...rest } = config
  return { ...rest, file, bots, ...(store === undefined ? {} : { store }) }
}

/** The configuration, read and checked; plugins and store as the file names them. */
export async function readConfig(
  options: LoadOptions = {},
): Promise<{ readonly file: string; readonly config: Config }> {
  const { file, config } = await findConfig(options.cwd ?? process.cwd(), options.file)
  assertNoProblems(file, configProblems(config))
  return { file, config: config as Config }
}
