/** Made-up messages for a bot of the configuration. WeChat learns nothing of them, nor does a model, and users get nothing. */
import type { Bot, BotConfig, BotOptions } from '@wechatbot/core'
import { createBot } from '@wechatbot/core/internal/bot'
import { resolveBot } from '@wechatbot/core/internal/config/defaults'
import type { Simulation } from '@wechatbot/simulator'
import { type Watcher, watchClose } from '../serve/setup-watch.ts'
import type { Words } from '../words/index.ts'
import { listenToPlugins } from './setup-log.ts'

/** With this variable the plugin ai answers by itself, and asks no model: that would cost money. */
const FAKE_AI = 'WECHATBOT_FAKE_AI'
/** How long a plugin may take. Of a plugin that takes longer it is not known whether it answers. */
const PATIENCE_MS = 2000

/** `silent`: no handler wants the message. `unknown`: silence by a handler's choice, or a handler that takes too long. */
export type Heard = 'replies' | 'silent' | 'unknown'

/** `all`: the plugins as the list has them. A number: the plugin at this place, alone, as others would hide it. */
export type Asked = 'all' | number

/** The plugins of a bot, on bots for made-up messages. */
export interface Rehearsal {
  /**
   * What these plugins make of a message: `unknown`, too, where one of them cannot be set up here, as it may need
   * another. Each message has another user: after one, a plugin may keep its user, in a dialog or for a human. The
   * plugins are set up at their first message.
   */
  readonly ask: (asked: Asked, kind: string, fields?: Record<string, string>) => Promise<Heard>
}

/**
 * Gives `rehearse` the plugins of a bot. A bot whose account has WeChat's API gets a fake one: its plugins may ask for
 * the API during their setup.
 */
export async function inRehearsal<T>(
  config: BotConfig,
  watcher: Watcher,
  words: Words,
  rehearse: (rehearsal: Rehearsal) => Promise<T>,
): Promise<T> {
  const account = { appId: config.appId ?? 'wx-check', appSecret: 'check' }
  const api = resolveBot(config).hasApi ? await fakeApiOf(account) : undefined
  // Made-up messages come from this machine, and late replies are not sent.
  const { allowFrom: _, menu: __, observe: ___, ...rest } = config
  const faked = api === undefined ? {} : { ...account, api: { baseUrl: api.url } }
  const quiet = { clock: watcher.clock, deadlineMs: PATIENCE_MS, late: ['drop'] } as const
  const stages = createStages({ ...rest, ...faked, ...quiet }, watcher, words)
  const before = process.env[FAKE_AI]
  process.env[FAKE_AI] = 'check'
  try {
    return await rehearse(stages)
  } finally {
    await stages.close()
    if (before === undefined) delete process.env[FAKE_AI]
    else process.env[FAKE_AI] = before
    await api?.close()
  }
}

/** Plugins on their bot, and the keys of the messages that no handler has wanted. */
interface Stage {
  readonly bot: Bot
  /** Undefined where a plugin cannot be set up. */
  readonly wechat: Simulation | undefined
  readonly silent: readonly string[]
  /** The plugin that closes. */
  readonly closing: () => string | undefined
}

function createStages(
  options: BotOptions,
  watcher: Watcher,
  words: Words,
): Rehearsal & { readonly close: () => Promise<void> } {
  const stages = new Map<Asked, Promise<Stage>>()
  let users = 0
  return {
    async ask(asked, kind, fields = {}) {
      const made = stages.get(asked) ?? setUp(options, asked, words)
      stages.set(asked, made)
      users += 1
      const user = `oWechatbotCheck${users}`
      const { wechat, silent } = await made
      if (wechat === undefined) return 'unknown'
      const { type } = await wechat.user(user).sends(kind, fields)
      if (type === 'reply') return 'replies'
      return silent.some((key) => key.split('|').includes(user)) ? 'silent' : 'unknown'
    },
    async close() {
      for (const { bot, wechat, closing } of await Promise.all(stages.values())) {
        await watchClose(bot.name, (wechat ?? bot).close(), closing, watcher, words)
      }
    },
  }
}

async function setUp(options: BotOptions, asked: Asked, words: Words): Promise<Stage> {
  const silent: string[] = []
  const { plugins = [] } = options
  const { logger, closing } = listenToPlugins([], words.check)
  const bot = createBot({
    ...options,
    logger,
    plugins: asked === 'all' ? plugins : plugins.slice(asked, asked + 1),
    observe: (record) => {
      // A handler that failed would have answered, so a failure is not silence.
      const isSilent = record.type === 'chain' && record.plugin === undefined && !record.error
      if (isSilent) silent.push(record.key)
    },
  })
  // Imported here: few bots are asked anything.
  const { simulate } = await import('@wechatbot/simulator/internal/simulate')
  // The list has been set up well already: what fails here needs what is not here.
  const wechat = await simulate(bot).catch(() => undefined)
  return { bot, wechat, silent, closing }
}

async function fakeApiOf(account: { readonly appId: string; readonly appSecret: string }) {
  // Imported here: not every account has the API.
  const { createFakeApi } = await import('@wechatbot/simulator/internal/fake-api/server')
  return createFakeApi(account)
}
