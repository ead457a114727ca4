/** customer-service: a slow reply goes out by WeChat's API, over real HTTP. */
import { type BotOptions, image, type ObservedRecord, systemClock } from '@wechatbot/core'
import { createPush, type Simulation, simulate } from '@wechatbot/simulator'
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

  const start = async (options: Partial<BotOptions> = {}, copiesAt?: readonly number[]) => {
    const { api, clock } = calling
    const bot = calling.bot({ observe: (record) => records.push(record), ...options })
    hearSeconds(bot, clock)
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
