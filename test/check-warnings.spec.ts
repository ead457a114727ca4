/** `wechatbot check` over all plugins: what needs the API, and clicks that nobody answers. */
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { wechatbot } from '#cli-test/call.js'
import { Folder } from '#cli-test/folder.js'
import { ROOT } from './root.js'

const PICTURE = { type: 'image', file: './menu.png' }
const STEPS = [
  { name: '时间', ask: '哪天？', type: 'date' },
  { name: '座位', ask: '坐哪里？', type: 'choice', choices: ['大厅', '包间'], buttons: true },
]
const KEYS = ['营业时间', '人工', '订位', '地址', '没有人']

const botWith = (handoff: object) => ({
  token: 'aToken',
  late: ['customer-service', 'mailbox'],
  menu: {
    button: [
      { name: '茶单', reply: PICTURE },
      {
        name: '更多',
        sub_button: KEYS.map((key) => ({ name: key, type: 'click', key })),
      },
    ],
  },
  plugins: [
    ['welcome', { reply: PICTURE }],
    ['handoff', handoff],
    ['keyword', { rules: [{ match: '地址', kinds: ['event:CLICK'], reply: '福中路 1 号' }] }],
    ['keyword', { rules: [{ match: '茶单', reply: PICTURE }], file: './rules.csv' }],
    ['hours', { hours: [{ from: '09:00', to: '21:00' }] }],
    [
      'dialog',
      {
        ...{ name: '订位', start: '订位', steps: STEPS, done: '好', tell: 'oOWNER' },
        remind: { field: '时间', before: '3h', text: '等您来' },
      },
    ],
  ],
})

describe('the warnings of check', () => {
  let folder: Folder
  beforeEach(() => {
    folder = new Folder()
    symlinkSync(join(ROOT, 'node_modules'), join(folder.path, 'node_modules'))
    folder.write('menu.png', 'a picture')
    folder.write('rules.csv', '关键词,回复\n图片,"{""type"":""image"",""file"":""./menu.png""}"\n')
  })
  afterEach(() => folder.remove())

  /** Those of the API, and of clicks. */
  const warningsOf = async (bot: object) => {
    const file = folder.write('wechatbot.config.json', JSON.stringify({ bots: [bot] }))
    const { code, stdout } = await wechatbot(['check', '-c', file])
    expect(code).to.equal(0)
    const lines = stdout.split('\n')
    return lines.filter((line) => /appSecret|no plugin answers/.test(line) && !/^ *\d/.test(line))
  }

  it('name each feature that needs the API of an account without it', async () => {
    const warnings = await warningsOf(botWith({ notify: 'oOWNER' }))
    const features = [
      ...['pictures and voices by file', 'pictures and voices by file', 'notify needs'],
      ...['pictures and voices by file', 'pictures and voices by file', 'buttons need'],
      ...['remind and tell need', 'no plugin answers a click', 'the menu needs', 'late: customer'],
      'send, notify and reachable fail',
    ]
    for (const feature of new Set(features)) {
      const count = features.filter((each) => each === feature).length
      const found = warnings.filter((line) => line.includes(feature))
      expect(found, feature).to.have.length(count)
    }
    expect(warnings).to.have.length(features.length)
  })

  it('name the click that no plugin answers, and none of those that one does', async () => {
    const account = { appId: 'wx1', appSecret: 'a-secret-of-this-spec' }
    const warnings = await warningsOf({ ...botWith({}), ...account })
    expect(warnings).to.have.length(1)
    expect(warnings[0]).to.contain('button "没有人" (key 没有人)')
  })

  it('name the start of a dialog that a rule before it answers', async () => {
    const dialog = [
      'dialog',
      { name: '订位', start: ['订位', '我要订位'], steps: STEPS, done: '好' },
    ]
    const keyword = ['keyword', { rules: [{ match: '订位', mode: 'contains', reply: '请打电话' }] }]
    const checked = async (...plugins: unknown[]) => {
      const text = JSON.stringify({ bots: [{ token: 'aToken', plugins }] })
      const { stdout } = await wechatbot(['check', '-c', folder.write('a.json', text)])
      return stdout.split('\n').filter((line) => line.includes('never hears'))
    }
    expect(await checked(keyword, dialog)).to.deep.equal(
      ['订位', '我要订位'].map(
        (word) =>
          `  warning: "dialog" never hears "${word}": "keyword" before it answers this word; move "keyword" behind it, or change its rule`,
      ),
    )
    expect(await checked(dialog, keyword)).to.deep.equal([])
  })
})
