/** Bots that say what they were told, served on 127.0.0.1. */
import type { ManualClock } from '@wechatbot/simulator'
import { createApp } from '#src/app.js'
import { type Bot, type BotOptions, createBot } from '#src/bot.js'
import { createServer } from '#src/http/server.js'
import { createSpecClock, TOKEN } from '../fixtures.ts'
import { listen } from '../http-client.ts'
import { type RecordingLogger, recordingLogger } from '../recording-logger.ts'

export interface Serving {
  readonly clock: ManualClock
  readonly logger: RecordingLogger
  readonly newBot: (options?: Partial<BotOptions>) => Bot
  /** The URL of the bot, which is served until `closeServers()`. */
  readonly serve: (bot: Bot, trustedProxies?: string[]) => Promise<string>
}

export function createServing(): Serving {
  const clock = createSpecClock()
  const logger = recordingLogger()
  return {
    ...{ clock, logger },
    newBot: (options = {}) => {
      const bot = createBot({ token: TOKEN, clock, logger, ...options })
      bot.on('text', ({ message }) => `you said ${message.Content}`)
      return bot
    },
    serve: async (bot, trustedProxies) => {
      const server = trustedProxies ? { trustedProxies } : {}
      return `${await listen(createServer(createApp({ bots: [bot], server, logger })))}/wechat`
    },
  }
}
