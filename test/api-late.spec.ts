/** customer-service: a slow reply goes out by WeChat's API, over real HTTP. */
import {
  type BotOptions,
  createLogger,
  image,
  type ObservedRecord,
  systemClock,
} from '@wechatbot/core'
import { type ApiFault, createPush, type Simulation, simulate } from '@wechatbot/simulator'
import { expect } from 'chai'
import { type Calling, countOf, SEND, startCalling } from './calling.js'

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

  const start = async (options: Partial<BotOptions> = {}, copiesAt?: readonly number[]) => {
    const { api, clock } = calling
    const bot = calling.bot({ observe: (record) => records.push(record), ...options })
    bot.hears(/^(?<seconds>[\d.]+) s$/, async (_ctx, { groups }) => {
      await clock.wait(Number(groups?.seconds) * 1000)
      return `done after ${groups?.seconds} s`
    })
    bot.hears('now', () => 'at once')
    bot.hears('nothing', () => clock.wait(6000).then(() => undefined))
    bot.hears('long', () => clock.wait(6000).then(() => '很长的回复。'.repeat(300)))
    bot.hears('picture', () => clock.wait(6000).then(() => image({ file: new Blob(['png']) })))
    bot.on('event:CLICK', () => clock.wait(6000).then(() => '点了'))
    wechat = await simulate(bot, { api, ...(copiesAt && { copiesAt }) })
    return bot
  }

  it('is the default with an appSecret: success by the deadline, one message later', async () => {
    await start()
    const user = wechat.user('oA')
    const exchange = user.says('7 s')
    await exchange.shouldNotReply()
    const [attempt, ...others] = await exchange.attempts()
    expect(attempt?.ms).to.be.within(4500, 4700)
    expect(attempt?.response).to.deep.include({ status: 200, body: 'success' })
    expect(others).to.deep.equal([])
    await user.shouldReceive('done after 7 s')
    await calling.clock.advance(20_000)
    expect(user.received()).to.have.length(1)
    expect(countOf(calling.api, SEND)).to.equal(1)
    expect(records.filter(({ type }) => type === 'sent')).to.deep.equal([
      { type: 'sent', bot: 'main', retries: 0 },
    ])
  })

  it('answers what is quick as ever, without the API', async () => {
    await start()
    await wechat.user('oA').says('now').shouldReply('at once')
    await wechat.user('oA').says('4.4 s').shouldReply('done after 4.4 s')
    expect(calling.api.calls).to.deep.equal([])
  })

  it('sends one message, however often WeChat asks', async () => {
    // Two requests reach their deadline; two more wait for the reply, and may not get it, too.
    await start({}, [0, 1000, 5000, 5500])
    const user = wechat.user('oA')
    await user.says('7 s').shouldNotReply()
    await user.shouldReceive('done after 7 s')
    await calling.clock.advance(20_000)
    expect(user.received()).to.have.length(1)
  })

  it('sends one message, whichever instance WeChat asks', async () => {
    await start()
    const first = wechat
    await start()
    const push = createPush({ kind: 'text', from: 'oA', fields: { Content: '7 s' } })
    const exchange = first.sendXml(push)
    await calling.clock.advance(4600)
    await exchange.shouldNotReply()
    await wechat.sendXml(push).shouldNotReply()
    await first.user('oA').shouldReceive('done after 7 s')
    await calling.clock.advance(20_000)
    expect(countOf(calling.api, SEND)).to.equal(1)
    await wechat.sendXml(push).shouldNotReply()
    expect(countOf(calling.api, SEND)).to.equal(1)
    await first.close()
  })

  it('sends nothing for silence, and a long text in pages', async () => {
    await start()
    const user = wechat.user('oA')
    await user.says('nothing').shouldNotReply()
    await calling.clock.advance(5000)
    expect(countOf(calling.api, SEND)).to.equal(0)
    await user.says('long').shouldNotReply()
    await user.shouldReceive(/很长/)
    await user.shouldReceive(/很长/)
    await user.shouldReceive(/很长/)
    const text = user.received().map(({ content }) => content.content)
    expect(text.join('')).to.equal('很长的回复。'.repeat(300))
  })

  it('uploads a picture, and sends it', async () => {
    await start()
    const user = wechat.user('oA')
    await user.says('picture').shouldNotReply()
    const { content } = await user.shouldReceive({ msgtype: 'image' })
    expect(content.media_id).to.match(/^[\w-]+$/)
    expect(calling.api.library.uploads).to.have.length(1)
  })

  it('answers a click within its minute', async () => {
    await start()
    const user = wechat.user('oA')
    await user.clicks('KEY').shouldNotReply()
    await user.shouldReceive('点了')
  })

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

  it('keeps its deadline by the machine’s clock, too, over a socket', async () => {
    const bot = calling.bot({ clock: systemClock, deadlineMs: 100 })
    let answer = (_text: string): void => {}
    bot.on(
      'text',
      () =>
        new Promise<string>((resolve) => {
          answer = resolve
        }),
    )
    wechat = await simulate(bot, { api: calling.api, over: 'http' })
    const user = wechat.user('oA')
    const exchange = user.says('在吗')
    await exchange.shouldNotReply()
    const [attempt] = await exchange.attempts()
    // Timers count in whole milliseconds, from a moment that is a little earlier.
    expect(attempt?.ms).to.be.at.least(99)
    expect(user.received()).to.deep.equal([])
    answer('想好了')
    await user.shouldReceive('想好了', { withinMs: 60_000 })
    expect(countOf(calling.api, SEND)).to.equal(1)
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

  it('is refused on an account without an appSecret: ctx.send, ctx.typing, bot.send', async () => {
    const { createBot } = await import('@wechatbot/core')
    const bot = createBot({ token: 'no-secret', clock: calling.clock })
    const codes: unknown[] = []
    const note = (error: { code?: unknown }) => void codes.push(error.code)
    bot.on('text', async (ctx) => {
      await ctx.send('x').catch(note)
      await ctx.typing().catch(note)
      try {
        void ctx.api
      } catch (error) {
        note(error as { code?: unknown })
      }
      return 'fine'
    })
    wechat = await simulate(bot)
    await wechat.user('oA').says('x').shouldReply('fine')
    await bot.send('oA', 'x').catch(note)
    expect(codes).to.deep.equal(['NO_API', 'NO_API', 'NO_API', 'NO_API'])
  })

  it('shows that it types: once in 15 s, within 30 s', async () => {
    const bot = await start()
    bot.hears('type', async (ctx) => {
      await ctx.typing()
      return 'typed'
    })
    const user = wechat.user('oA')
    await user.says('type').shouldReply('typed')
    const { errcode } = await calling.failing(bot.api.typing('oA'))
    expect(errcode).to.equal(45081)
    await calling.passing(bot.api.typing('oA', false))
    await calling.clock.advance(31_000)
    expect((await calling.failing(bot.api.typing('oA'))).errcode).to.equal(45080)
  })
})
