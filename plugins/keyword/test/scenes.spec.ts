import { createBot, createLogger } from '@wechatbot/core'
import keyword from '@wechatbot/plugin-keyword'
import { simulate } from '@wechatbot/simulator'
import { expect } from 'chai'

describe('keyword, of QR codes', () => {
  it('takes the prefix of a new follower off its rules', async () => {
    const plugin = keyword({
      rules: [
        { match: 'qrscene_13', reply: '十三号桌', kinds: ['event:subscribe', 'event:SCAN'] },
        { match: ['qrscene_vip'], reply: '贵宾', kinds: ['event:subscribe'] },
      ],
    })
    const wechat = await simulate(createBot({ token: 'a-token', plugins: [plugin] }))
    await wechat.user('oA').follows({ scene: '13' }).shouldReply('十三号桌')
    await wechat.user('oA').sends('event:SCAN', { EventKey: '13' }).shouldReply('十三号桌')
    await wechat.user('oA').follows({ scene: 'vip' }).shouldReply('贵宾')
    await wechat.close()
  })

  it('warns of a rule that looks for the prefix where it never is', async () => {
    const lines: string[] = []
    const write = (line: string) => void lines.push(line)
    const logger = createLogger({ level: 'warn', destination: { write } })
    const plugin = keyword({
      rules: [
        { match: '^qrscene_(\\d+)$', mode: 'regex', reply: '$1', kinds: ['event:subscribe'] },
        { match: 'qrscene_13', reply: 'x', kinds: ['text', 'event:subscribe'] },
        { match: 'qrscene_14', reply: 'x' },
      ],
    })
    const bot = createBot({ token: 'a-token', logger, plugins: [plugin] })
    await bot.ready()
    await bot.close()
    const rules = lines.map((line) => (JSON.parse(line) as { rule: string }).rule)
    expect(rules).to.deep.equal(['rules[0]', 'rules[1]'])
  })
})
