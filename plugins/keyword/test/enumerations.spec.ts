import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBot, createLogger } from '@wechatbot/core'
import keyword from '@wechatbot/plugin-keyword'
import { expect } from 'chai'

describe('keyword, of words that are probably several', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keyword-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  /** The warnings of a bot with these rules in a file. */
  const warningsOf = async (rows: readonly string[]) => {
    const file = join(folder, 'rules.csv')
    writeFileSync(file, ['match,reply,mode', ...rows].join('\n'))
    const lines: string[] = []
    const write = (line: string) => void lines.push(line)
    const logger = createLogger({ level: 'warn', destination: { write } })
    const plugin = keyword({ file, watch: false, rules: [{ match: '代码、里', reply: 'x' }] })
    const bot = createBot({ token: 'a-token', logger, plugins: [plugin] })
    await bot.ready()
    await bot.close()
    return lines.map((line) => (JSON.parse(line) as { msg: string }).msg)
  }

  it('says where they are, and what separates words', async () => {
    const rows = [
      '营业时间、几点开门,x,',
      '价格|多少钱 、 怎么卖,x,contains',
      '退、换,x,prefix',
      '退、货,x,regex',
      '、,x,contains',
      '地址|电话,x,',
      '几点开门，几点关门,x,',
      '发货； 物流,x,contains',
      '退款;退货,x,',
      '，,x,contains',
      '24/7,x,',
    ]
    const advice = 'as one word: separate words by |, or write a list in JSON and YAML'
    expect(await warningsOf(rows)).to.deep.equal([
      `rules.csv:2 looks for "营业时间、几点开门" ${advice}`,
      `rules.csv:3 looks for "多少钱 、 怎么卖" ${advice}`,
      `rules.csv:4 looks for "退、换" ${advice}`,
      `rules.csv:8 looks for "几点开门，几点关门" ${advice}`,
      `rules.csv:9 looks for "发货； 物流" ${advice}`,
      `rules.csv:10 looks for "退款;退货" ${advice}`,
    ])
  })

  it('says it of a few at most', async () => {
    const rows = Array.from({ length: 30 }, (_, i) => `词${i}、句${i},x,`)
    expect(await warningsOf(rows)).to.have.length(20)
  })
})
