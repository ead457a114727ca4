/** Bots with dialogs, for specs: by a manual clock, on a Friday at noon in China. */
import {
  type Bot,
  type BotOptions,
  createBot,
  createLogger,
  createMemoryStore,
  type Store,
} from '@wechatbot/core'
import { createManualClock, type Simulation, simulate } from '@wechatbot/simulator'

export const NOON = Date.parse('2026-11-27T12:00:00+08:00')

export interface Talk {
  readonly clock: ReturnType<typeof createManualClock>
  readonly store: Store
  /** Another process over the same store. */
  readonly start: (options: Partial<BotOptions>, change?: (bot: Bot) => void) => Promise<Simulation>
  readonly close: () => Promise<void>
}

export function createTalk(): Talk {
  const clock = createManualClock(NOON)
  const store = createMemoryStore({ clock })
  const logger = createLogger({ level: 'silent' })
  const all: Simulation[] = []
  return {
    clock,
    store,
    start: async (options, change = () => {}) => {
      const bot = createBot({ token: 'a-token', clock, logger, store, ...options }) as Bot
      change(bot)
      const wechat = await simulate(bot)
      all.push(wechat)
      return wechat
    },
    close: async () => {
      for (const wechat of all.splice(0)) await wechat.close()
    },
  }
}

/** What remembers a message's turn forgets it, as when its process vanishes before it has answered. */
export function withoutTurns(talk: Talk): Store {
  return { ...createMemoryStore({ clock: talk.clock }), values: talk.store.values }
}
