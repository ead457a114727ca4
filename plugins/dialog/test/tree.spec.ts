import { createBot, createLogger } from '@wechatbot/core'
import { type DialogOptions, dialog } from '@wechatbot/plugin-dialog'
import { expect } from 'chai'

/** What a dialog logs of itself while it is set up: `wechatbot check` shows it. */
async function treeOf(options: DialogOptions): Promise<unknown> {
  const lines: { readonly msg: string; readonly steps?: unknown }[] = []
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) }
  const logger = createLogger({ level: 'debug', destination })
  const bot = createBot({ token: 'a-token', logger, plugins: [dialog(options)] })
  await bot.ready()
  await bot.close()
  return lines.find(({ msg }) => msg === `dialog "${options.name}"`)?.steps
}

describe('a dialog in lines', () => {
  it('has its starts, its steps with their conditions, and its end', async () => {
    const tree = await treeOf({
      name: 'booking',
      start: ['订位', /^预订/g, 'event:CLICK BOOK'],
      steps: [
        { name: 'people', ask: '几位？', type: 'integer' },
        {
          name: 'seat',
          ask: () => '？',
          type: 'choice',
          choices: ['大厅', '包间'],
          when: { people: { gt: 4, lt: 9 } },
        },
        { name: 'window', ask: '靠窗？', when: { seat: '大厅', people: 5 } },
        { name: 'photo', ask: '照片？', kinds: ['image'], when: () => true },
      ],
      done: '{people} 位',
    })
    expect(tree).to.deep.equal([
      'starts with 订位, /^预订/, event:CLICK BOOK',
      '├ people: integer: 几位？',
      '├ seat: choice (大厅, 包间) when people gt 4 and lt 9: (function)',
      '├ window: text when seat is 大厅, people is 5: 靠窗？',
      '├ photo: image when (function): 照片？',
      '└ done: {people} 位',
    ])
  })

  it('says where only begin starts it', async () => {
    expect(await treeOf({ name: 'x', steps: [{ name: 'a', ask: '？' }] })).to.deep.equal([
      'starts with begin()',
      '├ a: text: ？',
      '└ done',
    ])
  })
})
