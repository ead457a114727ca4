/** Users of the mailbox while the Store of all processes is away, or comes back empty: they read all, and once. */
import {
  createManualClock,
  type ManualClock,
  type Simulation,
  simulate,
} from '@wechatbot/simulator'
import { expect } from 'chai'
import { type BotOptions, createBot } from '#src/bot.js'
import { stream } from '#src/reply/stream.js'
import { failOpen } from '#src/store/fail-open.js'
import { TOKEN } from '../fixtures.ts'
import { recordingLogger } from '../recording-logger.ts'
import { Shared } from '../store/shared.ts'

const PATIENCE = '还在想，回复「继续」查看'
const SENTENCES = Array.from({ length: 30 }, (_, i) => `第${i + 1}句，说的是茶。`)

describe('the mailbox, when the Store', () => {
  let clock: ManualClock
  let shared: Shared
  let wechat: Simulation
  let runs: number

  const start = async (options: Partial<BotOptions> = {}) => {
    const store = failOpen(shared.open(), clock)
    const logger = recordingLogger()
    const bot = createBot({ token: TOKEN, clock, logger, store, late: ['mailbox'], ...options })
    bot.hears('慢', async () => {
      runs += 1
      await clock.wait(10_000)
      return '好了'
    })
    bot.hears('讲', () => {
      runs += 1
      return stream(speak())
    })
    bot.on('text', ({ message }) => `你说：${message.Content}`)
    wechat = await simulate(bot)
  }
  async function* speak() {
    for (const sentence of SENTENCES) {
      await clock.wait(500)
      yield sentence
    }
  }
  const say = async (content: string): Promise<string> => {
    const seen = await wechat.user('oA').says(content)
    return seen.type === 'reply' ? String(seen.reply.Content) : seen.type
  }

  beforeEach(async () => {
    clock = createManualClock()
    shared = new Shared(clock)
    runs = 0
    await start()
  })
  afterEach(() => wechat.close())

  describe('is away', () => {
    it('says that a reply is still being made, and keeps it', async () => {
      expect(await say('慢')).to.equal(PATIENCE)
      shared.isAway = true
      expect(await say('继续')).to.equal(PATIENCE)
      await clock.advance(10_000)
      expect(await say('继续')).to.equal('好了')
      expect(await say('继续')).to.equal('你说：继续')
    })

    it('gives nothing again when it is back, and runs nothing again', async () => {
      expect(await say('慢')).to.equal(PATIENCE)
      shared.isAway = true
      await clock.advance(10_000)
      expect(await say('继续')).to.equal('好了')
      shared.isAway = false
      await clock.advance(30_000)
      expect(await say('你好')).to.equal('你说：你好')
      expect(await say('继续')).to.equal('你说：继续')
      expect(runs).to.equal(1)
    })

    it('keeps a reply for when it is back', async () => {
      expect(await say('慢')).to.equal(PATIENCE)
      shared.isAway = true
      await clock.advance(10_000)
      shared.isAway = false
      await clock.advance(30_000)
      expect(await say('继续')).to.equal('好了')
      expect(runs).to.equal(1)
    })

    it('gives each sentence once of a text that grows', async () => {
      const texts = [await say('讲')]
      shared.isAway = true
      await clock.advance(3000)
      texts.push(await say('继续'))
      shared.isAway = false
      texts.push(...(await rest()))
      expect(withoutLines(texts)).to.equal(SENTENCES.join(''))
      expect(runs).to.equal(1)
    })
  })

  describe('comes back empty', () => {
    it('gives each sentence once of a text that grows', async () => {
      const texts = [await say('讲')]
      shared.empty()
      await clock.advance(3000)
      texts.push(...(await rest()))
      expect(withoutLines(texts)).to.equal(SENTENCES.join(''))
      expect(runs).to.equal(1)
    })

    it('says that a reply is still being made', async () => {
      expect(await say('慢')).to.equal(PATIENCE)
      shared.empty()
      expect(await say('继续')).to.equal(PATIENCE)
      await clock.advance(10_000)
      expect(await say('继续')).to.equal('好了')
    })
  })

  /** What a user reads who says 继续 every few seconds until the bot takes it for a message like any other. */
  const rest = async (): Promise<string[]> => {
    const texts: string[] = []
    for (;;) {
      const text = await say('继续')
      if (text === '你说：继续') return texts
      if (text !== PATIENCE) texts.push(text)
      await clock.advance(3000)
    }
  }
})

function withoutLines(texts: readonly string[]): string {
  return texts.map((text) => text.replace(/\n（[^）]*「继续」[^）]*）$/, '')).join('')
}
