/** `wechatbot chat` as a process: through a pipe and on a terminal. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { ROOT } from './root.js'
import { BIN, startBot } from './running.js'

/** Node takes these pipes for a terminal: keys are read one by one, and a prompt is written. */
const TERMINAL = `data:text/javascript,${encodeURIComponent(
  `for (const name of ['stdin', 'stdout', 'stderr']) process[name].isTTY = true
   for (const name of ['stdout', 'stderr']) process[name].hasColors = () => false`,
)}`

const SLOW = `export default { bots: [{ token: 'chat-token', appId: 'wx1', appSecret: 'canary-secret',
  deadlineMs: 200, plugins: [{ name: 'slow', setup(scope) {
    scope.on('text', async ({ message }) => {
      await new Promise((done) => setTimeout(done, 500))
      return '想好了：' + message.Content
    })
  } }] }] }`

const ODD = `export default { bots: [{ token: 'chat-token', plugins: [{ name: 'odd', setup(scope) {
  scope.hears('等', () => new Promise(() => {}))
  scope.hears('等一下', () => new Promise((done) => setTimeout(done, 400, '好').unref()))
  scope.hears('忘了', () => { Promise.reject(new Error('nobody waits for this')); return '没事' })
  scope.hears('记', (ctx) => { ctx.log.info('quiet'); ctx.log.warn('careful'); return '记了' })
  scope.onClose(() => new Promise(() => {}))
  scope.hears('开着', () => { setInterval(() => {}, 1000); return '开了' })
} }] }] }`

describe('wechatbot chat', () => {
  let folder: string

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'wechatbot-'))
    writeFileSync(join(folder, 'slow.mjs'), SLOW)
    writeFileSync(join(folder, 'odd.mjs'), ODD)
  })
  after(() => rmSync(folder, { recursive: true }))

  const begin = (args: readonly string[], node: readonly string[] = []): ChildProcess =>
    spawn(process.execPath, [...node, BIN, 'chat', ...args], {
      cwd: ROOT,
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
  const ended = async (child: ChildProcess) => {
    let [stdout, stderr] = ['', '']
    child.stdout?.setEncoding('utf8').on('data', (data) => {
      stdout += data
    })
    child.stderr?.setEncoding('utf8').on('data', (data) => {
      stderr += data
    })
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
    return { code, stdout, stderr }
  }
  const chat = (input: string | readonly Uint8Array[], ...args: string[]) => {
    const child = begin(args)
    const result = ended(child)
    for (const chunk of [input].flat()) child.stdin?.write(chunk)
    child.stdin?.end()
    return result
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
    const child = begin(['--url', bot.url, '--from', 'oA'])
    const result = ended(child)
    for (const byte of bytes) {
      child.stdin?.write(Buffer.from([byte]))
      await new Promise((resolve) => setImmediate(resolve))
    }
    child.stdin?.end()
    const { stdout, code } = await result
    await bot.stop()
    expect(stdout).to.equal('oA> 今天天气如何\nbot> 今天天气如何\n')
    expect(code).to.equal(0)
  })

  it('shows messages that come later, and sends none of them to WeChat', async () => {
    const { code, stdout, stderr } = await chat(
      '慢\n',
      '--in-process',
      '-c',
      join(folder, 'slow.mjs'),
      '--from',
      'oA',
    )
    expect(stdout).to.equal('oA> 慢\nbot> (no reply)\nbot to oA> 想好了：慢\n')
    // What the bot warns of, and nothing of the chat.
    expect(stderr).to.contain('"msg":"deadline passed"').and.not.contain('canary-secret')
    expect(code).to.equal(0)
  })

  it('prints records', async () => {
    const { stdout } = await chat(
      '慢\n',
      '--json',
      '--in-process',
      '-c',
      join(folder, 'slow.mjs'),
      '--from',
      'oA',
    )
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

  const inOdd = () => ['--in-process', '-c', join(folder, 'odd.mjs'), '--from', 'oA']

  it('lives on after what a plugin forgot, and ends whatever it leaves open', async () => {
    const { code, stdout, stderr } = await chat('忘了\n开着\n', ...inOdd())
    expect(stdout).to.equal('oA> 忘了\nbot> 没事\noA> 开着\nbot> 开了\n')
    expect(stderr).to.contain('unhandled rejection').and.contain('nobody waits for this')
    expect(code).to.equal(0)
  })

  it('waits for a handler that nothing else keeps the process for', async () => {
    const { code, stdout } = await chat('等一下\n', ...inOdd())
    expect(stdout).to.equal('oA> 等一下\nbot> 好\n')
    expect(code).to.equal(0)
  })

  it('shows of the bot’s log what was asked for, and not among the replies', async () => {
    const usual = await chat('记\n', ...inOdd())
    expect(usual.stdout).to.equal('oA> 记\nbot> 记了\n')
    expect(usual.stderr).to.contain('careful').and.not.contain('quiet')
    expect((await chat('记\n', ...inOdd(), '--log', 'info')).stderr).to.contain('quiet')
    expect((await chat('记\n', ...inOdd(), '--log', 'silent')).stderr).to.equal('')
  })

  it('ends without a word when nobody reads any more', async () => {
    const child = begin(inOdd())
    const result = ended(child)
    child.stdout?.once('data', () => child.stdout?.destroy())
    child.stdin?.end('记\n'.repeat(20))
    const { stderr } = await result
    expect(stderr).not.to.contain('EPIPE')
  })

  it('says that a bot refuses, and what to compare', async () => {
    const bot = await startBot(ROOT, [], { WECHAT_TOKEN: 'another-token' })
    const { code, stdout, stderr } = await chat('你好\n', '--url', bot.url)
    await bot.stop()
    expect(code).to.equal(1)
    expect(stdout).to.contain('该公众号暂时无法提供服务，请稍后再试 (status 403)')
    expect(stderr).to.contain('compare token')
  })

  /** Types each of `keys` once the output holds what stands before it. */
  const type = async (keys: readonly (readonly [after: string, key: string])[]) => {
    const child = begin(inOdd(), ['--import', TERMINAL])
    const result = ended(child)
    let written = ''
    const left = [...keys]
    child.stdout?.on('data', (data) => {
      written += data
      const [after, key] = left[0] ?? []
      if (after === undefined || !written.includes(after)) return
      left.shift()
      written = ''
      child.stdin?.write(key ?? '')
    })
    return result
  }

  it('takes lines on a terminal, and asks under the name of who speaks', async () => {
    const { code, stdout } = await type([
      ['oA> ', '记\r'],
      ['bot> 记了', '/as oB\r'],
      ['oB> ', '等一下\r'],
      ['等一下', '记\r'],
      ['bot> 记了', ''],
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
      const startedAt = performance.now()
      const { code, stdout } = await type([
        ['oA> ', '等\r'],
        ['等', key],
      ])
      expect(code).to.equal(0)
      expect(stdout).not.to.contain('bot>')
      expect(performance.now() - startedAt).to.be.below(4500)
    })
  }
})
