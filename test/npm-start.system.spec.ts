/** What npm and npx start ends with them: they put a shell in between, which passes no signal on. */
import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createPush, deliver } from '@wechatbot/simulator'
import { expect } from 'chai'
import { ROOT } from './root.js'

/** Its one handler answers when the file `release` is there. */
const CONFIG = `
import { existsSync } from 'node:fs'
const handler = async (ctx) => {
  ctx.log.info('begun')
  while (!existsSync('release')) await new Promise((resolve) => setTimeout(resolve, 5))
  return '慢'
}
export default {
  server: { host: '127.0.0.1' },
  bots: [{ token: 'a-token', plugins: [{ name: 'slow', setup: (scope) => scope.on('text', handler) }] }],
}`

/** A process of npm's, which listens on a free port by the bot it starts. */
function start(command: string, args: readonly string[], cwd: string) {
  const { WECHAT_TOKEN: _, ...env } = process.env
  // A group of its own, as a terminal makes one.
  const child = spawn(command, args, {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const pid = child.pid as number
  let output = ''
  let look = () => {}
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (data: string) => {
      output += data
      look()
    })
  }
  // Not `exit`: the bot writes there as long as it lives.
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const says = (what: RegExp) =>
    new Promise<string>((resolve, reject) => {
      look = () => {
        const [, found] = what.exec(output) ?? []
        if (found !== undefined) resolve(found)
      }
      look()
      void closed.then(() => reject(new Error(`it ended without ${what}:\n${output}`)))
    })
  return {
    terminate: () => process.kill(pid, 'SIGTERM'),
    /** A terminal gives it to the whole group. */
    pressCtrlC: () => process.kill(-pid, 'SIGINT'),
    closed,
    says,
    text: () => output,
    /** Whatever is left of it. */
    kill: () => {
      try {
        process.kill(-pid, 'SIGKILL')
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
      }
    },
  }
}

const ORIGIN = /on (http:\/\/127\.0\.0\.1:\d+)\/wechat.*talk to it/s

describe('a bot that npm has started', () => {
  let folder: string
  let started: readonly ReturnType<typeof start>[] = []

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wechatbot-'))
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
    writeFileSync(join(folder, 'package.json'), '{ "scripts": { "start": "wechatbot start" } }')
    writeFileSync(join(folder, 'wechatbot.config.mjs'), CONFIG)
  })
  afterEach(() => {
    for (const one of started) one.kill()
    started = []
    rmSync(folder, { recursive: true })
  })

  const run = (command: string, args: readonly string[], cwd = folder) => {
    const one = start(command, args, cwd)
    started = [...started, one]
    return one
  }

  for (const [end, what] of [
    ['terminate', 'gets SIGTERM'],
    ['pressCtrlC', 'is interrupted by Ctrl-C'],
  ] as const) {
    for (const [command, ...args] of [
      ['npm', 'start', '--', '--port', '0'],
      ['npx', 'wechatbot', 'start', '--port', '0'],
    ] as const) {
      it(`finishes its work and ends when ${command} ${what}`, async () => {
        const bot = run(command, args)
        const origin = await bot.says(ORIGIN)
        const push = createPush({ kind: 'text' })
        const answer = deliver(`${origin}/wechat`, push, { token: 'a-token' })
        await bot.says(/(begun)/)
        bot[end]()
        await bot.says(/("stopping")/)
        writeFileSync(join(folder, 'release'), '')
        expect((await answer).reply?.Content).to.equal('慢')
        await bot.closed
        expect(bot.text()).to.contain('"stopped"')
      })
    }
  }

  it('is that of this repository, too, and npx wechatbot send is answered', async () => {
    const bot = run('npm', ['start', '--', '--port', '0'], ROOT)
    const origin = await bot.says(ORIGIN)
    const send = ['wechatbot', 'send', 'text', '你好', '--url', origin]
    const { stdout } = await promisify(execFile)('npx', send, { cwd: ROOT })
    expect(stdout).to.match(/^你好！/)
    bot.terminate()
    await bot.closed
    expect(bot.text()).to.contain('"stopped"')
  })

  it('is `wechatbot dev`, with the process of its bots', async () => {
    const dev = run('npx', ['wechatbot', 'dev', '--port', '0'])
    await dev.says(/(with slow)/)
    dev.terminate()
    await dev.closed
    expect(dev.text()).to.contain('"stopped"')
  })
})
