/** `wechatbot chat` as a process: through a pipe and on a terminal. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { BIN, ROOT, startBot } from './running.js'

const SLOW = `export default { bots: [{ token: 'chat-token', appId: 'wx1', appSecret: 'canary-secret',
  deadlineMs: 200, plugins: [{ name: 'slow', setup(scope) {
    scope.on('text', async ({ message }) => {
      await new Promise((done) => setTimeout(done, 500))
      return '想好了：' + message.Content
    })
  } }] }] }`

describe('wechatbot chat', () => {
  let folder: string

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'wechatbot-'))
    writeFileSync(join(folder, 'slow.mjs'), SLOW)
  })
  after(() => rmSync(folder, { recursive: true }))

  const begin = (args: readonly string[]): ChildProcess =>
    spawn(process.execPath, [BIN, 'chat', ...args], {
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
    expect(stderr).to.equal('')
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
})
