/** Sets up the bots of a configuration, looks at them, and closes them. */
import type {
  Bot,
  BotOptions,
  HandlerInfo,
  JobInfo,
  MiddlewareInfo,
  SessionInfo,
} from '@wechatbot/core'
import { createBot } from '@wechatbot/core/internal/bot'
import { resolveBot } from '@wechatbot/core/internal/config/defaults'
import { apart } from '../config/apart.ts'
import { whyRefused } from '../config/console-token.ts'
import type { LoadedConfig } from '../config/load.ts'
import { redacted } from '../config/redact.ts'
import { setupErrorOf } from '../serve/setup-error.ts'
import { type Watcher, watchClose, watchSetup } from '../serve/setup-watch.ts'
import type { Words } from '../words/index.ts'
import { findDeadClicks } from './clicks.ts'
import { findApiNeeds } from './needs-api.ts'
import { inRehearsal } from './rehearsal.ts'
import { listenToPlugins } from './setup-log.ts'
import { findUnreachable } from './unreachable.ts'

export interface BotReport {
  readonly name: string
  readonly path: string
  readonly mode: string
  readonly plugins: readonly {
    readonly name: string
    readonly version?: string
    readonly path?: string
    /** The options as checked: defaults filled in, secrets redacted. */
    readonly options?: unknown
    /** What the plugin logged during its setup, at every level from `debug` up. */
    readonly said: readonly string[]
  }[]
  readonly middleware: readonly MiddlewareInfo[]
  readonly handlers: readonly HandlerInfo[]
  readonly sessions: readonly SessionInfo[]
  readonly jobs: readonly JobInfo[]
  /** Whether the account has WeChat's API. */
  readonly hasApi: boolean
  readonly warnings: readonly string[]
}

/** @throws WechatBotError BAD_PLUGIN for wrong options. @throws CliError with bot and plugin for what a setup throws. */
export async function inspectBots(
  config: LoadedConfig,
  watcher: Watcher,
  words: Words,
): Promise<readonly BotReport[]> {
  const { check: say } = words
  const { clock } = watcher
  const reports: BotReport[] = []
  // A setup may read what it has stored. What it writes is apart from the data of real users.
  const store = apart(config.store)
  for (const [i, options] of config.bots.entries()) {
    const { logger, saidBy, closing } = listenToPlugins(config.secrets, say)
    const own = store === undefined ? {} : { store }
    const bot = createBot({ ...options, ...own, logger, clock }) as Bot
    try {
      const described = watchSetup([bot], bot.describe(), watcher, words)
      const info = await described.catch((error: unknown) => {
        throw setupErrorOf(error, bot, words)
      })
      const { plugins, handlers } = info
      const origins = config.origins[i] ?? []
      // The menu's own plugin comes before those of the list.
      const menus = plugins.length - (options.plugins?.length ?? 0)
      const listed = plugins.slice(menus).map(({ name }) => name)
      reports.push({
        name: bot.name,
        path: bot.path,
        mode: bot.mode,
        plugins: plugins.map(({ name, options: given }, j) => ({
          name,
          ...origins[j - menus],
          ...(given === undefined ? {} : { options: redacted(given, config.secrets) }),
          said: saidBy(name),
        })),
        middleware: info.middleware,
        handlers,
        sessions: info.sessions,
        jobs: info.jobs,
        hasApi: resolveBot(options).hasApi,
        warnings: [
          ...findRefusedToken(options, words),
          ...findApiNeeds(options, say),
          ...(await inRehearsal(options, watcher, words, async (rehearsal) => [
            ...(await findUnreachable(listed, handlers, rehearsal, say)),
            ...(await findDeadClicks(options, rehearsal, say)),
          ])),
        ],
      })
    } finally {
      await watchClose(bot.name, bot.close(), closing, watcher, words)
    }
  }
  return reports
}

/** A token that the console does not take, in the words of the doctor. */
function findRefusedToken(options: BotOptions, words: Words): readonly string[] {
  const why = whyRefused(options, () => words.doctor.token)
  return why === undefined ? [] : [words.check.refusedToken(why)]
}
