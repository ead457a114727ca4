/** Tools that need no code: what users read, and what comes later. */
import { type BotOptions, createBot, createLogger, createMemoryStore } from '@wechatbot/core'
import ai from '@wechatbot/plugin-ai'
import {
  createFakeApi,
  createManualClock,
  type FakeApi,
  type Simulation,
} from '@wechatbot/simulator'
import { expect } from 'chai'
import { type AiOptions, talksOfSuite } from './talk.js'

const ACCOUNT = { appId: 'wx1', appSecret: 'a-secret' }

describe('the own tools of ai', () => {
  let api: FakeApi | undefined
  const clock = createManualClock(Date.parse('2026-11-27T18:00:00+08:00'))
  const talk = talksOfSuite()
  const start = async (options: Partial<AiOptions>, bot: Partial<BotOptions> = {}) => {
    api ??= await createFakeApi({ clock, ...ACCOUNT })
    const account = { ...ACCOUNT, api: { baseUrl: api.url } }
    return talk(options, { clock, api, bot: { ...account, ...bot } })
  }
  afterEach(async () => {
    await api?.close()
    api = undefined
  })

  it('are off', async () => {
    const { says, provider } = await start({})
    await says('你好')
    expect(provider.requests[0]?.body).not.to.have.property('tools')
  })

  describe('hand a user over', () => {
    const TRANSFER = { MsgType: 'transfer_customer_service' }
    const LINK =
      '<a href="weixin://bizmsgmenu?msgmenucontent=转人工&msgmenuid=ai">点这里转人工客服</a>'

    it('by a transfer, and ask the model no more', async () => {
      const { says, provider, wechat } = await start({ tools: { handoff: true } })
      provider.answers(['我帮您叫人。', { tool: 'handoff', arguments: '{}' }])
      await wechat.user('oA').says('我要投诉').shouldReply(TRANSFER)
      expect(provider.requests).to.have.length(1)
      expect(await says('谢谢')).to.equal('你说的是「谢谢」。')
      // The call is remembered, with its result: providers refuse one without the other.
      const roles = provider.requests[1]?.body.messages.map(({ role }) => role)
      expect(roles).to.deep.equal(['user', 'assistant', 'tool', 'user'])
    })

    it('not where the model answers by itself', async () => {
      const { says, provider } = await start({ tools: { handoff: true } })
      provider.answers(['我们有', '龙井。'])
      expect(await says('有什么茶')).to.equal('我们有龙井。')
    })

    for (const [late, read] of [
      ['mailbox', async (wechat: Simulation) => wechat.user('oA').says('继续').shouldReply(LINK)],
      ['customer-service', async (wechat: Simulation) => wechat.user('oA').shouldReceive(LINK)],
    ] as const) {
      it(`by a link where the answer is late, with ${late}: WeChat takes no transfer then`, async () => {
        const given = await start({ tools: { handoff: true } }, { late: [late] })
        given.provider.answers([{ waitMs: 6000 }, { tool: 'handoff', arguments: '{}' }])
        const user = given.wechat.user('oA')
        await user.says('我要投诉')
        await clock.advance(6000)
        await read(given.wechat)
        await user.says('转人工').shouldReply(TRANSFER)
      })
    }
  })

  it('remind a user, and tell the model what time it is', async () => {
    const { says, provider, wechat } = await start({ tools: { remind: true }, blocked: ['酒'] })
    provider.answers([{ tool: 'remind', arguments: '{"minutes":30,"text":"买酒和茶"}' }], '好的。')
    expect(await says('半小时后提醒我买酒和茶'.replace('酒和', ''))).to.equal('好的。')
    expect(JSON.stringify(provider.requests[0]?.body.tools)).to.contain('2026年11月27日')
    expect(JSON.stringify(provider.requests[1]?.body.messages)).to.contain('18:30')
    await clock.advance(30 * 60_000)
    const { content } = await wechat.user('oA').shouldReceive()
    expect(content.content).to.equal('提醒：买＊和茶')
  })

  it('tell the model the time in the time zone of the bot', async () => {
    const tools = { remind: true } as const
    const { says, provider } = await start({ tools }, { timeZone: 'Asia/Tokyo' })
    provider.answers('好的。')
    const tokyo = new Date(clock.now() + 9 * 3_600_000).toISOString()
    await says('提醒我')
    expect(JSON.stringify(provider.requests[0]?.body.tools)).to.contain(tokyo.slice(11, 16))
  })

  it('remind once of a message that runs again, as after a crash', async () => {
    const tools = { remind: true } as const
    const store = createMemoryStore({ clock })
    // The second instance does not know that the first has taken the message.
    const again = { ...createMemoryStore({ clock }), jobs: store.jobs }
    const instances = [await start({ tools }, { store }), await start({ tools }, { store: again })]
    for (const { provider, wechat } of instances) {
      const both = ['茶', '米'].map((text) => ({
        tool: 'remind',
        arguments: JSON.stringify({ minutes: 30, text }),
      }))
      provider.answers(both, '好的。')
      const message = { Content: '提醒我', MsgId: '7' }
      await wechat.user('oA').sends('text', message).shouldReply('好的。')
    }
    await clock.advance(30 * 60_000)
    const texts = api?.messages.sent.map(({ content }) => content.content)
    expect(texts).to.have.members(['提醒：茶', '提醒：米'])
  })

  it('remind at no time that is none, and say so to the model', async () => {
    const { says, provider, wechat } = await start({ tools: { remind: true } })
    for (const minutes of [-1, 1e9, '"soon"']) {
      provider.answers(
        [{ tool: 'remind', arguments: `{"minutes":${minutes},"text":"茶"}` }],
        '好。',
      )
      await says('提醒我')
      const told = provider.requests.at(-1)?.body.messages.at(-1)
      expect(told?.role).to.equal('tool')
      expect(told?.content).to.contain('没有记下')
    }
    await clock.advance(86_400_000)
    expect(wechat.user('oA').received()).to.have.length(0)
  })

  it('want an account with the API to remind, and say so at start', async () => {
    const logger = createLogger({ level: 'silent' })
    const plugins = [ai({ model: 'ollama/qwen3', tools: { remind: true } })]
    const bot = createBot({ token: 'a-token', logger, plugins })
    const failure = await bot.ready().then(
      () => '',
      (error: Error) => error.message,
    )
    await bot.close()
    expect(failure).to.contain('appSecret')
  })
})
