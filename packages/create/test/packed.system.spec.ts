/** The bots that create-wechatbot writes, as a stranger has them: from packed packages, in an empty folder. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  askStarted as ask,
  CHINESE,
  freePort,
  install,
  npm,
  PATIENCE_MS,
  Packed,
  running,
} from './packed.js'

/** Python opens the pseudo-terminal. Without it a spec is pending, unless WECHATBOT_REQUIRE names python3. */
function hasPython(): boolean {
  if (spawnSync('python3', ['-c', 'import pty']).status === 0) return true
  if (!(process.env.WECHATBOT_REQUIRE ?? '').split(',').includes('python3')) return false
  throw new Error('WECHATBOT_REQUIRE names python3, and there is none with its module pty')
}

describe('create-wechatbot from its package', () => {
  let packed: Packed
  let folder: string
  before(function () {
    this.timeout(PATIENCE_MS)
    packed = new Packed()
    folder = packed.folder
  })
  after(() => packed.remove())

  it('makes a bot that installs, type-checks, tests, runs, and keeps its store', async function () {
    this.timeout(PATIENCE_MS)
    const args = ['我的 机器人', '--template', 'minimal', '--yes']
    const said = packed.create(args, CHINESE)
    expect(said).to.contain('cd "我的 机器人"\n  npm install\n  npm run dev\n'.split('\n')[0])
    const made = join(folder, '我的 机器人')
    install(made)
    npm(['exec', '--', 'tsc', '--noEmit'], made)
    expect(npm(['test'], made)).to.match(/(#|ℹ) pass 1/)
    await ask(made, { 'text 你好': '你说：你好' })
    expect(existsSync(join(made, 'wechatbot.db'))).to.equal(true)
    const port = await freePort()
    const dev = ['npm', 'run', 'dev', '--', '--port', String(port)]
    await running(dev, made, /ready/, (output) => expect(output).to.contain('/playground'))
  })

  /** The exit code of the bot's own test with an assertion that fails. Null says that it went on for a minute. */
  const codeOfFailure = (made: string, isTyped: boolean) => {
    const file = join(made, isTyped ? 'failing.test.ts' : 'failing.test.js')
    const text = readFileSync(file.replace('failing', 'bot'), 'utf8')
    writeFileSync(file, text.replace(/shouldReply\(.*\)/, "shouldReply('不是这样')"))
    const program = isTyped ? join(made, 'node_modules/.bin/jiti') : process.execPath
    const { status } = spawnSync(program, [file], { cwd: made, timeout: 60_000 })
    rmSync(file)
    return status
  }

  /** A bot of this template in both languages, installed, with its test passed. */
  const inBoth = (template: string, answers: (made: string) => Promise<void>) => {
    for (const language of ['typescript', 'javascript']) {
      it(`makes a bot of ${template} in ${language}, without an account or a key`, async function () {
        this.timeout(PATIENCE_MS)
        const made = join(folder, `${template} in ${language}`)
        const args = [made, '--template', template, '--language', language, '--yes']
        packed.create(args)
        install(made)
        if (language === 'typescript') npm(['exec', '--', 'tsc', '--noEmit'], made)
        expect(npm(['test'], made)).to.match(/(#|ℹ) pass 1/)
        expect(codeOfFailure(made, language === 'typescript')).to.equal(1)
        await answers(made)
      })
    }
  }

  inBoth('shop', async (made) => {
    const said = npm(['exec', '--', 'wechatbot', 'check'], made)
    // Both are of an account without the API, and neither of a click that nobody answers.
    expect(said).to.contain('without an appSecret the next rule or plugin answers')
    expect(said).to.contain('without an appSecret nothing is sent')
    expect(said).not.to.contain('no plugin answers a click')
    // Its own test has asked for the rest.
    await ask(made, {
      'text 菜单': '龙井 38 元',
      'event:CLICK 营业时间': '福田店：',
      'text 龙井怎么泡': '你说的是「龙井怎么泡」。',
      // By the hour of the day.
      'text 投诉': 'handed to a human agent|店员不在，',
    })
  })

  inBoth('ai', (made) => ask(made, { 'text 你好': '你说的是「你好」。' }))

  it('makes one in JavaScript', async function () {
    this.timeout(PATIENCE_MS)
    const args = ['js', '--language', 'javascript', '--store', 'memory', '--yes']
    packed.create(args)
    const made = join(folder, 'js')
    install(made)
    expect(npm(['test'], made)).to.match(/(#|ℹ) pass 1/)
    expect(readdirSync(join(made, 'node_modules'))).not.to.include('typescript')
    await ask(made, { 'text 你好': '你说：你好' })
  })

  it('asks in a pseudo-terminal, in Chinese', function () {
    this.timeout(PATIENCE_MS)
    if (!hasPython()) return this.skip()
    const script = `
import fcntl, os, pty, struct, sys, termios
child, fd = pty.fork()
if child == 0:
    os.execv(sys.argv[1], sys.argv[1:2])
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 80, 0, 0))
keys = ['\\x1b[B\\r', '茶馆\\r', '\\r', '\\r', '\\r']
while True:
    try: said = os.read(fd, 65536)
    except OSError: break
    if not said: break
    sys.stdout.buffer.write(said)
    if '◆'.encode() in said and keys: os.write(fd, keys.pop(0).encode())
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
`
    const options = { cwd: folder, env: CHINESE, encoding: 'utf8' } as const
    const { status, stdout } = spawnSync('python3', ['-c', script, packed.bin], options)
    expect(stdout).to.contain('放在哪个目录？').and.contain('用哪个模板？')
    expect(status).to.equal(0)
    expect(readFileSync(join(folder, '茶馆/rules.csv'), 'utf8')).to.contain('龙井')
  })
})
