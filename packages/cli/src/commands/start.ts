/** `wechatbot start`: the bots of the config file, served. */
import { resolve } from 'node:path'
import type { App, Logger, ServerConfig } from '@wechatbot/core'
import { resolveServer, secretsOf } from '@wechatbot/core/internal'
import { type LoadedConfig, loadConfig } from '../config/load.ts'
import { CliError } from '../errors.ts'
import { startMonitor } from '../monitor/monitor.ts'
import { demoGuard, isDemo } from '../serve/demo.ts'
import { listen } from '../serve/listen.ts'
import { serve } from '../serve/serve.ts'
import { createCliLogger } from '../terminal/logs.ts'
import { type Command, configOption, portOption, textOption, UsageError } from '../usage.ts'

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

Stops on SIGTERM and SIGINT, and when npm or npx that has started it is stopped: answers what it has
begun, then exits 0.
`,

  async run(args, invocation) {
    if (args.positionals.length > 0) {
      throw new UsageError(`start takes no values, got "${args.positionals[0]}"`)
    }
    const { cwd, signals, exit, clock } = invocation
    const port = portOption(args)
    const config = await loadConfig(configOption(args, cwd))
    const address = listenAddress(config, textOption(args, 'host'), port)
    const log = await createCliLogger(invocation, {
      level: config.log?.level ?? 'info',
      secrets: config.bots.flatMap(secretsOf),
    })
    const { server, store } = config
    const record = textOption(args, 'record')
    const folder = record === undefined ? undefined : resolve(cwd, record)
    const monitor = await startMonitor({ server, log, folder, clock }).catch(async (cause) => {
      await store?.close()
      throw cause
    })
    return serve({
      config,
      log,
      monitor,
      signals,
      exit,
      guard: config.bots.some(isDemo) ? demoGuard() : undefined,
      clock,
      listen: (server) => listen(server, { ...address, backlog: BACKLOG }, NAMED),
      onListening: (app, origin) => announce(config, app, origin, log, monitor.url),
    })
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
  const server = resolveServer(config.server)
  return {
    host: host ?? (demo ? '127.0.0.1' : server.host),
    port: port ?? server.port,
  }
}

/** Where it listens, which plugins are on, and how to talk to it. */
function announce(
  config: LoadedConfig,
  app: App,
  origin: string,
  log: Logger,
  metrics: string | undefined,
): void {
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
  const port = Number(new URL(origin).port || 80)
  const isExpected = port === resolveServer(config.server).port
  const elsewhere = isExpected ? '' : ` --url http://127.0.0.1:${port}`
  log.info(`talk to it: npx wechatbot send text 你好${elsewhere}`)
}
