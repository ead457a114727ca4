/** Serves the bots of a configuration until a signal, for `wechatbot start` and for the child of `dev`. */
import type { Server } from 'node:http'
import type { App, BasicStore, Bot, BotConfig, Guard, Logger, Observe } from '@wechatbot/core'
import { createApp } from '@wechatbot/core/internal/app'
import { createBot } from '@wechatbot/core/internal/bot'
import { resolveServer } from '@wechatbot/core/internal/config/defaults'
import { createServer } from '@wechatbot/core/internal/http/server'
import { Observers } from '@wechatbot/core/internal/records/observers'
import { createMemoryStore } from '@wechatbot/core/internal/store/memory'
import type { LoadedConfig } from '../config/load.ts'
import { setupErrorOf } from './setup-error.ts'
import { type Watcher, watchSetup } from './setup-watch.ts'
import { stopOnSignal } from './stop.ts'

/** What observes the bots. */
export interface Observer {
  readonly observe: Observe
  readonly include: (app: App) => void
  readonly stop: () => void
}

export interface ServeOptions extends Watcher {
  readonly config: LoadedConfig
  readonly log: Logger
  /** Stopped last. */
  readonly monitor: Observer
  /** Makes a faulty reply an error with advice. Otherwise the reply is repaired. */
  readonly development?: boolean
  /** The guard for requests to the bots. */
  readonly guard?: Guard | undefined
  /** Resolves to the origin of the server. */
  readonly listen: (server: Server) => Promise<string>
  readonly onListening: (app: App, origin: string) => void
}

/** Resolves to the exit code when everything has ended. Rejects when the server cannot start. */
export async function serve(options: ServeOptions): Promise<number> {
  const { config, log, monitor, signals, exit } = options
  const { store, file, ignored } = config
  if (ignored.length > 0)
    log.warn({ file, ignored }, 'several config files: only the first is read')
  try {
    const app = await startApp(options)
    const server = createServer(app)
    let origin: string
    try {
      origin = await options.listen(server)
    } catch (cause) {
      await closeAll(app, config)
      throw cause
    }
    const { graceMs } = resolveServer(config.server)
    // Set up before anything is announced: a reader of the announcement may send a signal at once.
    const stopped = stopOnSignal({ app, server, log, store, graceMs, signals, exit })
    options.onListening(app, origin)
    return await stopped
  } finally {
    // Stopped last, so that the metrics can be read until the end.
    monitor.stop()
  }
}

async function startApp(options: ServeOptions): Promise<App> {
  const { config, log, monitor, clock, development, guard } = options
  // One store for all bots, as with any other store. Its limit on memory then holds for the whole process.
  const store: BasicStore = config.store ?? createMemoryStore()
  for (const warning of store.warnings ?? []) log.warn(warning)
  const rest = { logger: log, store, clock, ...(development ? { development } : {}) }
  const bots = config.bots.map((bot) => {
    const observe = observerOf(bot, monitor, log)
    return createBot({ ...bot, ...rest, observe })
  })
  const { server } = config
  const app = createApp({ bots, logger: log, guard, ...(server && { server }) })
  monitor.include(app)
  try {
    const setUp = Promise.all(bots.map(readyOf)).then(app.ready)
    await watchSetup(bots, setUp, options)
  } catch (cause) {
    await closeAll(app, config)
    throw cause
  }
  return app
}

/** The bot's setup. Its error names bot and plugin. */
async function readyOf(bot: Bot): Promise<void> {
  await bot.ready().catch((error: unknown) => {
    throw setupErrorOf(error, bot)
  })
}

/** The monitor, and the observer of the configuration. */
function observerOf({ observe }: BotConfig, monitor: Observer, log: Logger): Observe {
  if (observe === undefined) return monitor.observe
  const observers = new Observers(log, monitor.observe, observe)
  return observers.tell
}

/** Closes everything, because an open resource would keep the process alive. */
async function closeAll(app: App, config: LoadedConfig): Promise<void> {
  await app.close()
  await config.store?.close()
}
