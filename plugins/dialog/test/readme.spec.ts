/** The booking of the READMEs, and the chat below it. */
import { readFileSync } from 'node:fs'
import plugin, { type DialogOptions } from '@wechatbot/plugin-dialog'
import { expect } from 'chai'
import { parse } from 'yaml'
import { createTalk } from './talk.js'

const textOf = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')

const CHAT: readonly (readonly [string, string])[] = [
  ['订位', '哪天几点？'],
  ['周六晚上七点', '11月28日（周六）19:00，几位？'],
  ['６位', '坐哪里？\n1. 大厅\n2. 包间'],
  ['2', '留个手机号？'],
  ['138 0013 8000', '已订 11月28日（周六）19:00 6 位，等您来！'],
]

describe('the booking of the README', () => {
  for (const file of ['README.md', 'README.zh-CN.md']) {
    it(`of ${file} goes as it is shown there`, async () => {
      const readme = textOf(file)
      const config = parse(/```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? '') as {
        bots: readonly [{ plugins: readonly [readonly [string, DialogOptions], string] }]
      }
      const [[name, options]] = config.bots[0].plugins
      expect(name).to.equal(plugin.name)
      const talk = createTalk()
      const user = (await talk.start({ plugins: [[plugin, options]] })).user('oA')
      for (const [says, reply] of CHAT) {
        await user.says(says).shouldReply(reply)
        expect(readme).to.contain(says)
        for (const line of reply.split('\n')) expect(readme).to.contain(line)
      }
      await talk.close()
    })
  }
})
