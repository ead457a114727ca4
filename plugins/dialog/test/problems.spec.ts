import { createBot, createLogger, type WechatBotError } from '@wechatbot/core'
import plugin, { dialog } from '@wechatbot/plugin-dialog'
import { expect } from 'chai'

const logger = createLogger({ level: 'silent' })

/** The lines of what a start says of options. */
async function problemsOf(...entries: readonly unknown[]): Promise<readonly string[]> {
  const plugins = entries.map((options) => [plugin, options] as const)
  const bot = createBot({ token: 'a-token', logger, plugins })
  const failure = await bot.ready().catch((error: WechatBotError) => error)
  await bot.close()
  if (failure === undefined) return []
  expect(failure.code).to.equal('BAD_PLUGIN')
  return failure.message.split('\n').map((line) => line.trim())
}

const ONE = { name: 'one', start: '开始', steps: [{ name: 'a', ask: '？' }] }

describe('the options of a dialog', () => {
  it('may be JSON', async () => {
    const json = {
      ...{ name: 'one', start: ['开始', { pattern: '^我要', flags: 'i' }, 'event:CLICK KEY'] },
      steps: [
        { name: 'people', ask: '几位？', type: 'integer', min: 1, max: 20, retry: '{people}' },
        {
          name: 'seat',
          ask: '{people}',
          type: 'choice',
          choices: ['a'],
          when: { people: { gt: 4 } },
        },
      ],
      done: '{people} {seat}',
    }
    expect(await problemsOf(json)).to.deep.equal([
      'bot "main": 1 problem',
      'plugin "dialog", steps[0].retry: expected {people} to be the name of a step before it; there is none, got "{people}"',
    ])
  })

  it('name full-width braces, which no answer fills', async () => {
    const steps = [
      { name: 'date', ask: '哪天？' },
      { name: 'people', ask: '｛date｝，几位？', retry: '{次数｝' },
    ]
    expect(await problemsOf({ ...ONE, steps, done: '｛date｝ {people}' })).to.deep.equal([
      'bot "main": 3 problems',
      'plugin "dialog", steps[1].ask: expected {date} in half-width braces, got "｛date｝，几位？"',
      'plugin "dialog", steps[1].retry: expected {次数} to be the name of a step before it: date, got "{次数｝"',
      'plugin "dialog", done: expected {date} in half-width braces, got "｛date｝ {people}"',
    ])
  })

  it('are all told at once', async () => {
    const problems = await problemsOf({
      name: 'one',
      start: [],
      cancell: '取消',
      expired: '{a}',
      steps: [
        { name: 'a', ask: '{b}？', type: 'integer', min: 3, max: 1 },
        { name: 'a', ask: '？', type: 'phone', choices: ['x'] },
        { name: 'g', ask: '？', type: 'number', min: 1 },
        { name: '1x', ask: 3 },
        { name: 'c', ask: '？', type: 'choice', when: { d: { gt: 1 } } },
        { name: 'd', ask: '？', when: { a: { above: 1 } }, kinds: ['event'] },
      ],
      remind: { field: 'a', before: 'soon', text: '{z}' },
      done: '{nobody}',
    })
    expect(problems).to.include(
      'plugin "dialog", cancell: expected a known option, got "cancell"; did you mean "cancelled"?',
    )
    const paths = problems
      .slice(1)
      .map((line) => line.split(':')[0]?.replace('plugin "dialog", ', ''))
    expect([...new Set(paths)].sort()).to.deep.equal(
      [
        ...['start', 'cancell', 'expired', 'done'],
        ...['steps[0].ask', 'steps[0].max', 'steps[1].name', 'steps[1].choices'],
        ...['steps[2].type', 'steps[3].name', 'steps[3].ask', 'steps[4].choices'],
        ...['steps[4].when.d', 'steps[5].when.a.above', 'steps[5].kinds[0]'],
        ...['remind.field', 'remind.before', 'remind.text'],
      ].sort(),
    )
  })

  it('have no blank word', async () => {
    const steps = [{ name: 'a', ask: '？', type: 'choice', choices: ['\u200b'] }]
    const blank = { name: 'one', start: ' ', cancel: [' '], steps }
    expect((await problemsOf(blank)).slice(1)).to.have.members([
      'plugin "dialog", start: expected a word of at least one character, got " "',
      'plugin "dialog", cancel[0]: expected a word of at least one character, got " "',
      'plugin "dialog", steps[0].choices[0]: expected a word of at least one character, got "\u200b"',
    ])
  })

  it('need a start, except where a handle can begin it', async () => {
    const { start: _, ...rest } = ONE
    expect((await problemsOf(rest))[1]).to.equal(
      'plugin "dialog", start: expected a word or a pattern that starts it, got nothing',
    )
    const bot = createBot({ token: 'a-token', logger, plugins: [dialog(rest)] })
    await bot.ready()
    await bot.close()
  })

  it('have a name that no other dialog of the bot has', async () => {
    const [line] = await problemsOf(ONE, { ...ONE, start: '又' })
    expect(line).to.equal(
      'plugin "dialog": name: expected a name that no other dialog of this bot has, got "one"',
    )
  })
})
