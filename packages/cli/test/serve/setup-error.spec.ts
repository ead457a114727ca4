/** What `wechatbot start` and `chat` say of a plugin whose setup fails. */
import { expect } from 'chai'
import { messageOf } from '#src/errors.js'
import { setupError } from '#src/serve/setup-error.js'
import { wordsIn } from '#src/words/index.js'
import { wechatbot } from '../call.js'
import { Folder } from '../folder.js'

describe('a setup that fails', () => {
  let folder: Folder

  beforeEach(() => {
    folder = new Folder()
    const setup = "async setup() {\n    throw new Error('no tea')\n  },"
    folder.write('shop.mjs', `export default {\n  name: 'shop',\n  ${setup}\n}\n`)
    const well = { name: 'tea', path: '/tea', token: 'aToken' }
    const bots = [well, { name: 'cake', path: '/cake', token: 'b-token', plugins: ['./shop.mjs'] }]
    const server = { host: '127.0.0.1' }
    folder.write('wechatbot.config.json', JSON.stringify({ server, bots }))
  })
  afterEach(() => folder.remove())

  for (const args of [
    ['start', '--port', '0'],
    ['chat', '--in-process', '--bot', 'cake'],
  ]) {
    it(`is named by wechatbot ${args[0]}, with bot, plugin and line`, async () => {
      const { code, stderr } = await wechatbot(args, folder.path)
      expect(code).to.equal(1)
      const [, said] = /^(wechatbot: .*\n {4}at .*\n)$/m.exec(stderr) ?? []
      expect(said).to.equal(
        'wechatbot: bot "cake", plugin "shop": its setup failed: ' +
          `Error: no tea\n    at ${folder.path}/shop.mjs:4:11\n`,
      )
    })
  }

  it('says its cause once, in both languages, and keeps it for the page of dev', () => {
    const cause = new TypeError('no tea')
    cause.stack = 'TypeError: no tea\n    at setup (/bots/tea.ts:3:9)'
    for (const [language, head] of [
      ['en', 'bot "cake", plugin "pot": its setup failed: '],
      ['zh', '机器人 "cake"，插件 "pot"：初始化失败：'],
    ] as const) {
      const error = setupError(cause, 'cake', 'pot', wordsIn(language).main)
      expect(messageOf(error)).to.equal(`${head}TypeError: no tea\n    at /bots/tea.ts:3:9`)
      expect(error.cause).to.equal(cause)
    }
  })
})
