import { createBot, createLogger } from '@wechatbot/core'
import handoff from '@wechatbot/plugin-handoff'
import { createManualClock, simulate } from '@wechatbot/simulator'
import { expect } from 'chai'

const logger = createLogger({ level: 'silent' })

/** What a user sees who writes `text` at a moment of China's time. */
async function at(
  moment: string,
  text: string,
  options: Parameters<typeof handoff>[0] = {},
  account: { readonly timeZone?: string } = {},
) {
  const clock = createManualClock(Date.parse(`${moment}+08:00`))
  const bot = createBot({
    token: 'a-token',
    clock,
    logger,
    plugins: [handoff(options)],
    ...account,
  })
  bot.on('text', () => '机器人')
  const wechat = await simulate(bot)
  const seen = await wechat.user('oA').says(text)
  await wechat.close()
  expect(seen.type).to.equal('reply')
  return seen.type === 'reply' ? seen.reply : {}
}

/** What the bot's owner reads; undefined where the options are taken. */
async function refusalOf(options: object): Promise<string | undefined> {
  const bot = createBot({ token: 'a-token', logger, plugins: [[handoff, options]] })
  const failure = await bot.ready().catch((error: Error) => error)
  await bot.close()
  return failure instanceof Error ? failure.message : undefined
}

const MONDAY_NOON = '2026-11-23T12:00:00'
const WORKDAYS = { days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }

describe('handoff', () => {
  it('hands over a user who asks for a human', async () => {
    const reply = await at(MONDAY_NOON, ' 人工 ')
    expect(reply.MsgType).to.equal('transfer_customer_service')
    expect(reply).not.to.have.property('TransInfo')
    expect((await at(MONDAY_NOON, '人工智能是什么')).Content).to.equal('机器人')
  })

  it('hands over a user who writes or says the word in another way', async () => {
    for (const text of ['人工。', '转人工！', '人\u200b工', '人工\u2063']) {
      expect((await at(MONDAY_NOON, text)).MsgType, text).to.equal('transfer_customer_service')
    }
    const options = { keywords: ['VIP'], accounts: { ＫＦ: 'money@gh_1' } }
    expect((await at(MONDAY_NOON, 'ｖｉｐ', options)).MsgType).to.equal('transfer_customer_service')
    expect((await at(MONDAY_NOON, 'kf。', options)).TransInfo).to.deep.equal({
      KfAccount: 'money@gh_1',
    })
  })

  it('hands over a voice message by what WeChat understood', async () => {
    const wechat = await simulate(createBot({ token: 'a-token', logger, plugins: [handoff()] }))
    await wechat
      .user('oA')
      .sends('voice', { Recognition: '转人工。' })
      .shouldReply({ MsgType: 'transfer_customer_service' })
    await wechat.user('oB').sends('voice', { Recognition: '' }).shouldNotReply()
    await wechat.close()
  })

  it('answers a click with a link that sends the word, for an event cannot be handed over', async () => {
    const wechat = await simulate(createBot({ token: 'a-token', logger, plugins: [handoff()] }))
    const user = wechat.user('oA')
    await user
      .sends('event:CLICK', { EventKey: '人工' })
      .shouldReply(/weixin:\/\/bizmsgmenu\?msgmenucontent=人工&/)
    await user.sends('event:CLICK', { EventKey: '营业时间' }).shouldNotReply()
    await wechat.close()
  })

  it('hands over to one agent, or to another by keyword', async () => {
    const options = { kfAccount: 'all@gh_1', accounts: { 退款: 'money@gh_1' } }
    expect((await at(MONDAY_NOON, '人工', options)).TransInfo).to.deep.equal({
      KfAccount: 'all@gh_1',
    })
    expect((await at(MONDAY_NOON, '退款', options)).TransInfo).to.deep.equal({
      KfAccount: 'money@gh_1',
    })
  })

  const MOMENTS: readonly (readonly [string, string?])[] = [
    ['2026-11-23T08:59:59', '今天 09:00'],
    ['2026-11-23T09:00:00'],
    ['2026-11-23T17:59:59'],
    ['2026-11-23T18:00:00', '明天 09:00'],
    ['2026-11-28T12:00:00', '11月30日（周一） 09:00'],
  ]
  for (const [moment, next] of MOMENTS) {
    it(`is ${next === undefined ? 'open' : `closed until ${next}`} at ${moment}`, async () => {
      const closedText = '下班了，{next} 回来'
      const reply = await at(moment, '人工', { hours: [WORKDAYS], closedText })
      if (next === undefined) expect(reply.MsgType).to.equal('transfer_customer_service')
      else expect(reply.Content).to.equal(`下班了，${next} 回来`)
    })
  }

  it('reads the hours in the time zone of the bot', async () => {
    const options = { hours: [WORKDAYS], closedText: '{next}' }
    const paris = { timeZone: 'Europe/Paris' }
    expect((await at(MONDAY_NOON, '人工', options, paris)).Content).to.equal('今天 09:00')
  })

  it('stays open past midnight', async () => {
    const hours = [{ days: [5], from: '20:00', to: '02:00' }]
    expect((await at('2026-11-28T01:00:00', '人工', { hours })).MsgType).to.equal(
      'transfer_customer_service',
    )
    expect((await at('2026-11-27T01:00:00', '人工', { hours })).MsgType).to.equal('text')
  })

  it('names every wrong option', async () => {
    const options = { hours: [{ from: '9', to: '25:00' }] }
    expect(await refusalOf(options))
      .to.contain('hours[0].from')
      .and.contain('hours[0].to')
  })

  it('refuses a closedText with another placeholder, or in full-width braces', async () => {
    expect(await refusalOf({ closedText: '{nxt}再来' })).to.contain(
      'closedText: expected a text with the placeholders {next}; unknown: {nxt} (did you mean {next}?), got',
    )
    expect(await refusalOf({ closedText: '｛next｝ 再来' })).to.contain(
      'unknown: ｛next｝ (did you mean {next}?)',
    )
  })

  it('takes other braces as a part of each text, and no time where none is filled in', async () => {
    const words = '请按 {姓名} 留言 {}'
    const texts = { closedText: words, backText: words, notifiedText: words }
    expect(await refusalOf(texts)).to.equal(undefined)
    expect(await refusalOf({ backText: '{next}', notifiedText: '{until}' }))
      .to.contain('backText: expected a text without placeholders; found: {next}, got')
      .and.contain('notifiedText: expected a text without placeholders; found: {until}, got')
  })

  it('refuses a blank word, which every picture would be', async () => {
    const blanks = { keywords: [' '], back: ['\u200b'], accounts: { '　': 'money@gh_1' } }
    expect(await refusalOf(blanks))
      .to.contain('keywords[0]: expected a word of at least one character, got " "')
      .and.contain('back[0]: expected a word of at least one character')
      .and.contain('accounts: expected a word of at least one character, got "　"')
  })
})
