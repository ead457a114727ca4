/** What the commands say of a plugin whose setup does not end. */
import { createManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { wordsIn } from '#src/words/index.js'
import { Call } from '../call.js'
import { Folder } from '../folder.js'

/** The setup of the plugin `stuck` tells the spec that it runs, and ends when the spec lets it. */
interface Stuck {
  readonly begun: () => void
  readonly ended: Promise<void>
}

declare global {
  var stuckSetup: Stuck | undefined
}

const COMMANDS = [['check'], ['start', '--port', '0'], ['chat', '--in-process']] as const
const NAMED = 'wechatbot: bot "main", plugin "stuck": its setup'

describe('a setup that does not end', () => {
  let folder: Folder
  let hasBegun: Promise<void>
  let letEnd: () => void

  beforeEach(() => {
    folder = new Folder()
    folder.write('well.mjs', "export default { name: 'well', setup() {} }")
    folder.write(
      'stuck.mjs',
      `export default { name: 'stuck', setup() {
         globalThis.stuckSetup.begun()
         return globalThis.stuckSetup.ended
       } }`,
    )
    const plugins = ['./well.mjs', './stuck.mjs', './well.mjs']
    folder.write('wechatbot.config.json', JSON.stringify({ bots: [{ token: 'aToken', plugins }] }))
    hasBegun = new Promise((begun) => {
      const ended = new Promise<void>((resolve) => {
        letEnd = resolve
      })
      globalThis.stuckSetup = { begun, ended }
    })
  })
  afterEach(() => {
    globalThis.stuckSetup = undefined
    folder.remove()
  })

  for (const args of COMMANDS) {
    it(`is named by wechatbot ${args[0]} after 8 s`, async () => {
      const clock = createManualClock()
      const call = new Call(args, { cwd: folder.path, clock })
      call.stdin.end()
      await hasBegun
      await clock.advance(7999)
      expect(call.stderr).to.equal('')
      await clock.advance(1)
      expect(call.stderr).to.match(new RegExp(`^${NAMED} has not ended after 8 s.*\n$`))
      await endOf(call, args[0])
    })

    it(`ends wechatbot ${args[0]} with 1 when nothing is left that could end it`, async () => {
      const call = new Call(args, { cwd: folder.path })
      call.stdin.end()
      await hasBegun
      expect(() => call.empty()).to.throw('exit(1)')
      expect(call.stderr).to.match(new RegExp(`^${NAMED} never ends.*\n$`))
      await endOf(call, args[0])
    })
  }

  it('is no matter once it has ended', async () => {
    const clock = createManualClock()
    const call = new Call(['check'], { cwd: folder.path, clock })
    await hasBegun
    await endOf(call, 'check')
    await clock.advance(60_000)
    call.empty()
    expect(call.stderr).to.equal('')
  })

  it('may be a config file that waits for ever, which ends with 1, too', async () => {
    folder.write(
      'stuck.config.mjs',
      'globalThis.stuckSetup.begun()\nawait globalThis.stuckSetup.ended\nexport default {}',
    )
    const call = new Call(['check', '-c', 'stuck.config.mjs'], { cwd: folder.path })
    await hasBegun
    expect(() => call.empty()).to.throw('exit(1)')
    expect(call.stderr).to.match(/^wechatbot: it never ends: the config file, or a plugin, .*\n$/)
    letEnd()
    expect(await call.ended).to.equal(1)
  })

  it('is said in Chinese, too', () => {
    const { main: say } = wordsIn('zh')
    expect(say.setupIsSlow('main', 'stuck', 8)).to.match(
      /^机器人 "main"，插件 "stuck"：初始化 8 秒/,
    )
    expect(say.setupNeverEnds('main', 'stuck')).to.match(/^机器人 "main"，插件 "stuck"：/)
  })

  const endOf = async (call: Call, command: string): Promise<void> => {
    letEnd()
    if (command === 'start') {
      await call.heard.until('talk to it')
      await call.signal('SIGTERM')
    }
    expect(await call.ended).to.equal(0)
  }
})
