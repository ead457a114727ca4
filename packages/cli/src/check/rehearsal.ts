/** Made-up messages for a bot of the configuration. WeChat learns nothing of them, nor does a model, and users get nothing. */
import type { Bot, BotConfig, BotOptions } from '@wechatbot/core'
import { createBot } from '@wechatbot/core/internal/bot'
import { resolveBot } from '@wechatbot/core/internal/config/defaults'
import { createLogger } from '@wechatbot/core/internal/records/log'
import type { Simulation } from '@wechatbot/simulator'
import { type Watcher, watchClose } from '../serve/setup-watch.ts'
import type { Words } from '../words/index.ts'

/** With this variable the plugin ai answers by itself, and asks no model: that would cost money. */
const FAKE_AI = 'WECHATBOT_FAKE_AI'
/** How long a plugin may take. Of a plugin that takes longer it is not known whether it answers. */
const PATIENCE_MS = 2000

/** `silent`: no handler wants the message. `unknown`: silence by a handler's choice, or a handler that takes too long. */
export type Heard = 'replies' | 'silent' | 'unknown'

/** The plugins of a bot, each alone on a bot: on one bot a plugin would hide those behind it. */
export interface Rehearsal {
  /**
   * What the plugin at this place of the list makes of a message. Each message has another user: after one, a plugin
   * may keep its user, in a dialog or for a human. The plugin is set up at its first message.
   */
  readonly ask: (place: number, kind: string, fields?: Record<string, string>) => Promise<Heard>
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
  const logger = createLogger({ level: 'silent' })
  const quiet = { logger, clock: watcher.clock, deadlineMs: PATIENCE_MS, late: ['drop'] } as const
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

/** A plugin on its bot, and the keys of the messages that no handler has wanted. */
interface Stage {
  readonly wechat: Simulation
  readonly bot: Bot
  readonly silent: readonly string[]
}

function createStages(
  options: BotOptions,
  watcher: Watcher,
  words: Words,
): Rehearsal & { readonly close: () => Promise<void> } {
  const stages = new Map<number, Promise<Stage>>()
  let users = 0
  return {
    async ask(place, kind, fields = {}) {
      const made = stages.get(place) ?? setUp(options, place)
      stages.set(place, made)
      users += 1
      const user = `oWechatbotCheck${users}`
      const { wechat, silent } = await made
      const { type } = await wechat.user(user).sends(kind, fields)
      if (type === 'reply') return 'replies'
      return silent.some((key) => key.split('|').includes(user)) ? 'silent' : 'unknown'
    },
    async close() {
      const made = await Promise.allSettled(stages.values())
      for (const it of made) {
        if (it.status === 'rejected') continue
        const { wechat, bot } = it.value
        // The one plugin of the bot.
        await watchClose(bot.name, wechat.close(), () => bot.plugins[0], watcher, words)
      }
    },
  }
}

async function setUp(options: BotOptions, place: number): Promise<Stage> {
  const silent: string[] = []
  const bot = createBot({
    ...options,
    plugins: options.plugins?.slice(place, place + 1) ?? [],
    observe: (record) => {
      // A handler that failed would have answered, so a failure is not silence.
      const isSilent = record.type === 'chain' && record.plugin === undefined && !record.error
      if (isSilent) silent.push(record.key)
    },
  })
  // Imported here: few bots are asked anything.
  const { simulate } = await import('@wechatbot/simulator/internal/simulate')
  return { wechat: await simulate(bot), bot, silent }
}

async function fakeApiOf(account: { readonly appId: string; readonly appSecret: string }) {
  // Imported here: not every account has the API.
  const { createFakeApi } = await import('@wechatbot/simulator/internal/fake-api/server')
  return createFakeApi(account)
}
