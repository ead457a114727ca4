import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBot, createLogger } from '@wechatbot/core'
import keyword from '@wechatbot/plugin-keyword'
import {
  createManualClock,
  type ManualClock,
  type Simulation,
  simulate,
} from '@wechatbot/simulator'
import { expect } from 'chai'
import { MAX_STRIKES, MINUTE_MS } from '#src/strikes.js'
import { inTime } from './engines.js'
import { attack, EVIL } from './patterns.js'

/** It needs the worker: a backreference, and a lookahead. */
const RULES = [
  { match: '(.+)+到(?!此)\\1$', mode: 'regex' as const, reply: '同城' },
  { match: '价格', mode: 'contains' as const, reply: '看菜单' },
  { match: '^(?=\\d{4}$)', mode: 'regex' as const, reply: '四位' },
  { match: '^退(货|款)$', mode: 'regex' as const, reply: '$1可退' },
]
type Rule = (typeof RULES)[number]
const ATTACK = `${'到'.repeat(300)}!`

describe('a rule whose expression needs the worker', () => {
  let clock: ManualClock
  let wechat: Simulation
  let lines: string[]

  const start = async (options: Parameters<typeof keyword>[0]) => {
    clock = createManualClock()
    lines = []
    const logger = createLogger({
      level: 'debug',
      destination: { write: (line: string) => void lines.push(line) },
    })
    const bot = createBot({
      token: 'a-token',
      plugins: [keyword({ ...options, clock, watch: false })],
      logger,
    })
    bot.on('*', () => '没有规则')
    wechat = await simulate(bot)
  }
  const warnings = () =>
    lines.filter((line) => /"level":[45]0/.test(line)).map((l) => JSON.parse(l))
  const evil = (from: string) =>
    inTime(clock, wechat.user(from).says(ATTACK).shouldReply('没有规则'))
  afterEach(() => wechat.close())

  it('answers as any other', async () => {
    await start({ rules: RULES })
    const user = wechat.user('oA')
    await user.says('北京到北京').shouldReply('同城')
    await user.says('2026').shouldReply('四位')
    await user.says('退款').shouldReply('款可退')
    await user.says('北京到上海').shouldReply('没有规则')
    expect(warnings()).to.deep.equal([])
  })

  it('has no match in a text that takes too long, and others are answered meanwhile', async () => {
    const [evilRule, word, , linear] = RULES as [Rule, Rule, Rule, Rule]
    // Before it: what stands behind a rule of the worker waits for the worker.
    await start({ rules: [word, linear, evilRule] })
    const evil = wechat.user('oEvil').says(ATTACK).shouldReply('没有规则')
    const waits = wechat.user('oB').says('北京到北京').shouldReply('同城')
    // The clock stands still: what they wait for is the attack.
    await wechat.user('oA').says('价格').shouldReply('看菜单')
    await wechat.user('oA').says('退款').shouldReply('款可退')
    await inTime(clock, evil)
    await waits
    expect(warnings()).to.have.length(1)
    expect(warnings()[0]).to.deep.include({ rule: 'rules[2]', from: 'oEvil', limitMs: 50 })
    expect(warnings()[0].msg).to.contain('rules[2] took more than 50 ms')
  })

  it('names the line of a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'keyword-'))
    const file = join(folder, 'rules.csv')
    writeFileSync(file, 'match,reply,mode\n价格,看菜单,\n"(.+)+到(?!此)\\1$",同城,regex\n')
    await start({ file })
    await evil('oEvil')
    rmSync(folder, { recursive: true })
    expect(warnings()[0]).to.include({ rule: 'rules.csv:3' })
  })

  it('looks at no text of a sender for a minute after one that took too long', async () => {
    await start({ rules: RULES })
    await evil('oEvil')
    const user = wechat.user('oEvil')
    await user.says('北京到北京').shouldReply('没有规则')
    await user.says(ATTACK).shouldReply('没有规则')
    await user.says('2026').shouldReply('没有规则')
    await user.says('退款').shouldReply('款可退')
    await wechat.user('oA').says('北京到北京').shouldReply('同城')
    await clock.advance(MINUTE_MS)
    await user.says('北京到北京').shouldReply('同城')
    expect(warnings()).to.have.length(1)
  })

  it(`looks at no text for a minute after ${MAX_STRIKES} senders' took too long`, async () => {
    await start({ rules: RULES })
    for (let i = 0; i < MAX_STRIKES; i += 1) await evil(`oEvil${i}`)
    const user = wechat.user('oA')
    await user.says('北京到北京').shouldReply('没有规则')
    await wechat.user('oEvil').says(ATTACK).shouldReply('没有规则')
    await user.says('2026').shouldReply('四位')
    expect(warnings().at(-1).msg).to.equal(
      'rules[0] looks at no text for a minute: 5 took too long',
    )
    await clock.advance(MINUTE_MS)
    await user.says('北京到北京').shouldReply('同城')
    expect(warnings()).to.have.length(MAX_STRIKES + 1)
  })

  for (const each of EVIL.filter(({ needsWorker }) => needsWorker)) {
    it(`is stopped, or done, at full length: ${each.written}`, async () => {
      await start({ rules: [{ match: each.written, mode: 'regex', reply: '有' }] })
      await inTime(clock, wechat.user('oEvil').says(attack(each)).shouldReply('没有规则'))
      await wechat.user('oA').says('你好').shouldReply('没有规则')
    })
  }

  it('runs there, with a warning, when it says unsafe: true', async () => {
    const rules = [{ match: '(a+)+$', mode: 'regex' as const, reply: 'a', unsafe: true }]
    await start({ rules })
    await wechat.user('oA').says('aa').shouldReply('a')
    expect(warnings()[0]).to.deep.include({ rules: ['rules[0]'] })
    await inTime(
      clock,
      wechat
        .user('oEvil')
        .says(`${'a'.repeat(60)}!`)
        .shouldReply('没有规则'),
    )
    expect(warnings()[1]).to.include({ rule: 'rules[0]' })
  })

  it('is told with its reason at start, before the others, for `wechatbot check`', async () => {
    await start({ rules: [...RULES, { match: [/a/, 'b'], reply: 'x' }] })
    const line = lines.find((each) => each.includes('what looks for each rule')) ?? '{}'
    expect(JSON.parse(line).rules).to.deep.equal([
      'rules[0] /(.+)+到(?!此)\\1$/u: worker (50 ms): it has a lookahead',
      'rules[2] /^(?=\\d{4}$)/u: worker (50 ms): it has a lookahead',
      'rules[3] /^退(货|款)$/u: linear',
      'rules[4] /a/: linear',
      'rules[1]: words, contains',
      'rules[4]: words, exact',
    ])
  })
})
