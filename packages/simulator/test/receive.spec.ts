import { type Bot, createBot, createLogger, createMemoryStore } from '@wechatbot/core'
import {
  createFakeApi,
  createManualClock,
  type FakeApi,
  type ManualClock,
  type Simulation,
  simulate,
} from '@wechatbot/simulator'
import { expect } from 'chai'

const SEND = 'POST /cgi-bin/message/custom/send'

describe('what a bot sends by itself', () => {
  let clock: ManualClock
  let api: FakeApi
  let bot: Bot
  let wechat: Simulation

  beforeEach(async () => {
    clock = createManualClock()
    api = await createFakeApi({ appId: 'wxReceive', appSecret: 'a-secret', clock })
    bot = createBot({
      token: 'a-token',
      appId: 'wxReceive',
      appSecret: 'a-secret',
      api: { baseUrl: api.url },
      clock,
      store: createMemoryStore({ clock }),
      logger: createLogger({ level: 'silent' }),
    })
    bot.hears(/^(?<seconds>\d+) s$/, async (_ctx, { groups }) => {
      await clock.wait(Number(groups?.seconds) * 1000)
      return `done after ${groups?.seconds} s`
    })
    bot.hears('twice', async (ctx) => {
      await ctx.typing()
      await ctx.send('first')
      return 'second'
    })
    wechat = await simulate(bot, { api })
  })

  afterEach(async () => {
    await wechat.close()
    await api.close()
  })

  it('reaches its user, who waits by the clock', async () => {
    const user = wechat.user('oA')
    const startedAt = clock.now()
    await user.says('7 s').shouldNotReply()
    expect(clock.now() - startedAt).to.be.within(4500, 4600)
    expect(user.received()).to.deep.equal([])
    const message = await user.shouldReceive(/^done after 7/)
    expect(message).to.deep.include({ openid: 'oA', msgtype: 'text' })
    expect(message.at - startedAt).to.be.within(7000, 7100)
    expect(user.received()).to.deep.equal([message])
    expect(wechat.user('oB').received()).to.deep.equal([])
  })

  it('comes before the reply, when a handler sends it', async () => {
    const user = wechat.user('oA')
    await user.says('twice').shouldReply('second')
    await user.shouldReceive('first')
    expect(api.calls.map(({ endpoint }) => endpoint)).to.include(
      'POST /cgi-bin/message/custom/typing',
    )
  })

  it('answers one expectation only, and fails with the chat', async () => {
    const user = wechat.user('oA')
    await user.says('twice')
    await user.shouldReceive({ msgtype: 'text', content: { content: 'first' } })
    const failure = await user
      .shouldReceive(/晴/, { withinMs: 2000 })
      .catch((error: Error) => error.message)
    expect(failure).to.equal(
      [
        '',
        '  oA: twice',
        '  bot, by the API: first',
        '  bot: second',
        '  expected a customer-service message /晴/ within 2000 ms',
      ].join('\n'),
    )
    const again = await user
      .shouldReceive('first', { withinMs: 10 })
      .catch((error: Error) => error.message)
    expect(again).to.contain('expected a customer-service message "first"')
  })

  it('is beyond a bot without the option', async () => {
    const plain = await simulate(createBot({ token: 'a-token' }))
    const failure = await plain
      .user('oA')
      .shouldReceive()
      .catch((error: Error) => error.message)
    expect(failure).to.contain('simulate(bot, { api })')
    await plain.close()
  })

  it('has windows that users open', async () => {
    const errcodes: unknown[] = []
    const send = (openid = 'oA') =>
      clock
        .passWhile(() => bot.send(openid, '晚上好'))
        .catch(({ errcode }: { errcode: unknown }) => errcodes.push(errcode))
    await send('oNew')
    expect(errcodes).to.deep.equal([45015])
    const user = wechat.user('oA')
    await user.follows()
    for (let i = 0; i < 4; i += 1) await send()
    expect(errcodes).to.deep.equal([45015, 45047])
    await user.says('你好')
    for (let i = 0; i < 6; i += 1) await send()
    expect(errcodes).to.deep.equal([45015, 45047, 45047])
    expect(user.received()).to.have.length(8)
    await user.unfollows()
    await send()
    expect(errcodes).to.have.length(4)
  })

  it('takes as long as its answer travels, and a silent API as long as the bot waits', async () => {
    api.fail(SEND, { delayMs: 3000 })
    const user = wechat.user('oA')
    const startedAt = clock.now()
    await user.says('5 s')
    expect((await user.shouldReceive()).at - startedAt).to.be.within(8000, 8200)
    api.fail(SEND, 'hang')
    await user.says('6 s')
    await user.shouldReceive('done after 6 s')
    // The hanging call took 5 s, the pause half a second.
    expect(clock.now() - startedAt).to.be.within(8000 + 6000 + 5500, 20_000)
  })
})
