/** customer-service when the API fails, or says no: what becomes of the slow reply, and who hears of it. */
import { type BotOptions, createLogger, type ObservedRecord } from '@wechatbot/core'
import { type ApiFault, type Simulation, simulate } from '@wechatbot/simulator'
import { expect } from 'chai'
import { type Calling, countOf, SEND, startCalling } from './calling.js'
import { hearSeconds } from './seconds.js'

describe('a slow answer by the API', () => {
  let calling: Calling
  let wechat: Simulation
  let records: ObservedRecord[]

  beforeEach(async () => {
    calling = await startCalling()
    records = []
  })
  afterEach(async () => {
    await wechat.close()
    await calling.close()
  })

  const start = async (options: Partial<BotOptions> = {}) => {
    const { api, clock } = calling
    const bot = calling.bot({ observe: (record) => records.push(record), ...options })
    hearSeconds(bot, clock)
    wechat = await simulate(bot, { api })
  }

  const LOST: readonly (readonly [string, ApiFault])[] = [
    ['45015', { errcode: 45015 }],
    ['45047', { errcode: 45047 }],
    ['45009', { errcode: 45009 }],
    ['48001', { errcode: 48001 }],
    ['an answer that never comes', 'hang'],
    ['one that never ends', 'drip'],
    ['a gateway’s 502', { status: 502 }],
    ['HTML', 'html'],
  ]
  for (const [name, fault] of LOST) {
    it(`reaches its user after all when the API gives ${name}`, async () => {
      await start()
      const user = wechat.user('oA')
      calling.api.fail(SEND, fault, 100)
      await user.says('7 s').shouldNotReply()
      await calling.clock.advance(25_000)
      expect(user.received()).to.deep.equal([])
      await user.says('now').shouldReply('done after 7 s\n\nat once')
      await user.says('now').shouldReply('at once')
      expect(records.filter((it) => it.type === 'sent' && it.error !== undefined)).to.have.length(1)
    })
  }

  it('says in its record how often the API was asked again', async () => {
    await start()
    const user = wechat.user('oA')
    // A token that is refused; then WeChat is busy all the time.
    calling.api.fail(SEND, { errcode: 40001 })
    await user.says('7 s').shouldNotReply()
    await user.shouldReceive('done after 7 s')
    calling.api.fail(SEND, { errcode: -1 }, 100)
    await user.says('6 s').shouldNotReply()
    await calling.clock.advance(25_000)
    const retries = records.flatMap((it) => (it.type === 'sent' ? [it.retries] : []))
    expect(retries).to.deep.equal([1, 2])
  })

  it('is logged with the plugin when there is no mailbox either', async () => {
    const lines: string[] = []
    const logger = createLogger({ destination: { write: (line) => void lines.push(line) } })
    await start({ late: ['customer-service'], logger })
    calling.api.fail(SEND, { errcode: 45015 })
    await wechat.user('oA').says('7 s').shouldNotReply()
    await calling.clock.advance(5000)
    await wechat.user('oA').says('now').shouldReply('at once')
    const line = lines.find((text) => text.includes('late reply not sent, dropped')) ?? ''
    expect(line).to.contain('"plugin":"main"').and.contain('45015')
  })

  it('learns once that the account has no right, for every instance, for a day', async () => {
    await start()
    const first = wechat
    calling.api.fail(SEND, { errcode: 48001 }, 100)
    await first.user('oA').says('7 s').shouldNotReply()
    await calling.clock.advance(5000)
    expect(countOf(calling.api, SEND)).to.equal(1)
    await start()
    for (const each of [first, wechat]) {
      await each.user('oB').says('7 s').shouldReply('还在想，回复「继续」查看')
      await each.user('oB').says('继续').shouldReply('done after 7 s')
    }
    expect(countOf(calling.api, SEND)).to.equal(1)
    await calling.clock.advance(25 * 3_600_000)
    await wechat.user('oC').says('7 s').shouldNotReply()
    await calling.clock.advance(5000)
    expect(countOf(calling.api, SEND)).to.equal(2)
    await first.close()
  })

  it('refreshes the token on the way', async () => {
    await start()
    const user = wechat.user('oA')
    await user.says('7 s').shouldNotReply()
    await user.shouldReceive('done after 7 s')
    calling.api.tokens.revoke()
    await user.says('8 s').shouldNotReply()
    await user.shouldReceive('done after 8 s')
    expect(countOf(calling.api, SEND)).to.equal(3)
  })

  it('is given up for the mailbox when the store is away at the deadline', async () => {
    const { store } = calling
    let isAway = false
    const get = (key: string) =>
      isAway ? Promise.reject(new Error('store away')) : store.values.get(key)
    await start({ store: { ...store, values: { ...store.values, get } } })
    const exchange = wechat.user('oA').says('7 s')
    await calling.clock.advance(1000)
    isAway = true
    await exchange.shouldReply('还在想，回复「继续」查看')
  })
})
