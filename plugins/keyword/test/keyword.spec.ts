import { createBot, createLogger, image } from '@wechatbot/core'
import keyword from '@wechatbot/plugin-keyword'
import { type FakeUser, type Simulation, simulate } from '@wechatbot/simulator'
import { expect } from 'chai'

describe('keyword', () => {
  let wechat: Simulation
  let user: FakeUser

  before(async () => {
    const plugin = keyword({
      rules: [
        { match: '营业时间', reply: '9:00-21:00' },
        { match: ['价格', '多少钱'], mode: 'contains', reply: '看菜单' },
        { match: '订单', mode: 'prefix', reply: '请稍等' },
        { match: '^退(货|款)$', mode: 'regex', reply: '七天内可退' },
        { match: /^vip/i, reply: image('vip-card') },
        { match: '多少钱一斤', reply: '永远轮不到' },
        { match: '安静', reply: { type: 'none' } },
      ],
    })
    const bot = createBot({ token: 'a-token', plugins: [plugin] })
    bot.on('text', () => '没有规则')
    wechat = await simulate(bot)
    user = wechat.user('oA')
  })
  after(() => wechat.close())

  it('matches the whole text by default, white space at its ends aside', async () => {
    await user.says('  营业时间 ').shouldReply('9:00-21:00')
    await user.says('营业时间？').shouldReply('没有规则')
  })

  it('matches any word of a list, anywhere in the text', async () => {
    await user.says('这个多少钱').shouldReply('看菜单')
    await user.says('价格呢').shouldReply('看菜单')
  })

  it('matches a beginning', async () => {
    await user.says('订单 123').shouldReply('请稍等')
    await user.says('我的订单').shouldReply('没有规则')
  })

  it('matches a regular expression, as text or as RegExp', async () => {
    await user.says('退款').shouldReply('七天内可退')
    await user.says('退款吗').shouldReply('没有规则')
    await user.says('VIP 会员').shouldReply({ Image: { MediaId: 'vip-card' } })
  })

  it('lets the first rule win', () => user.says('多少钱一斤').shouldReply('看菜单'))

  it('can answer with silence', () => user.says('安静').shouldNotReply())

  it('leaves other kinds to others', () => user.sends('image').shouldNotReply())

  it('finds a RegExp with g twice in a row', async () => {
    const bot = createBot({
      token: 'a-token',
      plugins: [keyword({ rules: [{ match: /促销/g, reply: '有' }] })],
    })
    const other = await simulate(bot)
    await other.user('oA').says('促销').shouldReply('有')
    await other.user('oB').says('促销').shouldReply('有')
    await other.close()
  })

  it('names every wrong rule at start', async () => {
    const rules = [
      { match: '', reply: 'a' },
      { match: 'b', reply: { type: 'txet', content: 'b' } },
      { match: '(', mode: 'regex', reply: 'c' },
      { match: 'd', mode: 'fuzzy', reply: 'd' },
      { match: 'e', answer: 'e' },
    ]
    const logger = createLogger({ level: 'silent' })
    const bot = createBot({ token: 'a-token', plugins: [[keyword, { rules }]], logger })
    const failure = await bot.ready().catch((error: Error) => error.message)
    expect(failure).to.contain('plugin "keyword"')
    for (const i of [0, 1, 2, 3, 4]) expect(failure).to.contain(`rules[${i}]`)
    expect(failure).to.contain('did you mean "text"?')
  })
})
