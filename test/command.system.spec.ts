/** The command as a process: start, send, signals, exit codes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPush, deliver } from '@wechatbot/simulator'
import { expect } from 'chai'
import { DEMO_TOKEN } from 'wechatbot'
import { ROOT } from './root.js'
import { startBot, wechatbot } from './running.js'

describe('wechatbot start', () => {
  let folder: string

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'wechatbot-'))
  })
  after(() => rmSync(folder, { recursive: true }))

  const write = (name: string, text: string) => {
    const file = join(folder, name)
    writeFileSync(file, text)
    return file
  }

  it('stops on SIGTERM with 0, after what it had begun', async () => {
    const slow = write(
      'slow.mjs',
      `export default { bots: [{ token: 'a-token', plugins: [{ name: 'slow', setup(scope) {
         scope.on('text', () => new Promise((done) => setTimeout(() => done('慢'), 300)))
       } }] }] }`,
    )
    const bot = await startBot(folder, ['--config', slow, '--host', '127.0.0.1'])
    const answer = deliver(`${bot.url}/wechat`, createPush({ kind: 'text' }), { token: 'a-token' })
    await new Promise((resolve) => setTimeout(resolve, 100))
    const code = bot.stop('SIGTERM')
    expect((await answer).reply?.Content).to.equal('慢')
    expect(await code).to.equal(0)
  })

  it('stops with a store that is away, and with a plugin that leaves a timer', async () => {
    const plugin = join(ROOT, 'packages/redis/dist/index.js')
    const config = write(
      'left.mjs',
      `import { createRedisStore } from ${JSON.stringify(plugin)}
       setInterval(() => {}, 1000)
       export default { store: createRedisStore({ url: 'redis://127.0.0.1:1' }),
         server: { host: '127.0.0.1' }, bots: [{ token: 'a-token' }] }`,
    )
    const bot = await startBot(folder, ['--config', config])
    const push = createPush({ kind: 'text' })
    const { status } = await deliver(`${bot.url}/wechat`, push, { token: 'a-token' })
    expect(status).to.equal(200)
    expect(await bot.stop('SIGTERM')).to.equal(0)
    expect(bot.output()).to.contain('going on without it').and.contain('ECONNREFUSED')
  })

  it('stops on SIGINT with 0', async () => {
    const bot = await startBot()
    expect(await bot.stop('SIGINT')).to.equal(0)
  })

  it('serves the demo token on 127.0.0.1 only', async () => {
    const { code, stderr } = await wechatbot(['start', '--host', '0.0.0.0'])
    expect(code).to.equal(1)
    expect(stderr).to.contain('WECHAT_TOKEN')
  })

  it('takes the token from WECHAT_TOKEN, and prints it nowhere', async () => {
    const token = 'canarytoken0001'
    const bot = await startBot(ROOT, [], { WECHAT_TOKEN: token })
    const push = createPush({ kind: 'text', fields: { Content: `我的口令是 ${token}` } })
    const { reply } = await deliver(`${bot.url}/wechat`, push, { token })
    const refused = await deliver(`${bot.url}/wechat`, push, { token: DEMO_TOKEN })
    await bot.stop()
    expect(reply?.Content).to.contain('我的口令是')
    expect(refused.status).to.equal(403)
    expect(bot.output()).to.contain('BAD_SIGNATURE').and.not.contain(token)
    expect(bot.output()).not.to.contain('demo token')
  })

  it('goes on after a handler that throws, and names the plugin in the log', async () => {
    const bad = write(
      'bad.mjs',
      `export default { bots: [{ token: 'a-token', plugins: [{ name: 'bad', setup(scope) {
         scope.hears('throw', () => { throw new Error('went wrong') })
         scope.hears('later', () => { setTimeout(() => Promise.reject(new Error('too late'))); return 'ok' })
         scope.hears('nonsense', () => 42)
       } }] }] }`,
    )
    const bot = await startBot(folder, ['--config', bad, '--host', '127.0.0.1'])
    const say = (text: string) =>
      deliver(`${bot.url}/wechat`, createPush({ kind: 'text', fields: { Content: text } }), {
        token: 'a-token',
      })
    expect((await say('throw')).body).to.equal('success')
    expect((await say('nonsense')).body).to.equal('success')
    expect((await say('later')).reply?.Content).to.equal('ok')
    expect((await say('throw')).status).to.equal(200)
    expect(await bot.stop()).to.equal(0)
    const lines = bot.output().trim().split('\n')
    const failed = lines
      .map((line) => JSON.parse(line))
      .filter(({ msg }) => msg === 'handler failed')
    expect(failed.map(({ plugin }) => plugin)).to.deep.equal(['bad', 'bad', 'bad'])
    expect(bot.output()).to.contain('unhandled rejection').and.contain('too late')
  })

  it('exits 1 with all problems of a wrong configuration', async () => {
    const wrong = write('wrong.json', '{ "bots": [{ "token": "x", "pluginz": [] }] }')
    const { code, stderr } = await wechatbot(['start', '--config', wrong])
    expect(code).to.equal(1)
    expect(stderr).to.contain('wrong.json: 2 problems')
    expect(stderr).to.contain('bots[0].token').and.contain('bots[0].pluginz')
  })

  it('exits 1 with all wrong options of a plugin', async () => {
    const config = join(ROOT, 'test/fixtures/wrong-options.json')
    const { code, stderr } = await wechatbot(['start', '--config', config])
    expect(code).to.equal(1)
    expect(stderr).to.contain('plugin "keyword": 2 wrong options')
    expect(stderr).to.contain('rules[0].mode').and.contain('rules[1].match')
  })

  it('exits 1 when a setup rejects', async () => {
    const config = write(
      'setup.mjs',
      `export default { bots: [{ token: 'a-token', plugins: [
         { name: 'x', async setup() { throw new Error('no database') } }] }] }`,
    )
    const { code, stderr } = await wechatbot(['start', '--config', config])
    expect(code).to.equal(1)
    expect(stderr).to.contain('no database')
  })

  it('says what to do when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const { port } = other.address() as { port: number }
    const { code, stderr } = await wechatbot(['start', '--port', String(port)])
    other.close()
    expect(code).to.equal(1)
    expect(stderr).to.contain(`port ${port} is taken`).and.contain('--port')
  })
})

describe('wechatbot send', () => {
  it('prints replies, silence, fields, XML and JSON', async () => {
    const bot = await startBot()
    const send = async (...args: string[]) => {
      const { code, stdout } = await wechatbot(['send', ...args, '--url', bot.url])
      expect(code).to.equal(0)
      return stdout
    }
    expect(await send('text', '随便', '说说')).to.equal('随便 说说\n')
    expect(await send('location', '22.54', '114.06')).to.contain('深圳市')
    expect(await send('location', '-33.86', '151.2')).to.contain('-33.86, 151.2')
    expect(await send('event:subscribe')).to.equal('(no reply)\n')
    expect(await send('image', 'media-7')).to.equal('[image] {"Image":{"MediaId":"media-7"}}\n')
    expect(await send('text', '你好', '--xml', '--from', 'oMe')).to.match(
      /<FromUserName><!\[CDATA\[oMe\]\].*\n\n<xml><ToUserName><!\[CDATA\[oMe\]\]/,
    )
    expect(await send('text', '--set', 'Content=一=二')).to.equal('一=二\n')
    const json = JSON.parse(await send('text', '你', '--json'))
    expect(json).to.include({ seen: 'reply', status: 200, attempts: 1 })
    expect(json.reply).to.include({ MsgType: 'text', Content: '你' })
    await bot.stop()
  })

  it('replays what start recorded', async () => {
    const pushes = join(mkdtempSync(join(tmpdir(), 'wechatbot-')), 'pushes')
    const bot = await startBot(ROOT, ['--record', pushes])
    await wechatbot(['send', 'text', '录下', '来', '--url', bot.url])
    const file = join(pushes, '0001-text.xml')
    const { code, stdout } = await wechatbot(['send', '--replay', file, '--url', bot.url])
    await bot.stop()
    expect([code, stdout]).to.deep.equal([0, '录下 来\n'])
  })

  it('is answered in safe mode', async () => {
    const bot = await startBot()
    const args = ['send', 'text', '你好', '--bot', 'safe', '--xml', '--url', `${bot.url}/safe`]
    const { code, stdout } = await wechatbot(args)
    await bot.stop()
    expect(code).to.equal(0)
    expect(stdout).to.contain('<Encrypt>').and.contain('<MsgSignature>')
  })

  it('exits 1 when the bot refuses', async () => {
    const bot = await startBot(ROOT, [], { WECHAT_TOKEN: 'another-token' })
    const { code, stderr } = await wechatbot(['send', 'text', 'x', '--url', bot.url])
    await bot.stop()
    expect(code).to.equal(1)
    expect(stderr).to.contain('403')
  })
})
