/** The bots of a configuration, served until a signal: `wechatbot start`, and the child of `dev`. */
import type { Server } from 'node:http'
import {
  type App,
  type BasicStore,
  createApp,
  createBot,
  createMemoryStore,
  createServer,
  type Guard,
  type Logger,
  type Observe,
} from '@wechatbot/core'
import { resolveServer } from '@wechatbot/core/internal'
import type { LoadedConfig } from '../config/load.ts'
import type { Invocation } from '../invocation.ts'
import { stopOnSignal } from './stop.ts'

/** What observes the bots. */
export interface Observer {
  readonly observe: Observe
  readonly include: (app: App) => void
  readonly stop: () => void
}

export interface ServeOptions extends Pick<Invocation, 'signals' | 'exit' | 'clock'> {
  readonly config: LoadedConfig
  readonly log: Logger
  /** Stopped at the very end. */
  readonly monitor: Observer
  /** What is wrong with a reply is an error with advice, not repaired. */
  readonly development?: boolean
  /** Of requests to the bots. */
  readonly guard?: Guard | undefined
  /** Resolves to where it listens. */
  readonly listen: (server: Server) => Promise<string>
  readonly onListening: (app: App, origin: string) => void
}

/** Resolves to the exit code when everything has ended; rejects when it cannot start. */
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
    // Before anything is announced: the reader of it may send a signal at once.
    const stopped = stopOnSignal({ app, server, log, store, graceMs, signals, exit })
    options.onListening(app, origin)
    return await stopped
  } finally {
    // Last: figures can be read until the end.
    monitor.stop()
  }
}

async function startApp(options: ServeOptions): Promise<App> {
  const { config, log, monitor, clock, development, guard } = options
  const { observe } = monitor
  // One for all bots, as any other store is: what it may hold is the process's, not each bot's.
  const store: BasicStore = config.store ?? createMemoryStore()
  for (const warning of store.warnings ?? []) log.warn(warning)
  const rest = { observe, logger: log, store, clock, ...(development ? { development } : {}) }
  const bots = config.bots.map((bot) => createBot({ ...bot, ...rest }))
  const { server } = config
  const app = createApp({ bots, logger: log, guard, ...(server && { server }) })
  monitor.include(app)
  try {
    await app.ready()
  } catch (cause) {
    await closeAll(app, config)
    throw cause
  }
  return app
}

/** What is left open would keep the process. */
async function closeAll(app: App, config: LoadedConfig): Promise<void> {
  await app.close()
  await config.store?.close()
}
