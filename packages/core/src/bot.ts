/** A bot: one account, its plugins and handlers, and the pipeline that serves them. */

import type { IncomingMessage, ServerResponse } from 'node:http'
import Koa from 'koa'
import compose from 'koa-compose'
import { Account, type Mode } from './account.ts'
import { toAddressList } from './address.ts'
import { noApi } from './api/none.ts'
import { type Chain, compose as composeChain, type Owner } from './chain/compose.ts'
import { describeHandler, type HandlerInfo } from './chain/describe.ts'
import { createRegistration } from './chain/registry.ts'
import type { Registrar } from './chain/types.ts'
import { type Clock, systemClock } from './clock.ts'
import { assertNoProblems, botProblems, WITHOUT_EFFECT } from './config/schema.ts'
import type { BotConfig } from './config/types.ts'
import { decodeKey } from './crypto/aes.ts'
import { WechatBotError } from './errors.ts'
import { createDrop } from './late/drop.ts'
import { createLogger, createSparseWarning, type Logger } from './log.ts'
import type { Observe, ObservedRecord } from './observe.ts'
import { pipeline, type Runtime } from './pipeline/index.ts'
import { createPlugins, type Plugins } from './plugin/plugins.ts'
import { scopedValues } from './plugin/scope.ts'
import type { PluginEntry } from './plugin/types.ts'
import { createMemoryStore } from './store/memory.ts'
import type { Store } from './store/types.ts'

/** The configuration of a bot, and what only code can give it. */
export interface BotOptions<S extends object = object> extends BotConfig<S> {
  /** @default a memory store of this bot's own */
  readonly store?: Store
  /** @default the machine's */
  readonly clock?: Clock
  /** A pino logger, or anything with its methods. @default JSON lines on standard output */
  readonly logger?: Logger
  /** Replies beyond WeChat's limits become errors instead of being repaired. @default false */
  readonly development?: boolean
  readonly observe?: Observe
}

export interface Bot<S extends object = object> extends Registrar<S> {
  readonly name: string
  /** The path of its URL. */
  readonly path: string
  readonly mode: Mode
  /** Names of its plugins, in order; a plugin's second use is `name#2`. */
  readonly plugins: readonly string[]
  /**
   * Waits for the setup of all plugins.
   * @throws what a setup threw, or WechatBotError BAD_PLUGIN for wrong options.
   */
  readonly ready: () => Promise<void>
  /** What is registered, once all plugins are set up. */
  readonly describe: () => Promise<BotInfo>
  /** The five stages as one Koa middleware. */
  readonly middleware: () => Koa.Middleware
  /** A listener for node:http and Express. */
  readonly callback: () => (req: IncomingMessage, res: ServerResponse) => Promise<void>
  /** Aborts what still runs and undoes what plugins registered, the last plugin first. */
  readonly close: () => Promise<void>
  /** What the five stages need; for {@link pipeline}. */
  readonly runtime: Runtime
}

/** What a bot is made of. */
export interface BotInfo {
  /** In order. Options as checked, defaults filled in; they may hold secrets. */
  readonly plugins: readonly { readonly name: string; readonly options: unknown }[]
  /** In the order in which they are asked. */
  readonly handlers: readonly HandlerInfo[]
}

/** WeChat hangs up at 5 s; the rest is for the network. */
const DEADLINE_MS = 4500
const FRESHNESS_SECONDS = 300

/**
 * Makes a bot of values. Names of plugins and stores are resolved by `loadConfig` of `wechatbot`.
 *
 * @example
 * ```ts
 * const bot = createBot({ token: 'a-token', plugins: [echo] })
 * bot.hears('你好', () => '你好！')
 * createServer(createApp({ bots: [bot] })).listen(3000)
 * ```
 * @throws WechatBotError BAD_CONFIG with all problems, BAD_PLUGIN for what is no plugin.
 */
export function createBot<S extends object = object>(options: BotOptions<S>): Bot<S> {
  const { store: ownStore, clock = systemClock, logger, development = false, ...config } = options
  const { observe, ...values } = config
  check(values, ownStore, development)
  const account = toAccount(values)
  const log = (logger ?? createLogger({ secrets: secretsOf(values) })).child({ bot: account.name })
  const store = ownStore ?? createMemoryStore({ clock })
  const api = noApi(account.name, account.appSecret !== undefined)
  const freshnessSeconds = values.freshnessSeconds ?? FRESHNESS_SECONDS
  warnOfOptions(values, log)

  let isOpen = true
  const owner: Owner = {
    name: account.name,
    log,
    store: scopedValues(store.values, `bot:${account.name}:`),
  }
  const own = createRegistration(owner, () => isOpen)
  const plugins = createPlugins((values.plugins ?? []) as readonly PluginEntry[], {
    bot: owner,
    account: account.info(),
    values: store.values,
    api,
    isOpen: () => isOpen,
  })

  let chain: Promise<Chain> | undefined
  const runtime: Runtime = {
    account,
    clock,
    store,
    log,
    observe: guarded(observe, log),
    warnSparsely: createSparseWarning(log, clock),
    freshnessSeconds,
    // Binding only where the signature does not cover the message.
    bindSignatures: account.mode === 'plain' && (values.bindSignatures ?? true),
    bindingMs: (2 * (freshnessSeconds || FRESHNESS_SECONDS) + 30) * 1000,
    allowFrom: toAddressList(values.allowFrom),
    dedupeKey: values.dedupeKey,
    deadlineMs: values.deadlineMs ?? DEADLINE_MS,
    errorText: values.errorText,
    late: [createDrop({ clock, log })],
    turns: new Map(),
    api,
    development,
    chain: () => {
      chain ??= composed(plugins, own.segment, () => {
        isOpen = false
      })
      return chain
    },
  }

  const middleware = () => compose([...pipeline({ runtime })])
  return {
    ...(own.registrar as Registrar<S>),
    name: account.name,
    path: values.path ?? '/wechat',
    mode: account.mode,
    plugins: plugins.names,
    ready: () => plugins.ready,
    describe: async () => {
      await plugins.ready
      const segments = [...plugins.segments, own.segment]
      return {
        plugins: plugins.names.map((name, i) => ({ name, options: plugins.options[i] })),
        handlers: segments.flatMap(({ handlers }) => handlers.map(describeHandler)),
      }
    },
    middleware,
    callback: () => {
      const koa = new Koa()
      koa.on('error', (err) => log.error({ err }, 'response failed'))
      return koa.use(middleware()).callback()
    },
    close: async () => {
      isOpen = false
      for (const turn of runtime.turns.values()) turn.abort('the bot is closing')
      await plugins.close()
      if (ownStore === undefined) await store.close()
    },
    runtime,
  }
}

/** Plugins come before the bot's own handlers, as they do in the text of a program. */
async function composed(
  plugins: Plugins,
  own: ReturnType<typeof createRegistration>['segment'],
  freeze: () => void,
): Promise<Chain> {
  await plugins.ready
  // Not before: a setup that is still at work registers handlers.
  freeze()
  const segments = [...plugins.segments, own]
  return composeChain(
    segments.flatMap(({ middleware }) => middleware),
    segments.flatMap(({ handlers }) => handlers),
  )
}

/** The words every tutorial uses: whoever scans for bots tries them first. */
const GUESSABLE = ['weixin', 'token']

function check(values: BotConfig<never>, store: unknown, development: boolean): void {
  assertNoProblems('bot', botProblems(values))
  if (!development && [values.token].flat().some((token) => GUESSABLE.includes(token))) {
    throw new WechatBotError(
      'BAD_CONFIG',
      'bot: the token is one that everybody tries; choose another, here and in the console',
    )
  }
  if (typeof store === 'string') {
    throw new WechatBotError(
      'BAD_CONFIG',
      `bot: expected a Store, got "${store}"; URLs are resolved by loadConfig() of "wechatbot"`,
    )
  }
}

function toAccount(values: BotConfig<never>): Account {
  return new Account({
    name: values.name ?? 'main',
    tokens: [values.token].flat(),
    mode: values.mode ?? (values.encodingAESKey === undefined ? 'plain' : 'safe'),
    keys: [values.encodingAESKey ?? []].flat().map(decodeKey),
    ...(values.appId === undefined ? {} : { appId: values.appId }),
    ...(values.appSecret === undefined ? {} : { appSecret: values.appSecret }),
  })
}

/** Every secret of a bot, for the logger to look for. */
export function secretsOf(
  values: Pick<BotConfig<never>, 'token' | 'appSecret' | 'encodingAESKey'>,
): readonly string[] {
  return [values.token, values.appSecret ?? [], values.encodingAESKey ?? []].flat(2)
}

function warnOfOptions(values: BotConfig<never>, log: Logger): void {
  const ignored = WITHOUT_EFFECT.filter((option) => values[option] !== undefined)
  const late = (values.late ?? []).filter((name) => name !== 'drop')
  if (ignored.length > 0 || late.length > 0) {
    log.warn({ options: ignored, late }, 'options without effect in this version')
  }
  if (values.freshnessSeconds === 0) {
    log.warn('freshnessSeconds is 0: whoever has seen one URL can replay it for ever')
  }
}

/** Instrumentation that fails must not cost a message. */
function guarded(observe: Observe | undefined, log: Logger): Observe {
  if (observe === undefined) return () => {}
  return (record: ObservedRecord) => {
    try {
      observe(record)
    } catch (err) {
      log.error({ err, record: record.type }, 'observe failed')
    }
  }
}
