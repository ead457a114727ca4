/** Bots over one Store and one clock, which are all closed after a spec. */
import type { ManualClock } from '@wechatbot/simulator'
import { type Bot, type BotOptions, createBot } from '#src/bot.js'
import type { ObservedRecord } from '#src/records/observe.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import { createSpecClock, TOKEN } from '../fixtures.ts'
import { type RecordingLogger, recordingLogger } from '../recording-logger.ts'

export interface Bots {
  readonly log: RecordingLogger
  readonly clock: ManualClock
  readonly store: Store
  /** What all of them have observed. */
  readonly records: ObservedRecord[]
  readonly newBot: (options?: Partial<BotOptions>) => Bot
  readonly close: () => Promise<void>
}

export function createBots(): Bots {
  const log = recordingLogger()
  const clock = createSpecClock()
  const store = createMemoryStore({ clock })
  const bots: Bot[] = []
  const records: ObservedRecord[] = []
  const observe = (record: ObservedRecord) => void records.push(record)
  return {
    ...{ log, clock, store, records },
    newBot: (options = {}) => {
      const bot = createBot({ token: TOKEN, clock, store, logger: log, observe, ...options })
      bots.push(bot)
      return bot
    },
    close: async () => {
      for (const bot of bots) await bot.close()
    },
  }
}
