/** `wechatbot chat` in this process: through a pipe and on a terminal. */
import { join } from 'node:path'
import { createManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { Call, startBot } from '#cli-test/call.js'
import { Folder } from '#cli-test/folder.js'
import { ROOT } from './root.js'

/** What the slow handler waits for. */
const READY = 'chat-spec-ready'

const SLOW = `export default { bots: [{ token: 'chat-token', appId: 'wx1', appSecret: 'canary-secret',
  deadlineMs: 200, plugins: [{ name: 'slow', setup(scope) {
    scope.on('text', async ({ message }) => {
      await new Promise((done) => process.once('${READY}', done))
      return '想好了：' + message.Content
    })
  } }] }] }`

const ODD = `export default { bots: [{ token: 'chat-token', plugins: [{ name: 'odd', setup(scope) {
  let answer
  scope.hears('等', () => new Promise(() => {}))
  scope.hears('等一下', () => new Promise((done) => { answer = done }))
  scope.hears('好了', () => { answer('好'); return '是' })
  scope.hears('记', (ctx) => { ctx.log.info('quiet'); ctx.log.warn('careful'); return '记了' })
} }] }] }`

describe('wechatbot chat', () => {
  let folder: Folder

  before(() => {
    folder = new Folder()
    folder.write('slow.mjs', SLOW)
    folder.write('odd.mjs', ODD)
    folder.write('another.json', '{ "bots": [{ "token": "another-token" }] }')
  })
  after(() => folder.remove())

  const ended = async (call: Call) => {
    const code = await call.ended
    return { code, stdout: call.stdout, stderr: call.stderr }
  }
  const chat = (input: string, ...args: string[]) => {
    const call = new Call(['chat', ...args])
    call.stdin.end(input)
    return ended(call)
  }
  const inProcess = (file: string) => [
    '--in-process',
    '-c',
    join(folder.path, file),
    '--from',
    'oA',
  ]

  /** The handler is ready when its deadline has passed. */
  const chatSlowly = async (...args: string[]) => {
    const words = ['chat', ...args, ...inProcess('slow.mjs')]
    const call = new Call(words, { clock: createManualClock() })
    call.stdin.end('慢\n')
    await call.heard.until('no reply')
    process.emit(READY as never)
    return ended(call)
  }

  it('talks to the config file’s bot in this process', async () => {
    const { code, stdout } = await chat(
      '你好\n/as oB\n/location 22.54 114.06\n',
      '--in-process',
      '--from',
      'oA',
    )
    expect(stdout.split('\n')).to.deep.equal([
      'oA> 你好',
      'bot> 你好！发一个位置，我告诉你它在哪里。',
      'oB> /location 22.54 114.06',
      'bot> 您在广东省深圳市福田区',
      '',
    ])
    expect(code).to.equal(0)
  })

  it('talks to a running bot, and reads characters that come in pieces', async () => {
    const bot = await startBot()
    const bytes = Buffer.from('今天天气如何\n')
    const call = new Call(['chat', '--url', bot.url, '--from', 'oA'])
    for (const byte of bytes) {
      call.stdin.write(Buffer.from([byte]))
      await new Promise((resolve) => setImmediate(resolve))
    }
    call.stdin.end()
    const { stdout, code } = await ended(call)
    await bot.stop()
    expect(stdout).to.equal('oA> 今天天气如何\nbot> 今天天气如何\n')
    expect(code).to.equal(0)
  })

  it('shows messages that come later, and sends none of them to WeChat', async () => {
    const { code, stdout, stderr } = await chatSlowly()
    expect(stdout).to.equal('oA> 慢\nbot> (no reply)\nbot to oA> 想好了：慢\n')
    // What the bot warns of, and nothing of the chat.
    expect(stderr).to.contain('"msg":"deadline passed"').and.not.contain('canary-secret')
    expect(code).to.equal(0)
  })

  it('prints records', async () => {
    const { stdout } = await chatSlowly('--json')
    const records = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object)
    expect(records[0]).to.deep.equal({ type: 'said', openid: 'oA', text: '慢' })
    expect(records[1]).to.include({ type: 'answered', seen: 'silence' })
    expect(records[2]).to.include({ type: 'late', text: '想好了：慢' })
  })

  it('exits 1 when nothing answers, and says what to do', async () => {
    const { code, stderr } = await chat('你好\n', '--url', 'http://127.0.0.1:1')
    expect(code).to.equal(1)
    expect(stderr).to.match(/nothing answers at .*wechatbot start.*--in-process/)
  })

  it('exits 1 for a line that is no command, 2 for wrong usage', async () => {
    expect((await chat('/nope\n', '--in-process')).code).to.equal(1)
    expect((await chat('', 'hello')).code).to.equal(2)
    expect((await chat('', '--in-process', '--url', 'http://127.0.0.1')).code).to.equal(2)
  })

  it('shows of the bot’s log what was asked for, and not among the replies', async () => {
    const usual = await chat('记\n', ...inProcess('odd.mjs'))
    expect(usual.stdout).to.equal('oA> 记\nbot> 记了\n')
    expect(usual.stderr).to.contain('careful').and.not.contain('quiet')
    const all = await chat('记\n', ...inProcess('odd.mjs'), '--log', 'info')
    expect(all.stderr).to.contain('quiet')
    const none = await chat('记\n', ...inProcess('odd.mjs'), '--log', 'silent')
    expect(none.stderr).to.equal('')
  })

  it('says that a bot refuses, and what to compare', async () => {
    const bot = await startBot(ROOT, ['--config', join(folder.path, 'another.json')])
    const { code, stdout, stderr } = await chat('你好\n', '--url', bot.url)
    await bot.stop()
    expect(code).to.equal(1)
    expect(stdout).to.contain('(the outage notice of WeChat: status 403)')
    expect(stderr).to.contain('compare token')
  })

  /** Types each of `keys` once what stands before it has been written since the one before. */
  const type = async (keys: readonly (readonly [after: string, key: string])[]) => {
    const call = new Call(['chat', ...inProcess('odd.mjs')], { isTerminal: true })
    let at = 0
    for (const [after, key] of keys) {
      at = await call.heard.until(after, at)
      call.stdin.write(key)
    }
    return ended(call)
  }

  it('takes lines on a terminal, and asks under the name of who speaks', async () => {
    const { code, stdout } = await type([
      ['oA> ', '记\r'],
      ['bot> 记了', '/as oB\r'],
      ['oB> ', '等一下\r'],
      ['等一下', '记\r'],
      ['bot> 记了', '好了\r'],
      ['bot> 好', '/quit\r'],
    ])
    expect(stdout).to.contain('/help lists what you can do')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what is not a movement is a colour
    expect(stdout).not.to.match(/\u001b\[\d*m/)
    expect(code).to.equal(0)
  })

  for (const [name, key] of [
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ] as const) {
    it(`ends at ${name} with 0, though an answer is still awaited`, async () => {
      // Waiting for it would take three times five seconds.
      const { code, stdout } = await type([
        ['oA> ', '等\r'],
        ['等', key],
      ])
      expect(code).to.equal(0)
      expect(stdout).not.to.contain('bot>')
    })
  }
})
