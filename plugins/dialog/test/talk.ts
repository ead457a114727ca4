/** Bots with dialogs, for specs: by a manual clock, on a Friday at noon in China. */
import {
  type Bot,
  type BotOptions,
  createBot,
  createLogger,
  createMemoryStore,
  type Store,
} from '@wechatbot/core'
import {
  createFakeApi,
  createManualClock,
  type FakeApi,
  type Simulation,
  simulate,
} from '@wechatbot/simulator'

const NOON = Date.parse('2026-11-27T12:00:00+08:00')

const ACCOUNT = { appId: 'wx1', appSecret: 'a-secret' }

/** How a booking is left, and when it is over. */
export const LEAVING = {
  cancel: ['取消', '算了'],
  cancelled: '好的，不订了',
  ttlMs: 600_000,
  expired: '太久没有回复，请重新发「订位」',
}

export interface Talk {
  readonly clock: ReturnType<typeof createManualClock>
  readonly store: Store
  /** Another process over the same store. */
  readonly start: (options: Partial<BotOptions>, change?: (bot: Bot) => void) => Promise<Simulation>
  /** The fake API of an account. The bots that start afterwards have it. */
  readonly startApi: () => Promise<FakeApi>
  readonly close: () => Promise<void>
}

export function createTalk(): Talk {
  const clock = createManualClock(NOON)
  const store = createMemoryStore({ clock })
  const logger = createLogger({ level: 'silent' })
  const all: Simulation[] = []
  let api: FakeApi | undefined
  return {
    clock,
    store,
    start: async (options, change = () => {}) => {
      const account = api && { ...ACCOUNT, api: { baseUrl: api.url } }
      const own = { token: 'a-token', clock, logger, store, ...account }
      const bot = createBot({ ...own, ...options }) as Bot
      change(bot)
      const wechat = await simulate(bot, api && { api })
      all.push(wechat)
      return wechat
    },
    startApi: async () => {
      api = await createFakeApi({ ...ACCOUNT, clock })
      return api
    },
    close: async () => {
      for (const wechat of all.splice(0)) await wechat.close()
      await api?.close()
    },
  }
}

/** What remembers a message's turn forgets it, as when its process vanishes before it has answered. */
export function withoutTurns(talk: Talk): Store {
  return { ...createMemoryStore({ clock: talk.clock }), values: talk.store.values }
}
