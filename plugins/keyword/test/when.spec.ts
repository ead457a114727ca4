/** Rules that answer by the hours of the shop. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBot, createLogger, type PluginEntry } from '@wechatbot/core'
import keyword from '@wechatbot/plugin-keyword'
import { createManualClock, simulate } from '@wechatbot/simulator'
import { expect } from 'chai'

type Options = NonNullable<Parameters<typeof keyword>[0]>

const logger = createLogger({ level: 'silent' })
const hours = [
  { days: [1, 2, 3, 4, 5], from: '09:00', to: '21:00' },
  { dates: ['2026-11-30'], closed: true as const },
]
const ASKED = { match: '开门吗', mode: 'contains' } as const
const rules: Options['rules'] = [
  { ...ASKED, when: 'open', reply: '开着，到 {until}' },
  { ...ASKED, when: 'closed', reply: ['关了，{next} 开门'] },
]

/** What a user reads who asks at a moment of China's time. */
async function at(moment: string, text: string, options: Options, timeZone = 'Asia/Shanghai') {
  const clock = createManualClock(Date.parse(`${moment}:00+08:00`))
  const plugins = [keyword({ watch: false, ...options })]
  const bot = createBot({ token: 'a-token', clock, logger, timeZone, plugins })
  bot.on('text', () => '没有规则')
  const wechat = await simulate(bot)
  const seen = await wechat.user('oA').says(text)
  await wechat.close()
  return seen.type === 'reply' ? seen.reply.Content : undefined
}

/** What the bot's owner reads at the start. */
async function refusalOf(options: object): Promise<string> {
  const plugins: PluginEntry[] = [[keyword, options]]
  const bot = createBot({ token: 'a-token', logger, plugins })
  const refusal = await bot.ready().then(
    () => '',
    (error: Error) => error.message,
  )
  await bot.close()
  return refusal
}

describe('a rule with when', () => {
  for (const [moment, reads] of [
    ['2026-11-27T12:00', '开着，到 21:00'],
    ['2026-11-27T08:00', '关了，今天 09:00 开门'],
    ['2026-11-26T22:00', '关了，明天 09:00 开门'],
    ['2026-11-30T12:00', '关了，明天 09:00 开门'],
    ['2026-11-28T12:00', '关了，12月1日（周二） 09:00 开门'],
  ] as const) {
    it(`answers 现在开门吗 at ${moment}: ${reads}`, async () => {
      expect(await at(moment, '你们现在开门吗', { hours, rules })).to.equal(reads)
    })
  }

  it('goes by the time zone of the bot', async () => {
    const options = { hours, rules }
    expect(await at('2026-11-27T12:00', '开门吗', options, 'Europe/Paris')).to.equal(
      '关了，今天 09:00 开门',
    )
  })

  it('leaves the message to the next rule while its hours are not', async () => {
    const open: Options['rules'] = [
      { match: /^(外卖|送货)$/, when: '营业', reply: '$1：半小时送到' },
      { match: '外卖', reply: '现在不送' },
    ]
    const options = { hours, rules: open }
    expect(await at('2026-11-27T12:00', '外卖', options)).to.equal('外卖：半小时送到')
    expect(await at('2026-11-27T23:00', '外卖', options)).to.equal('现在不送')
    expect(await at('2026-11-27T23:00', '送货', options)).to.equal('没有规则')
  })

  it('leaves it to the next rule, too, where nobody knows when it opens', async () => {
    const options = {
      hours: [{ dates: ['2026-11-27'], from: '09:00', to: '21:00' }],
      rules: [...(rules ?? []), { ...ASKED, when: 'closed' as const, reply: '这个月不开门' }],
    }
    expect(await at('2026-11-28T12:00', '开门吗', options)).to.equal('这个月不开门')
  })

  it('fills times into its own reply only, and leaves other braces alone', async () => {
    const others: Options['rules'] = [
      { match: 'a', reply: '{until} {next}' },
      { match: 'b', when: 'open', reply: '{until} {next} {name}' },
    ]
    const options = { hours, rules: others }
    expect(await at('2026-11-27T12:00', 'a', options)).to.equal('{until} {next}')
    expect(await at('2026-11-27T12:00', 'b', options)).to.equal('21:00 {next} {name}')
  })

  it('stands in a table, too', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'keyword-'))
    const file = join(folder, 'rules.csv')
    const lines = ['外卖,到 {until} 都送,营业', '外卖,{next} 开始送,休息']
    writeFileSync(file, ['关键词,回复,时间', ...lines].join('\n'))
    try {
      expect(await at('2026-11-27T12:00', '外卖', { hours, file })).to.equal('到 21:00 都送')
      expect(await at('2026-11-27T22:00', '外卖', { hours, file })).to.equal(
        '12月1日（周二） 09:00 开始送',
      )
      expect(await refusalOf({ file })).to.contain(
        'rules.csv:2 when: expected the option hours beside rules or file, got none',
      )
      writeFileSync(file, '关键词,回复,时间\n外卖,送,半夜\n')
      expect(await refusalOf({ hours, file })).to.contain(
        'rules.csv:2 when: expected open or closed, or 营业, 休息, got "半夜"',
      )
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('wants hours: without them the start fails and names the rules', async () => {
    expect(await refusalOf({ rules }))
      .to.contain('rules[0] when')
      .and.contain('rules[1] when')
    expect(await refusalOf({ hours: [{ from: '9' }], rules })).to.contain('hours[0].from')
    expect(
      await refusalOf({ hours, rules: [{ match: 'a', reply: 'b', when: 'later' }] }),
    ).to.contain('rules[0].when: expected open or closed, or 营业, 休息, got "later"')
  })
})
