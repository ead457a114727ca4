/** The configuration, found, read, checked and resolved. */
import type { BasicStore, BotConfig, Config } from '@wechatbot/core'
import { assertNoProblems } from '@wechatbot/core/internal'
import { findConfig } from './read.ts'
import { printedRedacted } from './redact.ts'
import { type ResolvedPlugin, resolvePlugin, resolveStore } from './resolve.ts'
import { configProblems } from './sections.ts'

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
  readonly store?: BasicStore
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
    if (bot.plugins === undefined) return printedRedacted({ ...bot })
    return printedRedacted({ ...bot, plugins: (resolved[i] ?? []).map(({ entry }) => entry) })
  })
  const origins = resolved.map((plugins) => plugins.map(({ entry: _, ...origin }) => origin))
  const store = await resolveStore(config.store, file)
  const { store: _, ...rest } = config
  const loaded = { ...rest, file, bots, origins, ...(store === undefined ? {} : { store }) }
  // A store holds its own password.
  return printedRedacted(loaded, { ...rest, file, bots })
}

/** The configuration, read and checked; plugins and store as the file names them. */
export async function readConfig(
  options: LoadOptions = {},
): Promise<{ readonly file: string; readonly config: Config }> {
  const { file, config } = await findConfig(options.cwd ?? process.cwd(), options.file)
  assertNoProblems(file, configProblems(config))
  return { file, config: config as Config }
}
