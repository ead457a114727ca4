import { type Context, createBot, createLogger } from '@wechatbot/core'
import { dialog } from '@wechatbot/plugin-dialog'
import { createFakeApi, simulate } from '@wechatbot/simulator'
import { expect } from 'chai'
import { createTalk, type Talk } from './talk.js'

const booking = () =>
  dialog({
    name: 'booking',
    steps: [
      { name: 'date', ask: '哪天？', type: 'date' },
      { name: 'people', ask: '{date}，几位？', type: 'integer', max: 20 },
    ],
    done: (_ctx, { date, people }) => `已订 ${date} ${people} 位`,
  })

describe('dialog.begin', () => {
  let talk: Talk
  beforeEach(() => {
    talk = createTalk()
  })
  afterEach(() => talk.close())

  it('starts it from a handler, and skips what is known', async () => {
    const it = booking()
    const wechat = await talk.start({ plugins: [it] }, (bot) => {
      bot.hears('订位', (ctx) => it.begin(ctx))
      bot.hears('明天订位', (ctx) => it.begin(ctx, { date: '2026-11-28' }))
      bot.hears('两位', (ctx) => it.begin(ctx, { people: 2 }))
      bot.hears('老样子', (ctx) => it.begin(ctx, { date: '2026-11-28', people: 2 }))
      bot.on('event:subscribe', (ctx) => it.begin(ctx))
    })
    const user = wechat.user('oA')
    await user.says('订位').shouldReply('哪天？')
    await user.says('明天').shouldReply('11月28日（周六），几位？')
    await user.says('3').shouldReply('已订 2026-11-28 3 位')
    await user.says('明天订位').shouldReply('11月28日（周六），几位？')
    await user.says('上一步').shouldReply(/几位？$/)
    await user.says('3').shouldReply('已订 2026-11-28 3 位')
    await user.says('两位').shouldReply('哪天？')
    await user.says('后天').shouldReply('已订 2026-11-29 2 位')
    await user.says('老样子').shouldReply('已订 2026-11-28 2 位')
    await user.says('明天').shouldNotReply()
    await user.follows().shouldReply('哪天？')
    await user.says('后天').shouldReply(/几位/)
  })

  it('throws where the bot of the message does not have it, and for what is no answer', async () => {
    const own = booking()
    const foreign = booking()
    const errors: unknown[] = []
    const note = async (work: () => Promise<unknown>) => {
      try {
        await work()
      } catch (error) {
        errors.push((error as Error & { code: string }).code, (error as Error).message)
      }
    }
    const wechat = await talk.start({ plugins: [own] }, (bot) => {
      bot.on('text', async (ctx: Context) => {
        await note(() => foreign.begin(ctx))
        await note(() => own.begin(ctx, { people: 21 }))
        await note(() => own.begin(ctx, { poeple: 2 } as never))
        return '好'
      })
    })
    await wechat.user('oA').says('x').shouldReply('好')
    expect(errors).to.deep.equal([
      'BAD_CALL',
      'dialog "booking": the bot of this message does not have it; put it into the bot\'s plugins',
      'BAD_CALL',
      'dialog "booking", begin(): expected an answer to "people", got number',
      'BAD_CALL',
      'dialog "booking", begin(): expected the name of a step (date, people), got "poeple"',
    ])
  })
})

describe('buttons of a dialog', () => {
  const seat = () =>
    dialog({
      name: 'seat',
      start: '订位',
      steps: [
        { name: 'seat', ask: '坐哪里？', type: 'choice', choices: ['大厅', '包间'], buttons: true },
      ],
      done: '坐{seat}',
    })
  const account = { appId: 'wxDialog', appSecret: 'a-secret' }

  it('ask by a menu message, and a tap answers', async () => {
    const api = await createFakeApi(account)
    const logger = createLogger({ level: 'silent' })
    const bot = createBot({
      ...{ token: 'a-token', logger, plugins: [seat()] },
      ...{ ...account, api: { baseUrl: api.url } },
    })
    const wechat = await simulate(bot, { api })
    const user = wechat.user('oA')
    await user.says('订位').shouldNotReply()
    const sent = await user.shouldReceive()
    expect(JSON.stringify(sent)).to.contain('坐哪里？').and.contain('包间')
    await user.sends('text', { Content: '包间', bizmsgmenuid: '2' }).shouldReply('坐包间')
    await wechat.close()
    await api.close()
  })

  it('are a text where no message can be sent', async () => {
    const talk = createTalk()
    const user = (await talk.start({ plugins: [seat()] })).user('oA')
    await user.says('订位').shouldReply('坐哪里？\n1. 大厅\n2. 包间')
    await user.says('2').shouldReply('坐包间')
    await talk.close()
  })
})
