import { createBot, createLogger } from '@wechatbot/core'
import keyword from '@wechatbot/plugin-keyword'
import { expect } from 'chai'

const hours = [{ from: '09:00', to: '21:00' }]

/** The warnings at the start of a bot with these rules. */
async function warningsOf(rules: NonNullable<Parameters<typeof keyword>[0]>['rules']) {
  const lines: string[] = []
  const write = (line: string) => void lines.push(line)
  const logger = createLogger({ level: 'warn', destination: { write } })
  const bot = createBot({ token: 'a-token', logger, plugins: [keyword({ hours, rules })] })
  await bot.ready()
  await bot.close()
  return lines.map((line) => (JSON.parse(line) as { msg: string }).msg)
}

describe('keyword, of braces that nothing fills', () => {
  it('says where they are, and what a rule with when has', async () => {
    const rules = [
      { match: 'a', when: 'closed', reply: '请按 {姓名}{电话} 发送，{nxt} 开门' },
      { match: 'b', when: 'closed', reply: ['｛next｝ 开门', '{next} 开门'] },
      { match: 'c', when: 'open', reply: '到 {next}' },
      { match: 'd', when: 'open', reply: { type: 'text', content: '到 {until}' } },
    ] as const
    expect(await warningsOf([...rules])).to.deep.equal([
      'rules[0] says "{nxt}" as it is: a rule with when: closed has {next}, in half-width braces',
      'rules[1] says "｛next｝" as it is: a rule with when: closed has {next}, in half-width braces',
      'rules[2] says "{next}" as it is: a rule with when: open has {until}, in half-width braces',
    ])
  })

  it('leaves the text of a rule without when as it is, but for the times', async () => {
    const rules = [
      { match: 'a', reply: '到 {until}' },
      { match: 'b', reply: 'void main() { }, {name}' },
      { match: 'c', reply: () => '{next}' },
    ]
    expect(await warningsOf(rules)).to.deep.equal([
      'rules[0] says "{until}" as it is: only a rule with when has times',
    ])
  })
})
