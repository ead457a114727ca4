/** `wechatbot start`: serves the bots of the config file. */
import { resolve } from 'node:path'
import type { App, Logger, ServerConfig } from '@wechatbot/core'
import { resolveServer } from '@wechatbot/core/internal/config/defaults'
import type { LoadedConfig } from '../config/load.ts'
import { CliError } from '../errors.ts'
import { startMonitor } from '../monitor/monitor.ts'
import { announceBots, talkTo } from '../serve/announce.ts'
import { demoGuard, isDemo } from '../serve/demo.ts'
import { isLocal, listen } from '../serve/listen.ts'
import { giveBackInQuiet } from '../serve/quiet.ts'
import { serve } from '../serve/serve.ts'
import { tuneYoungGeneration } from '../serve/young-generation.ts'
import { createCliLogger } from '../terminal/logs.ts'
import { assertNoValues, type Command, portOption, textOption } from '../usage.ts'
import { loadFor } from '../whole.ts'
import { words } from '../words/index.ts'

const { start: say } = words

/** Connections that wait to be accepted; the kernel may allow fewer (net.core.somaxconn). */
const BACKLOG = 16_384

/** The names of the settings that change the address. */
const NAMED = { host: say.hostOption, port: '--port' }

export const command: Command = {
  options: {
    port: { type: 'string', short: 'p' },
    host: { type: 'string' },
    record: { type: 'string' },
  },
  help: say.help,

  async run(args, invocation) {
    assertNoValues('start', args)
    const { cwd, signals, exit, clock, stderr } = invocation
    const port = portOption(args)
    const config = await loadFor(args, invocation)
    const address = listenAddress(config, textOption(args, 'host'), port)
    const log = createCliLogger(invocation, {
      level: config.log?.level ?? 'info',
      secrets: config.secrets,
    })
    const { server, store } = config
    const record = textOption(args, 'record')
    const folder = record === undefined ? undefined : resolve(cwd, record)
    const monitor = await startMonitor({ server, log, folder, clock }).catch(async (cause) => {
      await store?.close()
      throw cause
    })
    const stopTuning = tuneYoungGeneration()
    const stopGiving = giveBackInQuiet(clock)
    return serve({
      config,
      log,
      monitor,
      signals,
      exit,
      stderr,
      guard: config.bots.some(isDemo) ? demoGuard() : undefined,
      clock,
      listen: (own) => listen(own, { ...address, backlog: BACKLOG }, NAMED),
      onListening: (app, origin) => {
        announce(config, app, origin, log, monitor.url)
        const file = textOption(args, 'config')
        const { port: known } = resolveServer(server)
        log.info(`talk to it: ${talkTo({ origin, file, port: known })}`)
      },
    }).finally(() => {
      stopTuning()
      stopGiving()
    })
  },
}

/** The demo token is public: a bot with it listens on this machine only. */
function listenAddress(
  config: LoadedConfig,
  host?: string,
  port?: number,
): Required<Pick<ServerConfig, 'host' | 'port'>> {
  const demo = config.bots.some(isDemo)
  if (demo && host !== undefined && !isLocal(host)) {
    throw new CliError(say.demoIsLocal(host))
  }
  const server = resolveServer(config.server)
  return {
    host: host ?? (demo ? '127.0.0.1' : server.host),
    port: port ?? server.port,
  }
}

/** Says where the bots are. */
function announce(
  config: LoadedConfig,
  app: App,
  origin: string,
  log: Logger,
  metrics: string | undefined,
): void {
  announceBots(app, origin, log)
  if (config.bots.some(isDemo)) {
    log.info(
      'demo token, so it listens on 127.0.0.1 only; set WECHAT_TOKEN to the token of your account',
    )
  }
  if (metrics !== undefined) log.info(`metrics on ${metrics}`)
}
