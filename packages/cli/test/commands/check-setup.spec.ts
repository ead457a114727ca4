/** What `wechatbot check` says of a plugin whose setup fails. */
import { expect } from 'chai'
import { setupError } from '#src/serve/setup-error.js'
import { wordsIn } from '#src/words/index.js'
import { wechatbot } from '../call.js'
import { Folder } from '../folder.js'

describe('wechatbot check, when a setup fails', () => {
  let folder: Folder

  beforeEach(() => {
    folder = new Folder()
    folder.link('@wechatbot/plugin-keyword', 'plugins/keyword')
    folder.write('well.mjs', "export default { name: 'well', setup() {} }")
  })
  afterEach(() => folder.remove())

  /** What is said of the second bot, which has these plugins. */
  const failureOf = async (...plugins: unknown[]): Promise<string> => {
    const first = { name: 'tea', path: '/tea', token: 'aToken', plugins: ['./well.mjs'] }
    const second = { name: 'cake', path: '/cake', token: 'b-token', plugins }
    folder.write('wechatbot.config.json', JSON.stringify({ bots: [first, second] }))
    const { code, stderr } = await wechatbot(['check'], folder.path)
    expect(code).to.equal(1)
    return stderr
  }

  for (const name of ['shop.mjs', 'shop.ts']) {
    it(`names bot, plugin, and the line of ${name} alone`, async () => {
      const setup = "async setup(scope) {\n    scope.here('x')\n  },"
      folder.write(name, `export default {\n  name: 'shop',\n  ${setup}\n}\n`)
      expect(await failureOf('./well.mjs', `./${name}`)).to.equal(
        'wechatbot: bot "cake", plugin "shop": its setup failed: ' +
          `TypeError: scope.here is not a function\n    at ${folder.path}/${name}:4:11\n`,
      )
    })
  }

  it('names the bot of a plugin that says what is wrong itself', async () => {
    const file = folder.write('rules.csv', '关键词,回复\n"你好,你好\n')
    expect(await failureOf(['keyword', { rules: [], file }])).to.match(
      /^wechatbot: bot "cake", plugin "keyword": its setup failed:\n.*rules\.csv:2: /,
    )
  })

  it('names a second plugin of one name once, as it is listed', async () => {
    folder.link('@wechatbot/plugin-dialog', 'plugins/dialog')
    const steps = [{ name: '人数', ask: '几位？' }]
    const booking = { name: '订位', start: '订位', steps, done: '好' }
    expect(await failureOf(['dialog', booking], ['dialog', booking])).to.match(
      /^wechatbot: bot "cake", plugin "dialog#2": its setup failed: name: expected a name [^:]+, got "订位"\n/,
    )
  })

  it('names the plugin of a call that core refuses', async () => {
    folder.write('far.mjs', "export default { name: 'far', setup(scope) { scope.api.post('/x') } }")
    expect(await failureOf('./far.mjs')).to.match(
      /bot "cake", plugin "far": its setup failed: without an appSecret .*\n {4}at .*far\.mjs:1:\d+\n$/,
    )
  })

  it('keeps the whole stack of an error that has no line of the user, in both languages', () => {
    const error = new RangeError('no tea')
    error.stack = 'RangeError: no tea\n    at brew (/bots/node_modules/pot/index.js:1:1)'
    expect(setupError(error, 'cake', 'pot', wordsIn('en').main).message).to.equal(
      `bot "cake", plugin "pot": its setup failed: ${error.stack}`,
    )
    expect(setupError('no tea', 'cake', 'pot', wordsIn('zh').main).message).to.equal(
      '机器人 "cake"，插件 "pot"：初始化失败：no tea',
    )
  })
})
