import {
  type Bot,
  type BotOptions,
  createBot,
  createLogger,
  stream,
  transfer,
} from '@wechatbot/core'
import handoff from '@wechatbot/plugin-handoff'
import {
  createFakeApi,
  createManualClock,
  type FakeApi,
  type Simulation,
  simulate,
} from '@wechatbot/simulator'
import { expect } from 'chai'

const logger = createLogger({ level: 'silent' })
const NOON = Date.parse('2026-11-23T12:00:00+08:00')
const HANDED_OVER = { MsgType: 'transfer_customer_service' }

const OWN_ACCOUNTS = { keywords: [], accounts: { 退款: 'money@gh_1' } }

const linkOf = (word: string) =>
  `请点击<a href="weixin://bizmsgmenu?msgmenucontent=${word}&msgmenuid=handoff">这里</a>`

describe('while a human has the user, handoff', () => {
  let clock: ReturnType<typeof createManualClock>
  let wechat: Simulation

  const start = async (
    options: Parameters<typeof handoff>[0] = {},
    change: (bot: Bot) => void = (bot) => bot.on('text', () => '机器人'),
    more: Partial<BotOptions> = {},
    api?: FakeApi,
  ) => {
    clock = createManualClock(NOON)
    const plugins = [handoff(options)]
    const bot = createBot({ token: 'a-token', clock, logger, plugins, ...more }) as Bot
    change(bot)
    wechat = await simulate(bot, api === undefined ? {} : { api })
    return wechat.user('oA')
  }
  const agentComes = async (ms: number) => {
    await clock.wait(ms)
    await wechat.user('oA').sends('event:kf_create_session', { KfAccount: 'a@gh_1' })
  }
  afterEach(() => wechat.close())

  it('is silent from kf_create_session to kf_close_session, over a switch', async () => {
    const user = await start()
    await user.sends('event:kf_create_session', { KfAccount: 'a@gh_1' }).shouldNotReply()
    await user.says('你好').shouldNotReply()
    const accounts = { FromKfAccount: 'a@gh_1', ToKfAccount: 'b@gh_1' }
    await user.sends('event:kf_switch_session', accounts).shouldNotReply()
    await clock.advance(6 * 60 * 60_000)
    await user.says('在吗').shouldNotReply()
    await user.sends('event:kf_close_session', { KfAccount: 'b@gh_1' }).shouldNotReply()
    await user.says('你好').shouldReply('机器人')
  })

  it('speaks to all others', async () => {
    const user = await start()
    await user.sends('event:kf_create_session', { KfAccount: 'a@gh_1' })
    await wechat.user('oB').says('你好').shouldReply('机器人')
    await user.says('你好').shouldNotReply()
  })

  it('hands over what is written until an agent comes, and speaks again when none has been told of', async () => {
    const user = await start({ silentMs: 600_000, kfAccount: 'a@gh_1' })
    await user.says('人工').shouldReply(HANDED_OVER)
    await clock.advance(500_000)
    const more = await user.says('我的茶洒了')
    expect(more).to.have.nested.property('reply.TransInfo.KfAccount', 'a@gh_1')
    await clock.advance(500_000)
    await user.says('还在吗').shouldReply(HANDED_OVER)
    await clock.advance(600_000)
    await user.says('你好').shouldReply('机器人')
  })

  it('gives the bot back for a word', async () => {
    const user = await start()
    await user.says('人工').shouldReply(HANDED_OVER)
    await user.says('机器人。').shouldReply('机器人回来了，请说。')
    await user.says('你好').shouldReply('机器人')
  })

  it('drops an answer that was being made when the agent came', async () => {
    const user = await start({}, (bot) => {
      bot.on('text', async () => {
        await clock.wait(3000)
        return '太晚了'
      })
    })
    await Promise.all([user.says('茶怎么泡').shouldNotReply(), agentComes(1000)])
  })

  it('ends an answer that is being written where the agent comes', async () => {
    const user = await start({}, (bot) => {
      bot.on('text', () => {
        const pieces = async function* () {
          for (const piece of ['一', '二', '三', '四']) {
            await clock.wait(1000)
            yield piece
          }
        }
        return stream(pieces())
      })
    })
    await Promise.all([user.says('茶怎么泡').shouldReply('一二'), agentComes(2500)])
  })

  it('lets handlers of events work, and says nothing of what they return', async () => {
    const seen: string[] = []
    const user = await start({}, (bot) => {
      bot.on('event:LOCATION', () => {
        seen.push('LOCATION')
        return '您在福田'
      })
    })
    await user.sends('event:kf_create_session', { KfAccount: 'a@gh_1' })
    const place = { Latitude: '22.5', Longitude: '114', Precision: '1' }
    await user.sends('event:LOCATION', place).shouldNotReply()
    expect(seen).to.deep.equal(['LOCATION'])
  })

  it('is silent for a user whom another handler has handed over', async () => {
    const user = await start({}, (bot) => {
      bot.on('text', ({ message }) => (message.Content === '退款' ? transfer() : '机器人'))
    })
    await user.says('退款').shouldReply(HANDED_OVER)
    await user.says('谢谢').shouldReply(HANDED_OVER)
  })

  const CLICKED: readonly (readonly [string, Parameters<typeof handoff>[0], string])[] = [
    ['a keyword', { keywords: ['客服'] }, '客服'],
    ['a word of accounts where there is no keyword', OWN_ACCOUNTS, '退款'],
  ]
  for (const [what, options, word] of CLICKED) {
    it(`answers a click that another handler hands over by a link that sends ${what}`, async () => {
      const user = await start(options, (bot) => bot.on('event:CLICK', () => transfer()))
      await user.clicks('KEY_17').shouldReply(`${linkOf(word)}转接人工客服，或回复「${word}」。`)
      await user.says(word).shouldReply(HANDED_OVER)
    })
  }

  it('offers a word of accounts where there is no keyword', async () => {
    const user = await start({ ...OWN_ACCOUNTS, after: { misses: 1 } }, () => {})
    await user.says('天书').shouldReply(/「退款」。$/)
  })

  it('offers a human after so many messages without an answer', async () => {
    const user = await start({ after: { misses: 2 } }, (bot) => bot.hears('你好', () => '您好'))
    await user.says('天书').shouldNotReply()
    await user.says('你好').shouldReply('您好')
    await user.says('天书').shouldNotReply()
    await user
      .says('还是天书')
      .shouldReply(/^没有听懂您的意思。.*msgmenucontent=人工&.*「人工」。$/)
    await user.says('天书').shouldNotReply()
    await user.says('人工').shouldReply(HANDED_OVER)
  })

  it('tells the owner on accounts without 客服功能, and is silent while the owner answers', async () => {
    const account = { appId: 'wx1', appSecret: 'a-secret' }
    const api = await createFakeApi(account)
    const user = await start(
      { notify: 'oOWNER' },
      undefined,
      { ...account, api: { baseUrl: api.url } },
      api,
    )
    const owner = wechat.user('oOWNER')
    await owner.says('在')
    await user.says('人工').shouldReply('已经通知店主，会在这里回复您，请稍候。')
    await owner.shouldReceive(/^有用户找人工：「人工」。/, { withinMs: 10_000 })
    await user.says('在吗').shouldNotReply()
    await clock.advance(1_800_000)
    await user.says('你好').shouldReply('机器人')
    await api.close()
  })
})
