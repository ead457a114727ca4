/**
 * The process of the bots of `wechatbot dev`: `start` with another account. A process of its own, since
 * a module that was imported once cannot be imported anew.
 */
import { once } from 'node:events'
import { existsSync, realpathSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { type BotConfig, createLogger, type ObservedRecord, toWechatMenu } from '@wechatbot/core'
import { fromPage, maskerOf, resolveBot } from '@wechatbot/core/internal'
import type { LoadedBot, StandIn } from '@wechatbot/playground'
import { apart } from '../config/apart.ts'
import { type LoadedConfig, loadConfig } from '../config/load.ts'
import { messageOf } from '../errors.ts'
import { endWith, thisProcess } from '../invocation.ts'
import { startMonitor, together } from '../monitor/monitor.ts'
import { demoGuard, isDemo } from '../serve/demo.ts'
import { listen } from '../serve/listen.ts'
import { serve } from '../serve/serve.ts'
import { secretsFor } from '../target.ts'
import type { Order, ToChild, ToParent } from './link.ts'

const tell = (message: ToParent): void => {
  // The end of the parent is that of the child; messages in between are lost.
  if (process.connected) process.send?.(message, () => {})
}

/** The next message of the parent. */
async function hear<T extends ToChild['type']>(type: T): Promise<Extract<ToChild, { type: T }>> {
  const [message] = (await once(process, 'message')) as [ToChild]
  if (message.type !== type) throw new TypeError(`expected ${type}, got ${message.type}`)
  return message as Extract<ToChild, { type: T }>
}

/** A free port of this machine: only the parent is to know it. */
const NAMED = { host: '127.0.0.1', port: 'a free port' }

/** Of the configuration, once it is read. The page may be shown to others, so nothing told has them. */
let secrets: readonly string[] = []

process.setSourceMapsEnabled(true)
// The parent has ended: without it nothing would end this process.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))

try {
  const { order } = await hear('order')
  endWith(await run(order))
} catch (error) {
  const failed: ToParent = { type: 'failed', message: withoutSecrets(messageOf(error)) }
  await new Promise((resolve) => process.send?.(failed, resolve))
  process.exit(1)
}

async function run({ file, origin, hosts, isReal }: Order): Promise<number> {
  const loaded = await loadConfig(file === undefined ? {} : { file })
  secrets = loaded.secrets
  const answer = hear('accounts')
  tell({
    type: 'loaded',
    file: loaded.file,
    bots: loaded.bots.map(describe),
    folders: loaded.origins.flat().flatMap(({ path }) => linkedFolder(path) ?? []),
  })
  const { accounts } = await answer
  const config = isReal ? loaded : inPlayground(loaded, accounts)
  const log = createLogger({
    level: config.log?.level ?? 'info',
    secrets,
    destination: { write: (line) => tell({ type: 'line', line }) },
  })
  const { signals, exit, clock } = thisProcess()
  const monitor = await startMonitor({ server: config.server, log, folder: undefined, clock })
  const record = (it: ObservedRecord) => tell({ type: 'record', record: portable(it) })
  return serve({
    config,
    log,
    monitor: { ...monitor, observe: together([monitor.observe, record]) },
    signals,
    exit,
    clock,
    development: true,
    // A tunnel's Host is the tunnel's; with a token that everybody knows, it must be named.
    guard: config.bots.some(isDemo) ? demoGuard(hosts) : fromPage,
    listen: (server) => listen(server, { host: '127.0.0.1', port: 0 }, NAMED),
    onListening: (app, own) => {
      for (const bot of app.bots) {
        const plugins = bot.plugins.join(', ') || 'no plugins'
        log.info(`bot "${bot.name}" on ${origin}${bot.path} (${bot.mode}) with ${plugins}`)
      }
      tell({ type: 'ready', port: Number(new URL(own).port) })
    },
  })
}

/** The bots with the playground's accounts, without figures, and with a store apart from that of real users. */
function inPlayground(config: LoadedConfig, accounts: readonly StandIn[]): LoadedConfig {
  const { store: real, server, ...rest } = config
  const { metrics: _, ...ours } = server ?? {}
  const bots = config.bots.map((bot, i) => withAccount(bot, accounts[i]))
  const store = apart(real)
  return { ...rest, server: ours, bots, ...(store === undefined ? {} : { store }) }
}

/** Without `allowFrom`: all pushes come from this machine. */
function withAccount(bot: BotConfig, account: StandIn | undefined): BotConfig {
  const { appSecret: _, api: __, allowFrom: ___, encodingAESKey: ____, ...rest } = bot
  if (account === undefined) throw new TypeError(`no account for bot "${resolveBot(bot).name}"`)
  const { mode, appId, encodingAESKey, appSecret, baseUrl } = account
  return {
    ...rest,
    mode,
    appId,
    ...(mode === 'plain' ? {} : { encodingAESKey }),
    ...(appSecret === undefined || baseUrl === undefined ? {} : { appSecret, api: { baseUrl } }),
  }
}

function describe(bot: BotConfig): LoadedBot {
  const { token, appId, encodingAESKey } = secretsFor(bot)
  const { name, path, mode, hasApi } = resolveBot(bot)
  const plugins = (bot.plugins ?? []).map((entry) => {
    const plugin = Array.isArray(entry) ? entry[0] : entry
    return (plugin as { readonly name?: string }).name ?? '(unnamed)'
  })
  return {
    name,
    path,
    token,
    settings: {
      mode,
      accountType: hasApi ? 'service' : 'subscription',
    },
    plugins,
    ...(appId === undefined ? {} : { appId }),
    ...(encodingAESKey === undefined ? {} : { encodingAESKey }),
    ...(bot.menu === undefined ? {} : { menu: toWechatMenu(bot.menu) }),
  }
}

/** The folder of a plugin's package that stands outside node_modules: npm link, a workspace, a path. */
function linkedFolder(path: string | undefined): string | undefined {
  if (path === undefined) return undefined
  const real = realpathSync(path)
  if (real.split(sep).includes('node_modules')) return undefined
  let folder = dirname(real)
  while (!existsSync(join(folder, 'package.json'))) {
    if (folder === dirname(folder)) return dirname(real)
    folder = dirname(folder)
  }
  return folder
}

/** An error does not survive the way as what it is. */
function portable(record: ObservedRecord): ObservedRecord {
  if (!('error' in record) || record.error === undefined) return record
  const { error } = record
  return {
    ...record,
    error: withoutSecrets(error instanceof Error ? error.message : String(error)),
  }
}

/** The log does so by itself; an error's text comes from anywhere. */
function withoutSecrets(text: string): string {
  return maskerOf(secrets)(text)
}
