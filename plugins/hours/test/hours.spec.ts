import { createBot, createLogger } from '@wechatbot/core'
import hours from '@wechatbot/plugin-hours'
import { createManualClock, simulate } from '@wechatbot/simulator'
import { expect } from 'chai'

const logger = createLogger({ level: 'silent' })

/** What a user reads who asks at a moment of China's time. */
async function at(
  moment: string,
  text: string,
  options: Parameters<typeof hours>[0],
  account: { timeZone?: string } = {},
) {
  const clock = createManualClock(Date.parse(`${moment}:00+08:00`))
  const bot = createBot({ token: 'a-token', clock, logger, plugins: [hours(options)], ...account })
  bot.on('*', () => '别的插件')
  const wechat = await simulate(bot)
  const seen = await wechat.user('oA').says(text)
  await wechat.close()
  return seen.type === 'reply' ? seen.reply.Content : undefined
}

/** What the bot's owner reads; undefined where the options are taken. */
async function refusalOf(options: object): Promise<string | undefined> {
  const bot = createBot({ token: 'a-token', logger, plugins: [[hours, options]] })
  const failure = await bot.ready().catch((error: Error) => error)
  await bot.close()
  return failure instanceof Error ? failure.message : undefined
}

const SHOP = {
  hours: [
    { days: [1, 2, 3, 4, 5], from: '09:00', to: '21:00' },
    { days: [6, 7], from: '10:00', to: '02:00' },
    { dates: ['2027-01-01', '2027-02-05..2027-02-11'], closed: true },
    { dates: ['2027-02-12'], from: '12:00', to: '18:00' },
  ] as const,
}
const options = SHOP as unknown as Parameters<typeof hours>[0]

describe('hours', () => {
  const MOMENTS: readonly (readonly [string, string])[] = [
    ['2026-11-27T12:00', '营业中，到 21:00。'],
    ['2026-11-27T08:59', '现在休息，今天 09:00 开门。'],
    ['2026-11-27T21:00', '现在休息，明天 10:00 开门。'],
    ['2026-11-29T01:59', '营业中，到 02:00。'],
    ['2026-11-29T02:00', '现在休息，今天 10:00 开门。'],
    ['2026-12-31T22:00', '现在休息，1月2日（周六） 10:00 开门。'],
    ['2027-02-05T12:00', '现在休息，2月12日（周五） 12:00 开门。'],
    ['2027-02-12T18:00', '现在休息，明天 10:00 开门。'],
  ]
  for (const [moment, answer] of MOMENTS) {
    it(`says at ${moment}: ${answer}`, async () => {
      expect(await at(moment, '你们现在开门吗？', options)).to.equal(answer)
    })
  }

  it('answers each branch, or the one that is named', async () => {
    const branches = {
      福田店: [{ from: '09:00', to: '21:00' }],
      南山店: [{ from: '18:00', to: '23:00' }],
    }
    expect(await at('2026-11-27T12:00', '营业时间', { branches })).to.equal(
      '福田店：营业中，到 21:00。\n南山店：现在休息，今天 18:00 开门。',
    )
    expect(await at('2026-11-27T12:00', '南山店开门了吗', { branches })).to.equal(
      '南山店：现在休息，今天 18:00 开门。',
    )
  })

  it('reads the hours in the time zone of the bot', async () => {
    const paris = { timeZone: 'Europe/Paris' }
    expect(await at('2026-11-27T16:30', '开门吗', options, paris)).to.equal('营业中，到 21:00。')
    expect(await at('2026-11-27T12:00', '开门吗', options, paris)).to.equal(
      '现在休息，今天 09:00 开门。',
    )
  })

  it('takes times as people write them', async () => {
    const hours = [{ from: '9:00', to: '9：30' }]
    expect(await at('2026-11-27T09:15', '开门吗', { hours })).to.equal('营业中，到 09:30。')
    expect(await at('2026-11-27T10:00', '开门吗', { hours })).to.equal(
      '现在休息，明天 09:00 开门。',
    )
  })

  it('takes the places of location-lookup as branches', async () => {
    const place = { latitude: 22.5446, longitude: 114.0545, address: '福中路 1 号' }
    const branches = [
      { ...place, name: '福田店', hours: [{ from: '09:00', to: '21:00' }] },
      { ...place, name: '仓库' },
    ]
    expect(await at('2026-11-27T12:00', '开门吗', { branches })).to.equal(
      '福田店：营业中，到 21:00。',
    )
    const wrong = [{ ...place, name: '福田店', hours: [{ from: '9', to: '21:00' }] }]
    expect(await refusalOf({ branches: wrong })).to.contain('branches[0].hours[0].from')
  })

  it('leaves other messages to others, and long ones', async () => {
    expect(await at('2026-11-27T12:00', '你好', options)).to.equal('别的插件')
    const letter = `${'我想问一下'.repeat(4)}开门吗`
    expect(await at('2026-11-27T12:00', letter, options)).to.equal('别的插件')
  })

  it('answers a voice message and a click on the menu', async () => {
    const clock = createManualClock(Date.parse('2026-11-27T12:00:00+08:00'))
    const wechat = await simulate(
      createBot({ token: 'a-token', clock, logger, plugins: [hours(options)] }),
    )
    const user = wechat.user('oA')
    await user.sends('voice', { Recognition: '现在开门吗' }).shouldReply(/^营业中/)
    await user.clicks('营业时间').shouldReply(/^营业中/)
    await user.clicks('别的').shouldNotReply()
    await wechat.close()
  })

  it('names every wrong option', async () => {
    const wrong = {
      hours: [
        { from: '9', to: '21:00' },
        { dates: ['2027-02-30'], closed: true },
        { days: [1], from: '09:00' },
        { days: [8], closed: true },
      ],
    }
    expect(await refusalOf(wrong))
      .to.contain('hours[0].from: expected a time like "09:00"')
      .and.contain('hours[1].dates[0]: expected a date like')
      .and.contain('hours[2]: expected from and to, or closed: true')
      .and.contain('hours[3].days[0]')
  })

  it('refuses a placeholder that it does not fill', async () => {
    expect(await refusalOf({ ...SHOP, open: '到 {next}', closed: '｛next｝ 开门' }))
      .to.contain('open: expected a text with the placeholders {until}; unknown: {next}, got')
      .and.contain('closed: expected a text with the placeholders {next}; unknown: ｛next｝')
    expect(await refusalOf({ ...SHOP, away: '休息 {next}' })).to.contain(
      'away: expected a text without placeholders; found: {next}, got',
    )
  })

  it('takes other braces as a part of each text', async () => {
    const words = '营业 {见公告} {}'
    expect(await refusalOf({ ...SHOP, open: words, closed: words, away: words })).to.equal(
      undefined,
    )
  })

  it('refuses a blank word, which is in every message', async () => {
    const blanks = { words: [' '], branches: { ' ': [{ from: '09:00', to: '21:00' }] } }
    expect(await refusalOf(blanks))
      .to.contain('words[0]: expected a word of at least one character, got " "')
      .and.contain('branches: expected a word of at least one character, got " "')
  })

  it('refuses hours beside branches: each branch has its own', async () => {
    const both = { ...SHOP, branches: { 福田店: [{ from: '09:00', to: '21:00' }] } }
    expect(await refusalOf(both)).to.contain('expected hours or branches, got both')
    expect(await refusalOf({})).to.contain('expected hours, or branches with hours')
    expect(await refusalOf({ ...SHOP, branches: {} })).to.equal(undefined)
  })
})
