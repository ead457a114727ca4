/** `wechatbot start`: the bots of the config file, served. */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type App,
  createApp,
  createBot,
  createMemoryStore,
  createServer,
  type Logger,
  type ServerConfig,
  secretsOf,
} from '@wechatbot/core'
import { type LoadedConfig, loadConfig } from '../config/load.ts'
import { isDemo } from '../demo.ts'
import { CliError } from '../errors.ts'
import { listen, originOf } from '../listen.ts'
import { createCliLogger } from '../logs.ts'
import { stopOnSignal } from '../stop.ts'
import { type Command, portOption, textOption, UsageError } from '../usage.ts'
import { startWatch, type Watch } from '../watch.ts'

/** Connections that wait to be accepted; the kernel may allow fewer (net.core.somaxconn). */
const BACKLOG = 16_384

/** What changes where it listens. */
const NAMED = { host: 'server.host or --host', port: '--port' }

const LOOPBACK = ['127.0.0.1', 'localhost', '::1']

export const start: Command = {
  summary: 'run the bots of the config file',
  options: {
    config: { type: 'string', short: 'c' },
    port: { type: 'string', short: 'p' },
    host: { type: 'string' },
    record: { type: 'string' },
  },
  help: `Usage: wechatbot start [options]

Runs the bots of wechatbot.config.ts (or .js, .json, .yaml, .wechatbotrc, package.json).

Options:
  -c, --config FILE  the config file
  -p, --port N       instead of server.port (3000)
      --host H       instead of server.host (0.0.0.0)
      --record DIR   write every push to DIR, redacted; wechatbot send --replay FILE sends it
  -h, --help         this text

Stops on SIGTERM and SIGINT: answers what it has begun, then exits 0.
`,

  async run(args) {
    if (args.positionals.length > 0) {
      throw new UsageError(`start takes no values, got "${args.positionals[0]}"`)
    }
    const file = textOption(args, 'config')
    const port = portOption(args)
    const config = await loadConfig(file === undefined ? {} : { file })
    const address = listenAddress(config, textOption(args, 'host'), port)
    const log = await createCliLogger({
      level: config.log?.level ?? 'info',
      secrets: config.bots.flatMap(secretsOf),
    })
    const { server: wanted, store } = config
    const folder = textOption(args, 'record')
    const watch = await startWatch({ server: wanted, log, folder }).catch(async (cause) => {
      await store?.close()
      throw cause
    })
    try {
      const app = await startApp(config, log, watch)
      const server = createServer(app)
      try {
        await listen(server, { ...address, backlog: BACKLOG }, NAMED)
      } catch (cause) {
        await closeAll(app, config)
        throw cause
      }
      const graceMs = wanted?.graceMs ?? 10_000
      // Before anything is announced: whoever reads it may send a signal at once.
      const stopped = stopOnSignal({ app, server, log, store, graceMs })
      announce(config, app, server, log, watch.url)
      return await stopped
    } finally {
      // Last: figures tell until the end how it goes.
      watch.stop()
    }
  },
}

/** A demo token is known to everybody who has read its name: it stays on this machine. */
function listenAddress(
  config: LoadedConfig,
  host?: string,
  port?: number,
): Required<Pick<ServerConfig, 'host' | 'port'>> {
  const demo = config.bots.some(isDemo)
  if (demo && host !== undefined && !LOOPBACK.includes(host)) {
    throw new CliError(
      `the demo token is public, so it is served on 127.0.0.1 only, got --host ${host}; set WECHAT_TOKEN to the token of your account`,
    )
  }
  return {
    host: host ?? (demo ? '127.0.0.1' : (config.server?.host ?? '0.0.0.0')),
    port: port ?? config.server?.port ?? 3000,
  }
}

async function startApp(config: LoadedConfig, log: Logger, watch: Watch): Promise<App> {
  const { observe } = watch
  // One for all bots, as any other store is: what it may hold is the process's, not each bot's.
  const store = config.store ?? createMemoryStore()
  const bots = config.bots.map((bot) => createBot({ ...bot, observe, logger: log, store }))
  const app = createApp({ bots, logger: log, ...(config.server && { server: config.server }) })
  watch.include(app)
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

/** Where it listens, which plugins are on, and how to talk to it. */
function announce(
  config: LoadedConfig,
  app: App,
  server: Server,
  log: Logger,
  metrics: string | undefined,
): void {
  const { port } = server.address() as AddressInfo
  const origin = originOf(server)
  for (const bot of app.bots) {
    const plugins = bot.plugins.length === 0 ? 'no plugins' : bot.plugins.join(', ')
    log.info(`bot "${bot.name}" on ${origin}${bot.path} (${bot.mode}) with ${plugins}`)
  }
  if (config.bots.some(isDemo)) {
    log.info(
      'demo token, so it listens on 127.0.0.1 only; set WECHAT_TOKEN to the token of your account',
    )
  }
  if (metrics !== undefined) log.info(`metrics on ${metrics}`)
  const elsewhere = port === (config.server?.port ?? 3000) ? '' : ` --url http://127.0.0.1:${port}`
  log.info(`talk to it: npx wechatbot send text 你好${elsewhere}`)
}
