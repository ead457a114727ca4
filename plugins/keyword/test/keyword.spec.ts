import { createBot, createLogger, image } from '@wechatbot/core'
import keyword from '@wechatbot/plugin-keyword'
import { type FakeUser, type Simulation, simulate } from '@wechatbot/simulator'
import { expect } from 'chai'
import { replying } from './replying.ts'

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
    const logger = createLogger({ level: 'silent' })
    const bot = createBot({ token: 'a-token', plugins: [plugin], logger })
    bot.on('text', () => '没有规则')
    wechat = await simulate(bot)
    user = wechat.user('oA')
  })
  after(() => wechat.close())

  it('matches the whole text by default, white space and punctuation at its end aside', async () => {
    for (const text of ['  营业时间 ', '营业时间？', '营业\u200b时间。']) {
      await user.says(text).shouldReply('9:00-21:00')
    }
    await user.says('营业时间是').shouldReply('没有规则')
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

  it('matches any writing of a word', () =>
    replying({ rules: [{ match: 'ＶＩＰ 会员', reply: '有' }] }, async (user) => {
      await user.says(' vip　 会员\n').shouldReply('有')
      await user.says('Vip会员').shouldReply('没有规则')
    }))

  it('asks the highest priority first', () => {
    const rules = [
      { match: '退', mode: 'contains', reply: '低' },
      { match: '退货', priority: 1, reply: '高' },
      { match: '退货', mode: 'regex', priority: 0.5, reply: '中' },
    ] as const
    return replying({ rules: [...rules] }, async (user) => {
      await user.says('退货').shouldReply('高')
      await user.says('退货吗').shouldReply('中')
      await user.says('退').shouldReply('低')
    })
  })

  it('hears voice messages by what was understood, if told to', () => {
    const rules = [
      { match: '营业时间', reply: '9:00' },
      { match: '只打字', reply: '好', recognition: false },
      { match: '点了', reply: '菜单', kinds: ['event:CLICK' as const] },
    ]
    return replying({ rules, recognition: true }, async (user) => {
      await user.sends('voice', { Recognition: '营业时间。' }).shouldReply('9:00')
      await user.sends('voice', { Recognition: '只打字。' }).shouldReply('没有规则')
      await user.sends('voice', { Recognition: '点了' }).shouldReply('没有规则')
      await user.sends('voice', { Recognition: '' }).shouldReply('没有规则')
      await user.says('营业时间').shouldReply('9:00')
    })
  })

  it('hears no voice message on its own account', () =>
    replying({ rules: [{ match: /./, reply: 'x' }] }, async (user) => {
      await user.sends('voice', { Recognition: '营业时间' }).shouldReply('没有规则')
    }))

  it('matches menus and QR codes by EventKey', () => {
    const rules = [
      { match: 'HOURS', reply: '9:00', kinds: ['event:CLICK' as const, 'text' as const] },
      {
        match: 'table',
        mode: 'prefix' as const,
        reply: '欢迎',
        kinds: ['event:SCAN' as const, 'event:subscribe' as const],
      },
    ]
    return replying({ rules }, async (user) => {
      await user.clicks('HOURS').shouldReply('9:00')
      await user.says('hours').shouldReply('9:00')
      await user.sends('event:SCAN', { EventKey: 'table7' }).shouldReply('欢迎')
      await user.follows({ scene: 'table7' }).shouldReply('欢迎')
      await user.follows().shouldReply('没有规则')
      await user.says('table7').shouldReply('没有规则')
    })
  })

  it('warns of a rule that never answers, naming both', async () => {
    const lines: string[] = []
    const logger = createLogger({ destination: { write: (line: string) => void lines.push(line) } })
    const rules = [
      { match: '退', mode: 'contains' as const, reply: 'a' },
      { match: '退货', reply: 'b' },
    ]
    const bot = createBot({ token: 'a-token', plugins: [keyword({ rules })], logger })
    await bot.ready()
    await bot.close()
    expect(lines.join('')).to.contain('rules[1] never answers: rules[0] always answers before it')
  })

  it('names every wrong rule at start', async () => {
    const rules = [
      { match: '', reply: 'a' },
      { match: 'b', reply: { type: 'txet', content: 'b' } },
      { match: '(', mode: 'regex', reply: 'c' },
      { match: 'd', mode: 'fuzzy', reply: 'd' },
      { match: 'e', answer: 'e' },
      { match: 'f', reply: 'f', kinds: ['image'] },
      { match: 'g', reply: [] },
    ]
    const logger = createLogger({ level: 'silent' })
    const bot = createBot({ token: 'a-token', plugins: [[keyword, { rules }]], logger })
    const failure = await bot.ready().catch((error: Error) => error.message)
    expect(failure).to.contain('plugin "keyword"')
    for (const i of rules.keys()) expect(failure).to.contain(`rules[${i}]`)
    expect(failure).to.contain(
      'rules[3].mode: expected one of exact, contains, prefix, regex, or 等于, 包含, 开头, 正则, got "fuzzy"',
    )
    expect(failure).to.contain('did you mean "text"?')
  })

  it('takes the modes of a file in the configuration, too', async () => {
    const rules = [
      { match: '价格', mode: '包含', reply: '看菜单' },
      { match: '订', mode: '开头', reply: '几位？' },
      { match: '^退', mode: '正则', reply: '七天内可退' },
      { match: '地址', mode: '等于', reply: '深圳' },
    ] as const
    const logger = createLogger({ level: 'silent' })
    const wechat = await simulate(
      createBot({ token: 'a-token', plugins: [keyword({ rules: [...rules] })], logger }),
    )
    const user = wechat.user('oA')
    await user.says('什么价格').shouldReply('看菜单')
    await user.says('订座').shouldReply('几位？')
    await user.says('退款').shouldReply('七天内可退')
    await user.says('地址').shouldReply('深圳')
    await wechat.close()
  })
})
