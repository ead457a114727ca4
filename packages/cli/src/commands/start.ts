/** `wechatbot start`: the bots of the config file, served. */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type App,
  createApp,
  createBot,
  createServer,
  type Logger,
  type Observe,
  type ServerConfig,
  secretsOf,
} from '@wechatbot/core'
import { type LoadedConfig, loadConfig } from '../config/load.ts'
import { isDemo } from '../demo.ts'
import { CliError } from '../errors.ts'
import { createCliLogger } from '../logs.ts'
import { createMetrics, serveMetrics } from '../metrics.ts'
import { recordTo } from '../record.ts'
import { stopOnSignal } from '../stop.ts'
import { type Command, portOption, textOption, UsageError } from '../usage.ts'
import { createWatchdog } from '../watchdog.ts'

/** Connections that wait to be accepted; the kernel may allow fewer (net.core.somaxconn). */
const BACKLOG = 16_384

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
    const folder = textOption(args, 'record')
    let app: App | undefined
    const metrics =
      config.server?.metrics === undefined
        ? undefined
        : createMetrics({ inFlight: () => inFlightOf(app) })
    const watchdog = createWatchdog(log, metrics?.setLoopDelay)
    const watching = [
      watchdog.observe,
      metrics?.observe,
      folder === undefined ? undefined : recordTo(folder),
    ]
    const served = metrics && (await serveMetrics(metrics, config.server?.metrics ?? {}))
    app = await startApp(config, log, (record) => {
      for (const observe of watching) observe?.(record)
    }).catch((error: unknown) => {
      served?.close()
      throw error
    })
    const server = createServer(app)
    await listen(server, address)
    const graceMs = config.server?.graceMs ?? 10_000
    // Before anything is announced: whoever reads it may send a signal at once.
    const stopped = stopOnSignal({ app, server, log, store: config.store, graceMs })
    announce(config, app, server, log)
    if (served !== undefined) log.info(`metrics on ${served.url}`)
    const code = await stopped
    watchdog.stop()
    served?.close()
    return code
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

async function startApp(config: LoadedConfig, log: Logger, observe: Observe): Promise<App> {
  const bots = config.bots.map((bot) =>
    createBot({ ...bot, observe, logger: log, ...(config.store && { store: config.store }) }),
  )
  const app = createApp({ bots, logger: log, ...(config.server && { server: config.server }) })
  try {
    await app.ready()
  } catch (cause) {
    await app.close()
    await config.store?.close()
    throw cause
  }
  return app
}

function inFlightOf(app: App | undefined): number {
  return (app?.bots ?? []).reduce((sum, { runtime }) => sum + runtime.turns.size, 0)
}

async function listen(server: Server, { host, port }: { host: string; port: number }) {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, host, port)))
    server.listen({ port, host, backlog: BACKLOG }, resolve)
  })
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new CliError(`port ${port} is taken; stop what uses it, or choose another with --port`)
  }
  if (error.code === 'EACCES') {
    return new CliError(`port ${port} needs root rights; choose one above 1023 with nginx in front`)
  }
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new CliError(`this machine has no address "${host}"; see server.host or --host`)
  }
  return error
}

/** Where it listens, which plugins are on, and how to talk to it. */
function announce(config: LoadedConfig, app: App, server: Server, log: Logger): void {
  const { address, port } = server.address() as AddressInfo
  const host = address.includes(':') ? `[${address}]` : address
  for (const bot of app.bots) {
    const plugins = bot.plugins.length === 0 ? 'no plugins' : bot.plugins.join(', ')
    log.info(`bot "${bot.name}" on http://${host}:${port}${bot.path} (${bot.mode}) with ${plugins}`)
  }
  if (config.bots.some(isDemo)) {
    log.info(
      'demo token, so it listens on 127.0.0.1 only; set WECHAT_TOKEN to the token of your account',
    )
  }
  const elsewhere = port === (config.server?.port ?? 3000) ? '' : ` --url http://127.0.0.1:${port}`
  log.info(`talk to it: npx wechatbot send text 你好${elsewhere}`)
}
