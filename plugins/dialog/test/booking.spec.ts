import type { Bot } from '@wechatbot/core'
import { dialog } from '@wechatbot/plugin-dialog'
import { expect } from 'chai'
import { createTalk, LEAVING, type Talk } from './talk.js'

describe('a booking', () => {
  let talk: Talk
  let done: unknown[]

  const booking = () =>
    dialog({
      name: 'booking',
      start: ['订位', /^预订/],
      ...LEAVING,
      steps: [
        { name: 'date', ask: '哪天？', type: 'date' },
        {
          name: 'people',
          ask: (answers) => `${answers.date}，几位？`,
          type: 'integer',
          min: 1,
          max: 20,
          retry: '请回复 1 到 20 的数字',
        },
        {
          name: 'seat',
          ask: '坐哪里？',
          type: 'choice',
          choices: ['大厅', '包间'],
          when: (answers) => answers.people > 4,
        },
        { name: 'phone', ask: '手机号？', type: 'phone' },
      ],
      done: async (_ctx, answers) => {
        const seat: '大厅' | '包间' | undefined = answers.seat
        const people: number = answers.people
        const date: string = answers.date
        done.push(answers)
        return `已订 ${date} ${people} 位 ${seat ?? ''} ${answers.phone}`
      },
    })

  const start = async (change: (bot: Bot) => void = () => {}) => {
    done = []
    talk = createTalk()
    const wechat = await talk.start({ plugins: [booking()] }, (bot) => {
      bot.hears('菜单', () => '今日菜单')
      change(bot)
    })
    return wechat.user('oA')
  }
  afterEach(() => talk.close())

  it('asks one question after the other, and ends with what done says', async () => {
    const user = await start()
    await user.says('订位').shouldReply('哪天？')
    await user.says('明天晚上七点').shouldReply('2026-11-28 19:00，几位？')
    await user.says('６位').shouldReply('坐哪里？\n1. 大厅\n2. 包间')
    await user.says('2').shouldReply('手机号？')
    await user.says('+86 138-0013-8000').shouldReply('已订 2026-11-28 19:00 6 位 包间 13800138000')
    expect(done).to.deep.equal([
      { date: '2026-11-28 19:00', people: 6, seat: '包间', phone: '13800138000' },
    ])
    await user.says('菜单').shouldReply('今日菜单')
  })

  it('skips a step whose condition does not hold', async () => {
    const user = await start()
    await user.says('预订一张桌子').shouldReply('哪天？')
    await user.says('明天').shouldReply('2026-11-28，几位？')
    await user.says('两位').shouldReply('手机号？')
  })

  it('answers before all handlers while it is open', async () => {
    const user = await start()
    await user.says('订位')
    await user.says('菜单').shouldReply(/^没有看懂时间/)
  })
})
