/** The configuration, found, read, checked and resolved. */
import { inspect } from 'node:util'
import {
  assertNoProblems,
  type BotConfig,
  type Config,
  configProblems,
  type Store,
} from '@wechatbot/core'
import { redacted } from '../check/redact.ts'
import { findConfig } from './find.ts'
import { type ResolvedPlugin, resolvePlugin, resolveStore } from './resolve.ts'

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
  /** Where the plugins of each bot came from, in the order of its list. */
  readonly origins: readonly (readonly Omit<ResolvedPlugin, 'entry'>[])[]
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
  const resolved = await Promise.all(
    config.bots.map((bot, i) =>
      Promise.all(
        (bot.plugins ?? []).map((entry, j) =>
          resolvePlugin(entry, file, `bots[${i}].plugins[${j}]`),
        ),
      ),
    ),
  )
  const bots = config.bots.map((bot, i) => {
    const plugins = (resolved[i] ?? []).map(({ entry }) => entry)
    return printable(bot.plugins === undefined ? { ...bot } : { ...bot, plugins })
  })
  const origins = resolved.map((plugins) => plugins.map(({ entry: _, ...origin }) => origin))
  const store = await resolveStore(config.store, file)
  const { store: _, ...rest } = config
  return { ...rest, file, bots, origins, ...(store === undefined ? {} : { store }) }
}

/** The same bot, whose secrets are for code: `console.log` and JSON show `[redacted]`. */
function printable(bot: BotConfig): BotConfig {
  const shown = () => {
    const { plugins, ...values } = bot
    const texts = Object.entries(values).map(([name, value]) => {
      const isText = typeof value === 'string' || Array.isArray(value)
      return [name, isText ? redacted(value, name) : value]
    })
    const entries = plugins?.map((entry) => {
      return Array.isArray(entry) ? [entry[0], redacted(entry[1])] : entry
    })
    return { ...Object.fromEntries(texts), ...(entries && { plugins: entries }) }
  }
  // Not enumerable: a copy of the bot is made of its values.
  Object.defineProperty(bot, 'toJSON', { value: shown })
  return Object.defineProperty(bot, inspect.custom, { value: shown })
}

/** The configuration, read and checked; plugins and store as the file names them. */
export async function readConfig(
  options: LoadOptions = {},
): Promise<{ readonly file: string; readonly config: Config }> {
  const { file, config } = await findConfig(options.cwd ?? process.cwd(), options.file)
  assertNoProblems(file, configProblems(config))
  return { file, config: config as Config }
}
