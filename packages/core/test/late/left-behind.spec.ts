/** What the Store still has of replies that were delivered while it was away. Other instances must not go by it. */
import {
  createManualClock,
  type ManualClock,
  type Simulation,
  simulate,
} from '@wechatbot/simulator'
import { expect } from 'chai'
import { createBot } from '#src/bot.js'
import { stream } from '#src/reply/stream.js'
import { failOpen } from '#src/store/fail-open.js'
import { TOKEN } from '../fixtures.ts'
import { recordingLogger } from '../recording-logger.ts'
import { Shared } from '../store/shared.ts'

describe('a reply that was delivered while the Store was away', () => {
  let clock: ManualClock
  let shared: Shared
  /** Two instances of one bot. */
  let one: Simulation
  let other: Simulation

  const start = (): Promise<Simulation> => {
    const store = failOpen(shared.open(), clock)
    const bot = createBot({
      ...{ token: TOKEN, clock, logger: recordingLogger(), store, late: ['mailbox'] },
    })
    bot.hears('慢', async () => {
      await clock.wait(10_000)
      return '好了'
    })
    bot.hears('讲', () => stream(speak()))
    bot.on('text', ({ message }) => `你说：${message.Content}`)
    return simulate(bot)
  }
  async function* speak() {
    for (const sentence of ['一。', '二。', '三。']) {
      yield sentence
      await clock.wait(4000)
    }
  }
  const say = async (instance: Simulation, content: string): Promise<string> => {
    const seen = await instance.user('oA').says(content)
    return seen.type === 'reply' ? String(seen.reply.Content) : seen.type
  }
  beforeEach(async () => {
    clock = createManualClock()
    shared = new Shared(clock)
    one = await start()
    other = await start()
  })
  afterEach(async () => {
    await one.close()
    await other.close()
  })

  it('keeps nobody waiting at another instance', async () => {
    await say(one, '慢')
    shared.isAway = true
    await clock.advance(10_000)
    shared.isAway = false
    await clock.advance(12_000)
    expect(await say(other, '继续')).to.equal('你说：继续')
    expect(await say(one, '继续')).to.equal('好了')
  })

  it('is given by no other instance a second time, where it grew', async () => {
    expect(await say(one, '讲')).to.contain('一。二。')
    shared.isAway = true
    await clock.advance(10_000)
    shared.isAway = false
    await clock.advance(12_000)
    expect(await say(other, '继续')).to.equal('你说：继续')
    expect(await say(one, '继续')).to.contain('三。')
  })
})
