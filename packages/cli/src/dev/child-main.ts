/**
 * The process that runs the bots of `wechatbot dev`. It does what `start` does, with another account. It is a
 * separate process because Node.js cannot import a module anew.
 */
import { once } from 'node:events'
import { existsSync, realpathSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import {
  type App,
  type BasicStore,
  type BotConfig,
  type Clock,
  createLogger,
  type ObservedRecord,
  type PluginEntry,
  systemClock,
  toWechatMenu,
} from '@wechatbot/core'
import {
  fromPage,
  Observers,
  resolveBot,
  resolveServer,
  toConfigured,
} from '@wechatbot/core/internal'
import type { LoadedBot, StandIn, UserData } from '@wechatbot/playground'
import { apart } from '../config/apart.ts'
import { type Loaded, type LoadedConfig, load } from '../config/load.ts'
import { redacted } from '../config/redact.ts'
import { messageOf } from '../errors.ts'
import { endWith, thisProcess } from '../invocation.ts'
import { startMonitor } from '../monitor/monitor.ts'
import { announceBots } from '../serve/announce.ts'
import { demoGuard, isDemo } from '../serve/demo.ts'
import { listen } from '../serve/listen.ts'
import { serve } from '../serve/serve.ts'
import { secretsFor, warnTo } from '../target.ts'
import { inBoth } from '../words/index.ts'
import { accountNameOf } from './account-name.ts'
import { baseOf } from './changes.ts'
import { createDistantStore } from './distant-store.ts'
import { type FrameParts, frameOf, withoutTexts } from './frame.ts'
import type { Order, ToChild, ToParent } from './link.ts'
import { SkippingClock } from './skipping-clock.ts'
import { answerAbout } from './user-data.ts'

const tell = (message: ToParent): void => {
  // The child ends with its parent. Messages sent after the parent's end are lost.
  if (process.connected) process.send?.(message, () => {})
}

/** The next message of the parent. */
async function hear<T extends ToChild['type']>(type: T): Promise<Extract<ToChild, { type: T }>> {
  const [message] = (await once(process, 'message')) as [ToChild]
  if (message.type !== type) throw new TypeError(`expected ${type}, got ${message.type}`)
  return message as Extract<ToChild, { type: T }>
}

/** A free port of this machine. Only the parent needs to know it. */
const NAMED = { host: '127.0.0.1', port: 'a free port' }

/** Others may see the page, so no message to it holds a secret of the configuration. */
const { signals, exit, masker, stderr } = thisProcess()

const parent = createDistantStore((message) => tell({ type: 'store', message }))
process.on('message', (message: ToChild) => {
  if (message.type === 'store') parent.take(message.message)
  if (message.type === 'retire') parent.rest()
})

process.setSourceMapsEnabled(true)
process.on('disconnect', () => {
  parent.lose()
  // The parent has ended. Nothing else would end this process.
  process.kill(process.pid, 'SIGTERM')
})

/** The place of the user's code. Until the configuration is read its secrets are unknown, so texts in code are hidden. */
let place: FrameParts = { base: process.cwd(), mask: (line) => masker.mask(withoutTexts(line)) }

try {
  const { order } = await hear('order')
  endWith(await run(order))
} catch (error) {
  const message = masker.mask(messageOf(error))
  const frame = frameOf(error, place)
  const failed: ToParent = {
    ...{ type: 'failed', message, texts: inBoth(message) },
    ...(frame && { frame }),
  }
  await new Promise((resolve) => process.send?.(failed, resolve))
  process.exit(1)
}

async function run({ file, origin, hosts, isReal, aheadMs }: Order): Promise<number> {
  const clock = new SkippingClock(aheadMs)
  process.on('message', (message: ToChild) => {
    if (message.type === 'skip') void skip(clock, message.ms)
  })
  const base = baseOf(process.cwd(), file)
  place = { ...place, base }
  const learn = (secrets: readonly string[]) => {
    masker.learn(secrets)
    place = { base, mask: (line) => masker.mask(line) }
  }
  const loaded = await load(file === undefined ? {} : { file }, learn, warnTo({ stderr }))
  const answer = hear('accounts')
  tell({
    type: 'loaded',
    file: loaded.file,
    bots: loaded.bots.map((bot) => describe(bot, dirname(loaded.file))),
    folders: loaded.origins.flat().flatMap(({ path }) => linkedFolder(path) ?? []),
    demos: loaded.bots.filter(isDemo).map((bot) => resolveBot(bot).name),
    port: resolveServer(loaded.server).port,
  })
  const { accounts } = await answer
  const config = {
    ...(isReal ? loaded : inPlayground(loaded, accounts)),
    store: storeOf(loaded, isReal, clock),
  }
  const log = createLogger({
    level: config.log?.level ?? 'info',
    secrets: loaded.secrets,
    destination: { write: (line) => tell({ type: 'line', line }) },
  })
  // It measures this machine, for which no time is skipped.
  const machine = { server: config.server, log, folder: undefined, clock: systemClock }
  const monitor = await startMonitor(machine)
  const observers = new Observers(log, monitor.observe, (record) => {
    const frame = 'error' in record ? frameOf(record.error, place) : undefined
    tell({ type: 'record', record: portable(record), ...(frame && { frame }) })
  })
  return serve({
    config,
    log,
    monitor: { ...monitor, observe: observers.tell },
    signals,
    exit,
    stderr,
    clock,
    development: true,
    // A request through a tunnel has the tunnel's Host. Everybody knows the demo token, so that Host must be
    // allowed.
    guard: config.bots.some(isDemo) ? demoGuard(hosts) : fromPage,
    listen: (server) => listen(server, { host: '127.0.0.1', port: 0 }, NAMED),
    onListening: (app, own) => {
      announceBots(app, origin, log)
      process.on('message', (message: ToChild) => {
        if (message.type === 'about') void tellOfUser(app, message, loaded.secrets)
      })
      tell({ type: 'ready', port: Number(new URL(own).port) })
    },
  })
}

/** Tells the parent about a user. The page shows nothing while the Store does not answer. */
async function tellOfUser(
  app: App,
  about: Extract<ToChild, { type: 'about' }>,
  secrets: readonly string[],
): Promise<void> {
  const { id, question } = about
  const data = await answerAbout(app, question).catch(() => undefined)
  tell({ type: 'user', id, ...(data && { data: redacted(data, secrets) as UserData }) })
}

async function skip(clock: SkippingClock, skippedMs: number): Promise<void> {
  let aheadMs = 0
  await clock.skip(skippedMs, (ms) => {
    aheadMs = ms
    tell({ type: 'ahead', ms, isDone: false })
  })
  tell({ type: 'ahead', ms: aheadMs, isDone: true })
}

/** The bots with the playground's accounts, and without metrics. */
function inPlayground(config: LoadedConfig, accounts: readonly StandIn[]): LoadedConfig {
  const { server, ...rest } = config
  const { metrics: _, ...ours } = server ?? {}
  const bots = config.bots.map((bot, i) => withAccount(bot, accounts[i]))
  return { ...rest, server: ours, bots }
}

/**
 * The configured store, apart from what real users have there. In place of a store in memory it is the parent's, which
 * outlives this process, and so are the jobs that are tried out.
 */
function storeOf({ store, isInMemory }: Loaded, isReal: boolean, clock: Clock): BasicStore {
  if (store === undefined || isInMemory) return parent.store
  return isReal ? store : apart(store, clock, parent.store.jobs)
}

/** The bot with its account, and without `allowFrom`: all pushes come from this machine. */
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

function describe(bot: BotConfig, folder: string): LoadedBot {
  const { token, appId, encodingAESKey } = secretsFor(bot)
  const { name, path, mode, hasApi } = resolveBot(bot)
  // Loading has replaced each name by its plugin.
  const entries = (bot.plugins ?? []) as readonly PluginEntry[]
  const plugins = entries.map((entry) => toConfigured(entry).plugin.name)
  return {
    name,
    accountName: accountNameOf(bot, folder),
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

/** The package folder of a plugin that is outside node_modules: by npm link, a workspace or a path. */
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

/** The record with its error as a text, because an Error cannot be sent between processes. */
function portable(record: ObservedRecord): ObservedRecord {
  if (!('error' in record) || record.error === undefined) return record
  const { error } = record
  return {
    ...record,
    error: masker.mask(error instanceof Error ? error.message : String(error)),
  }
}
