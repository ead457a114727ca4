/** What the commands say of a plugin that does not close. */
import { createManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { wordsIn } from '#src/words/index.js'
import { Call, startBot } from '../call.js'
import { Folder } from '../folder.js'

/** The plugin `stuck` tells the spec that it closes, and has closed when the spec lets it. */
declare global {
  var stuckClose: { readonly begun: () => void; readonly ended: Promise<void> } | undefined
}

const NAMED = 'wechatbot: bot "main", plugin "stuck": it'

describe('a plugin that does not close', () => {
  let folder: Folder
  let hasBegun: Promise<void>
  let letEnd: () => void

  beforeEach(() => {
    folder = new Folder()
    folder.write('well.mjs', "export default { name: 'well', setup: () => () => {} }")
    folder.write(
      'stuck.mjs',
      `export default { name: 'stuck', setup(scope) {
         scope.on('*', () => 'hi')
         return () => {
           globalThis.stuckClose.begun()
           return globalThis.stuckClose.ended
         }
       } }`,
    )
    folder.write(
      'last.mjs',
      "export default { name: 'last', setup: (s) => s.on('text', () => '') }",
    )
    hasBegun = new Promise((begun) => {
      const ended = new Promise<void>((resolve) => {
        letEnd = resolve
      })
      globalThis.stuckClose = { begun, ended }
    })
  })
  afterEach(() => {
    globalThis.stuckClose = undefined
    folder.remove()
  })

  const configure = (...plugins: string[]) => {
    const server = { host: '127.0.0.1' }
    const bots = [{ token: 'aToken', plugins }]
    folder.write('wechatbot.config.json', JSON.stringify({ server, bots }))
  }

  for (const [what, plugins] of [
    ['alone', ['./well.mjs', './stuck.mjs']],
    ['also after it was asked', ['./stuck.mjs', './last.mjs']],
  ] as const) {
    it(`is named by wechatbot check, ${what}, and ends it with 1`, async () => {
      configure(...plugins)
      const clock = createManualClock()
      const call = new Call(['check'], { cwd: folder.path, clock })
      await hasBegun
      expect(() => call.empty()).to.throw('exit(1)')
      expect(call.stderr).to.match(new RegExp(`^${NAMED} never closes: .*\n$`))
      letEnd()
      expect(await call.ended).to.equal(0)
    })
  }

  it('is named by wechatbot check after 8 s, where something else goes on', async () => {
    configure('./stuck.mjs')
    const clock = createManualClock()
    const call = new Call(['check'], { cwd: folder.path, clock })
    await hasBegun
    await clock.advance(8000)
    expect(call.stderr).to.match(new RegExp(`^${NAMED} has not closed after 8 s: .*\n$`))
    letEnd()
    expect(await call.ended).to.equal(0)
  })

  it('is named in the log of wechatbot start', async () => {
    configure('./well.mjs', './stuck.mjs')
    const clock = createManualClock()
    const bot = await startBot(folder.path, [], clock)
    const stopped = bot.stop()
    await hasBegun
    await clock.advance(3000)
    letEnd()
    expect(await stopped).to.equal(0)
    const lines = bot
      .output()
      .split('\n')
      .filter((line) => /plugin (is slow to|does not) close/.test(line))
    expect(lines.map((line) => JSON.parse(line).plugin)).to.deep.equal(['stuck', 'stuck'])
  })

  it('is said in Chinese, too', () => {
    const { main: say } = wordsIn('zh')
    expect(say.closeNeverEnds('main', 'stuck')).to.match(/^机器人 "main"，插件 "stuck"：/)
    expect(say.closeIsSlow('main', 'stuck', 8)).to.match(/^机器人 "main"，插件 "stuck"：8 秒/)
  })
})
