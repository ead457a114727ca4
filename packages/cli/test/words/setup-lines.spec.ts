/** What the command says in Chinese of the setup of plugins besides keyword, compared with what they say themselves. */
import { createLogger } from '@wechatbot/core'
import { createRecorder } from '@wechatbot/core/internal/records/metric'
import { expect } from 'chai'
import { inChinese, wordsIn } from '#src/words/index.js'
import { wechatbot } from '../call.js'
import { Folder } from '../folder.js'

const ZH = wordsIn('zh')

/** Why metrics are dropped. */
function metricProblems(): readonly string[] {
  const problems: string[] = []
  const log = createLogger({
    destination: { write: (line) => void problems.push(JSON.parse(line).problem) },
  })
  const labels = (...names: string[]) => Object.fromEntries(names.map((name) => [name, 'x']))
  const record = createRecorder('main', () => record({ name: 'again', value: 1 }))(log)
  for (const metric of [
    { name: 'X', value: 1 },
    { name: 'x_seconds_sum', value: 1 },
    { name: 'x', value: Number.NaN },
    { name: 'x_total', value: -1 },
    { name: 'x', value: 1, labels: labels(...'abcdefghi') },
    { name: 'x', value: 1, labels: labels('le') },
    { name: 'x', value: 1, labels: { a: 'x'.repeat(129) } },
    { name: 'x', value: 1 },
  ]) {
    record(metric)
  }
  return problems
}

/** The text of a line of the log, as `check --json` has it with the fields of a warning. */
function withoutDetails(line: string): string {
  return line.replace(/^ *(warning: )?/, '').replace(/ \((dialog|model|metric): [^()]*\)$/, '')
}

describe('the setup of plugins in Chinese', () => {
  let folder: Folder

  beforeEach(() => {
    folder = new Folder()
    for (const name of ['dialog', 'handoff', 'welcome', 'keyword', 'ai']) {
      folder.link(`@wechatbot/plugin-${name}`, `plugins/${name}`)
    }
  })
  afterEach(() => folder.remove())

  const saidOf = async (...plugins: readonly unknown[]) => {
    const bots = [{ token: 'checkToken', plugins }]
    folder.write('wechatbot.config.json', JSON.stringify({ bots }))
    const { stdout, stderr } = await wechatbot(['check', '--json'], folder.path)
    expect(stderr).to.equal('')
    const [{ plugins: checked }] = JSON.parse(stdout).bots
    const lines = (checked as { said: string[] }[]).flatMap(({ said }) => said)
    // The names of rules and dialogs, which a configuration says in these words.
    const isOfConfig = /^(dialog ".+"|reply|rules\[\d+\](\.reply)?)$/
    return [...new Set(lines.map(withoutDetails))].filter((line) => !isOfConfig.test(line))
  }
  const seat = { name: 'seat', ask: '?', type: 'choice', choices: ['a', 'b'], buttons: true }
  const day = { name: 'day', ask: '?', type: 'date' }
  const remind = { field: 'day', before: '3h', text: 'x' }

  it('has Chinese words for each line that check shows of it', async () => {
    folder.write('a.png', 'a picture')
    folder.write(
      'own.mjs',
      "export default { name: 'own', setup(scope) { scope.record({ name: 'X' }) }, dispose() {} }",
    )
    const picture = { type: 'image', file: './a.png' }
    const hours = [{ from: '09:00', to: '21:00' }]
    const times = [
      { match: 't0', reply: '{until}' },
      { match: 't1', when: 'closed', reply: '{nxt}' },
    ]
    const modes = ['exact', 'contains', 'prefix']
    const said = await saidOf(
      ['welcome', { reply: picture }],
      ['handoff', { notify: 'oOWNER' }],
      ['keyword', { rules: modes.map((mode, i) => ({ match: `w${i}`, mode, reply: 'x' })) }],
      ['keyword', { hours, rules: times }],
      ['dialog', { name: 'one', start: ['book'], steps: [seat, day], remind, done: 'x' }],
      ['dialog', { name: 'two', start: 'x', steps: [day] }],
      ['ai', { model: 'fake/model' }],
      './own.mjs',
    )
    expect(said).to.have.length.above(12)
    const chinese = said.map(ZH.check.said)
    expect(chinese.filter((line) => !/\p{sc=Han}/u.test(line))).to.deep.equal([])
    expect(chinese)
      .to.include('由 book 开始')
      .and.include('└ 完成')
      .and.include('└ 完成：x')
      .and.include('├ seat：选项（a、b）：?')
      .and.include('由假模型回答')
      .and.include('rules[0]：按词匹配，等于')
      .and.include('rules[0] 会原样回复 "{until}"：只有写了 when 的规则才填时间')
      .and.include('rules[1] 会原样回复 "{nxt}"：when: closed 的规则填的是 {next}，用半角花括号')
    expect(
      ZH.check.said(
        'another plugin before it is named "shop", too: in another order each reads what the other has kept; give one of them another name',
      ),
    ).to.equal(
      '前面已有另一个插件也叫 "shop"：两个的顺序一变，就会读到对方保存的内容；给其中一个改名',
    )
    const problems = metricProblems()
    expect(problems).to.have.length(8)
    expect(problems.filter((text) => !/\p{sc=Han}/u.test(ZH.check.said(text)))).to.deep.equal([])
    // Only in code: a dialog of a configuration in JSON needs a start.
    expect(ZH.check.said('starts with begin()')).to.equal('只由 begin() 开始')
  })
})

describe('a step of a dialog in Chinese', () => {
  const { said } = ZH.check

  it('has its type, its choices, its condition and its question', () => {
    expect(said('├ people: integer: 几位: 大人？')).to.equal('├ people：整数：几位: 大人？')
    expect(
      said('├ seat: choice (大厅, 包间) when people gt 4 and lte 9, day is x: (function)'),
    ).to.equal('├ seat：选项（大厅、包间），条件：people 大于 4 且 最多 9，day 是 x：（函数）')
    expect(said('├ photo: image,location when (function): 照片？')).to.equal(
      '├ photo：图片、位置，条件：（函数）：照片？',
    )
    expect(said('├ code: schema: 密码？')).to.equal('├ code：schema：密码？')
  })

  it('is known to the page of dev, as are warnings of a setup, and no other line', () => {
    const nowhere =
      'the answers to "one" are kept nowhere: set tell, or let done be a function that keeps them'
    expect(inChinese(nowhere)).to.match(/^"one" 的答案哪里都不留：/)
    expect(inChinese('a line of its author')).to.equal(undefined)
  })
})

describe('the advice of a wrong call in Chinese', () => {
  it('says no more than what menu takes where nothing was written', () => {
    expect(ZH.menu.takes(['diff', 'push'], undefined)).to.equal('menu 后面要写 diff、push 之一')
    expect(ZH.menu.takes(['diff', 'push'], '"x"')).to.contain('，实际是 "x"')
  })

  it('has one sign behind the question of a path that is near', () => {
    expect(ZH.config.nearPath('./member.ts')).to.match(/^；是不是想写 "\.\/member\.ts"？[^；]+$/)
  })
})
