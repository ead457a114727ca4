/** What becomes of messages and plugins when a bot closes. */
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { type Bot, type BotOptions, createBot } from '#src/bot.js'
import { createMemoryStore } from '#src/store/memory.js'
import { answerOf } from './answer.ts'
import { ACCOUNT, createSpecClock, failure, TOKEN, USER } from './fixtures.ts'
import { recordingLogger } from './recording-logger.ts'
import { settled } from './settled.ts'

describe('createBot', () => {
  let clock: ManualClock
  const logger = recordingLogger()
  const newBot = (options: Partial<BotOptions> = {}): Bot => {
    return createBot({ token: TOKEN, clock, logger, ...options })
  }

  beforeEach(() => {
    clock = createSpecClock()
    logger.lines.length = 0
  })

  describe('close', () => {
    it('aborts what runs, closes plugins, and leaves a store it was given open', async () => {
      const trace: string[] = []
      const store = { ...createMemoryStore({ clock }), close: async () => void trace.push('store') }
      const plugin = { name: 'x', setup: () => () => void trace.push('plugin') }
      const bot = newBot({ store, plugins: [plugin] })
      bot.on('text', (ctx) => {
        ctx.signal.addEventListener('abort', () => trace.push('aborted'))
        return new Promise(() => {})
      })
      void answerOf(bot)
      await settled()
      await bot.close()
      expect(trace).to.deep.equal(['aborted', 'plugin'])
    })

    it('answers what runs with the error text, at once, and says so in the log', async () => {
      const bot = newBot({ errorText: '正在重启' })
      bot.on('text', () => new Promise(() => {}))
      const answer = answerOf(bot)
      await settled()
      await bot.close()
      // The clock stands still: neither a deadline nor a time-out has ended it.
      expect(await answer).to.deep.equal({ type: 'text', content: '正在重启' })
      await bot.idle()
      expect(logger.lines.filter(({ level }) => level !== 'info')).to.deep.equal([
        {
          level: 'warn',
          fields: {
            bot: 'main',
            key: `name:main|${ACCOUNT}|${USER}|23000000000000001`,
            plugin: 'main',
          },
          text: 'message dropped: the bot is closing',
        },
      ])
    })

    it('holds no attempt of a message that comes afterwards', async () => {
      const bot = newBot({ late: ['hold'] })
      bot.on('text', () => new Promise(() => {}))
      await bot.close()
      const answer = answerOf(bot)
      await clock.advance(4500)
      expect(await answer).to.deep.equal({ type: 'none' })
    })

    it('takes no handler afterwards', async () => {
      const bot = newBot()
      await bot.close()
      await failure('ALREADY_STARTED', () => bot.on('text', () => 'a'))
    })
  })
})
