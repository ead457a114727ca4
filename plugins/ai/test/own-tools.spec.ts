/** Tools that need no code: what users read, and what comes later. */
import { createBot, createLogger } from '@wechatbot/core'
import ai from '@wechatbot/plugin-ai'
import { createFakeApi, createManualClock, type FakeApi } from '@wechatbot/simulator'
import { expect } from 'chai'
import { type AiOptions, type Talk, talk } from './talk.js'

const ACCOUNT = { appId: 'wx1', appSecret: 'a-secret' }

describe('the own tools of ai', () => {
  let open: Talk | undefined
  let api: FakeApi | undefined
  const clock = createManualClock(Date.parse('2026-11-27T18:00:00+08:00'))
  const start = async (options: Partial<AiOptions>): Promise<Talk> => {
    api = await createFakeApi({ clock, ...ACCOUNT })
    open = await talk(options, { clock, api, bot: { ...ACCOUNT, api: { baseUrl: api.url } } })
    return open
  }
  afterEach(async () => {
    await open?.close()
    await api?.close()
    open = undefined
    api = undefined
  })

  it('are off', async () => {
    const { says, provider } = await start({})
    await says('你好')
    expect(provider.requests[0]?.body).not.to.have.property('tools')
  })

  it('show the way to a human, and hand over a user who takes it', async () => {
    const { says, provider, wechat } = await start({ tools: { handoff: true } })
    provider.answers([{ tool: 'handoff', arguments: '{}' }], '请找客服。')
    expect(await says('我要投诉')).to.equal(
      '请找客服。\n\n<a href="weixin://bizmsgmenu?msgmenucontent=转人工&msgmenuid=ai">点这里转人工客服</a>',
    )
    await wechat.user('oA').says('转人工').shouldReply({ MsgType: 'transfer_customer_service' })
    expect(await says('谢谢')).to.equal('你说的是「谢谢」。')
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

  it('remind at no time that is none', async () => {
    const { says, provider, wechat } = await start({ tools: { remind: true } })
    for (const minutes of [-1, 1e9, '"soon"']) {
      provider.answers(
        [{ tool: 'remind', arguments: `{"minutes":${minutes},"text":"茶"}` }],
        '好。',
      )
      await says('提醒我')
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
