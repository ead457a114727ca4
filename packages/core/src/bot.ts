/** A bot: one account, its plugins and handlers, and the pipeline that serves them. */

import type { IncomingMessage, ServerResponse } from 'node:http'
import type Koa from 'koa'
import compose from 'koa-compose'
import type { Mode } from './account.ts'
import { createApi } from './api/api.ts'
import { noApi } from './api/none.ts'
import type { Api } from './api/types.ts'
import { assemble } from './assembly.ts'
import { type Chain, compose as composeChain } from './chain/compose.ts'
import type { Owner } from './chain/context.ts'
import { type ChainInfo, describeChain } from './chain/describe.ts'
import { joined } from './chain/entries.ts'
import { createRegistration } from './chain/registry.ts'
import type { Registrar } from './chain/types.ts'
import { type Clock, systemClock } from './clock.ts'
import { secretsOf, toSettings } from './config/settings.ts'
import type { BotConfig } from './config/types.ts'
import { createScheduler } from './jobs/scheduler.ts'
import type { JobInfo, Outreach, Scheduling } from './jobs/types.ts'
import { createKoa } from './on-demand.ts'
import { endTurns } from './pipeline/closing.ts'
import { type BotFetch, createFetch } from './pipeline/fetch.ts'
import { stagesOf } from './pipeline/index.ts'
import { createRecovery } from './pipeline/recovery.ts'
import { keepRuntime } from './pipeline/runtime.ts'
import { createMenuPlugin } from './plugin/menu.ts'
import { createPlugins } from './plugin/plugins.ts'
import { scopedValues } from './plugin/scope.ts'
import type { PluginEntry } from './plugin/types.ts'
import { createLogger, type Logger } from './records/log.ts'
import { createLogLine } from './records/log-line.ts'
import { createRecorder } from './records/metric.ts'
import { Observers } from './records/observers.ts'
import { createSessions } from './session/sessions.ts'
import type { OpenSession, SessionInfo } from './session/types.ts'
import type { Soon } from './soon.ts'
import { completed, setsOf } from './store/completed.ts'
import { valueKeys } from './store/keys.ts'
import { createMemoryStore } from './store/memory.ts'
import type { BasicStore } from './store/types.ts'

/** The configuration of a bot, and the options that only code can give. */
export interface BotOptions<S extends object = object> extends BotConfig<S> {
  /** @default a memory store that only this bot uses */
  readonly store?: BasicStore
  /** @default the clock of the machine */
  readonly clock?: Clock
  /** A pino logger, or any object with its methods. @default warnings, as JSON on standard output */
  readonly logger?: Logger
  /** Replies beyond WeChat's limits become errors and are not repaired. @default false */
  readonly development?: boolean
  /** Relative paths in the options of plugins begin here. `loadConfig` gives that of the file. @default '.' */
  readonly folder?: string
}

export interface Bot<S extends object = object> extends Registrar<S>, Scheduling, Outreach {
  readonly name: string
  /** The path of the bot's URL. */
  readonly path: string
  readonly mode: Mode
  /** Names of the bot's plugins, in order. A plugin's second use is `name#2`. */
  readonly plugins: readonly string[]
  /**
   * Waits for the setup of all plugins, then starts the jobs and the tasks at set times.
   * @throws the error of a setup; WechatBotError BAD_PLUGIN for wrong options, BAD_JOB for set
   *   times that cannot be read.
   */
  readonly ready: () => Promise<void>
  /** @throws WechatBotError NO_API when the account has no appSecret. */
  readonly api: Api
  /**
   * Sends a customer-service message (客服消息) to a user.
   * @throws WechatBotError NO_API without an appSecret; ApiError when WeChat refuses.
   */
  readonly send: Api['send']
  /**
   * A state for each user, kept over messages, instances and restarts. It belongs to the bot's own
   * handlers.
   */
  readonly session: OpenSession
  /** Resolves to all registrations, once all plugins are set up. */
  readonly describe: () => Promise<BotInfo>
  /** The five stages as one Koa middleware. */
  readonly middleware: () => Koa.Middleware
  /** A listener for node:http and Express. */
  readonly callback: () => (req: IncomingMessage, res: ServerResponse) => Promise<void>
  /**
   * The five stages over a web Request, for Next.js, Hono, Bun, Deno and functions. Any path is served.
   * It never rejects. Nobody can leave a Response open, so `hold` is passed over.
   */
  readonly fetch: BotFetch
  /** From now on no attempt is held, and a late reply takes its next strategy. This cannot be undone. */
  readonly drain: () => void
  /**
   * Resolves when this process has no message in flight any more, late replies included. It has no
   * time limit.
   */
  readonly idle: () => Promise<void>
  /**
   * Hands over the messages that another process can go on with, and aborts the others, with a line in the log for each. Then
   * undoes the registrations of all plugins, the last plugin first.
   */
  readonly close: () => Promise<void>
}

/** The parts of a bot. */
export interface BotInfo extends ChainInfo {
  /** The plugins in order. Options are checked, with defaults filled in. They may hold secrets. */
  readonly plugins: readonly { readonly name: string; readonly options: unknown }[]
  readonly sessions: readonly SessionInfo[]
  readonly jobs: readonly JobInfo[]
}

/**
 * Makes a bot from values. `loadConfig` of `wechatbot` resolves names of plugins and stores.
 *
 * @example
 * ```ts
 * const bot = createBot({ token: 'a-token', plugins: [echo] })
 * bot.hears('你好', () => '你好！')
 * createServer(createApp({ bots: [bot] })).listen(3000)
 * ```
 * @throws WechatBotError BAD_CONFIG with all problems, BAD_PLUGIN for a value that is no plugin.
 */
export function createBot<S extends object = object>(options: BotOptions<S>): Bot<S> {
  const { store: ownStore, clock = systemClock, logger, development = false, ...config } = options
  const { observe: watch, folder = '.', ...values } = config
  const settings = toSettings(values, development)
  const { account, timeZone } = settings
  const shared = logger ?? createLogger({ level: 'warn', secrets: secretsOf(values) })
  const log = shared.child({ bot: account.name })
  const given = ownStore ?? createMemoryStore({ clock })
  const store = completed(given)
  const observers = new Observers(log, createLogLine(shared), watch)
  const observe = observers.tell
  const onSent = (retries: number, error?: unknown) =>
    observe({ type: 'sent', bot: account.name, retries, ...(error ? { error } : {}) })
  const { scope } = account
  const server = settings.hasApi
    ? createApi({ account, clock, values: store.values, sets: setsOf(given), onSent }, values.api)
    : undefined
  const api = server === undefined ? noApi(account.name) : () => server.api

  let isOpen = true
  const registers = () => isOpen
  const sessions = createSessions({ values: given.values, scope, clock, isOpen: registers })
  const ownValues = scopedValues(store.values, valueKeys.botPrefix(scope))
  const owner: Owner = { name: account.name, log, store: ownValues }
  const scheduler = createScheduler({
    ...{ owner, given, store, scope, clock, observe, api, registers, timeZone },
    allowance: server?.allowance,
    onRun: (run) => backlog.add(run),
  })
  const own = createRegistration(owner, registers)
  const menu = values.menu === undefined ? [] : [createMenuPlugin(values.menu)]
  const plugins = createPlugins([...menu, ...((values.plugins ?? []) as readonly PluginEntry[])], {
    ...{ bot: owner, account: account.info(), storeScope: scope, values: store.values },
    ...{ api, isOpen: registers, sessions, scheduler, clock, observers, timeZone, folder },
    recorder: createRecorder(account.name, observe),
  })
  // Plugins come before the bot's own handlers, as they do in the text of a program.
  const segments = [...plugins.segments, own.segment]

  const setUp = plugins.ready.then(scheduler.read)
  // ready() and the first push report the error.
  setUp.catch(() => {})
  let chain: Soon<Chain> | undefined
  const composed = async (): Promise<Chain> => {
    await ready()
    // Registration closes only here: a setup that is still running may register handlers.
    isOpen = false
    const all = composeChain(joined(segments), clock)
    chain = all
    return all
  }
  const { runtime, drain: holdNone } = assemble({
    ...{ settings, clock, log, store, observe, api, settingUp: plugins.settingUp },
    mailbox: values.mailbox,
    allowance: server?.allowance,
    chain: () => {
      chain ??= composed()
      return chain
    },
  })
  const { backlog } = runtime.state
  const recovery = createRecovery(runtime)
  let begun: Promise<void> | undefined
  const ready = (): Promise<void> => {
    begun ??= setUp.then(() => {
      scheduler.begin()
      void recovery.start()
    })
    return begun
  }

  const drain = () => {
    holdNone()
    scheduler.drain()
  }
  const middleware = () => compose([...stagesOf(runtime)])
  const bot: Bot<S> = {
    ...(own.registrar as Registrar<S>),
    name: account.name,
    session: sessions.of(owner),
    ...scheduler.of(owner),
    ...scheduler.outreach,
    path: settings.path,
    mode: account.mode,
    plugins: plugins.names,
    ready,
    describe: async () => {
      await setUp
      return {
        plugins: plugins.names.map((name, i) => ({ name, options: plugins.options[i] })),
        ...describeChain(joined(segments)),
        sessions: sessions.list(),
        jobs: scheduler.list(),
      }
    },
    middleware,
    callback: () => {
      const koa = createKoa((err) => log.error({ err }, 'response failed'))
      return koa.use(middleware()).callback()
    },
    fetch: createFetch(runtime),
    get api() {
      return api()
    },
    send: async (openid, message, sendOptions) => api().send(openid, message, sendOptions),
    drain,
    idle: () => backlog.idle(),
    close: async () => {
      isOpen = false
      drain()
      recovery.stop()
      await endTurns(runtime)
      await scheduler.close()
      await runtime.services.growing.stop()
      await plugins.close()
      if (ownStore === undefined) await store.close()
    },
  }
  keepRuntime(bot, runtime)
  return bot
}
