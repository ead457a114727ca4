/** The command as a process: signals, environment, exit codes, and what it leaves open. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { createPush, deliver, SAMPLE_USER } from '@wechatbot/simulator'
import { expect } from 'chai'
import { DEMO_TOKEN } from 'wechatbot'
import { Folder } from '#cli-test/folder.js'
import { ROOT } from './root.js'
import { BIN, Program, startBot, wechatbot } from './running.js'

describe('what V8 has compiled', () => {
  it('is kept in the folder of the package, where Node.js can keep it', () => {
    // Before 22.8 it cannot, and this function takes its place.
    const told = `import module from 'node:module'
      module.enableCompileCache = (folder) => process.stderr.write(folder)`
    const words = ['--import', `data:text/javascript,${encodeURIComponent(told)}`, BIN, '--version']
    const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' })
    expect(status).to.equal(0)
    expect(stderr).to.equal(join(ROOT, 'packages/cli/node_modules/.cache'))
  })
})

describe('wechatbot start', () => {
  let folder: Folder

  before(() => {
    folder = new Folder()
  })
  after(() => folder.remove())

  it('stops on SIGTERM with 0, after what it had begun', async () => {
    const slow = folder.write(
      'slow.mjs',
      `export default { bots: [{ token: 'a-token', plugins: [{ name: 'slow', setup(scope) {
         scope.on('text', (ctx) => {
           const answer = new Promise((done) => process.once('SIGTERM', () => setTimeout(done, 300, '慢')))
           ctx.log.info('begun')
           return answer
         })
       } }] }] }`,
    )
    const bot = await startBot(folder.path, ['--config', slow, '--host', '127.0.0.1'])
    const answer = deliver(`${bot.url}/wechat`, createPush({ kind: 'text' }), { token: 'a-token' })
    await bot.says('begun')
    const code = bot.stop('SIGTERM')
    expect((await answer).reply?.Content).to.equal('慢')
    expect(await code).to.equal(0)
  })

  it('stops with a store that is away, and with a plugin that leaves a timer', async () => {
    const plugin = join(ROOT, 'packages/redis/dist/index.js')
    const config = folder.write(
      'left.mjs',
      `import { createRedisStore } from ${JSON.stringify(plugin)}
       setInterval(() => {}, 1000)
       export default { store: createRedisStore({ url: 'redis://127.0.0.1:1' }),
         server: { host: '127.0.0.1' }, bots: [{ token: 'a-token' }] }`,
    )
    const bot = await startBot(folder.path, ['--config', config])
    const push = createPush({ kind: 'text' })
    const { status } = await deliver(`${bot.url}/wechat`, push, { token: 'a-token' })
    expect(status).to.equal(200)
    expect(await bot.stop('SIGTERM')).to.equal(0)
    expect(bot.output()).to.contain('store failed, ').and.contain('ECONNREFUSED')
  })

  it('stops on SIGINT with 0', async () => {
    const bot = await startBot()
    expect(await bot.stop('SIGINT')).to.equal(0)
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

  it('answers every type of message before WeChat hangs up', async () => {
    const bot = await startBot()
    for (const kind of ['text', 'image', 'voice', 'video', 'shortvideo', 'location', 'link']) {
      // Rejects after five seconds.
      const { reply } = await deliver(`${bot.url}/wechat`, createPush({ kind }), {
        token: DEMO_TOKEN,
      })
      expect(reply?.ToUserName, kind).to.equal(SAMPLE_USER)
    }
    await bot.stop()
  })

  it('goes on after a handler that throws, and names the plugin in the log', async () => {
    const bad = folder.write(
      'bad.mjs',
      `export default { bots: [{ token: 'a-token', plugins: [{ name: 'bad', setup(scope) {
         scope.hears('throw', () => { throw new Error('went wrong') })
         scope.hears('later', () => { setTimeout(() => Promise.reject(new Error('too late'))); return 'ok' })
         scope.hears('nonsense', () => 42)
       } }] }] }`,
    )
    const bot = await startBot(folder.path, ['--config', bad, '--host', '127.0.0.1'])
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
})

describe('wechatbot', () => {
  const OPEN = 'export default (setInterval(() => {}, 1000), { bots: [{ token: "a-token" }] })'

  it('exits with 0, 1 and 2, and prints each failure to standard error', async () => {
    const well = await wechatbot(['--version'])
    expect([well.code, well.stderr]).to.deep.equal([0, ''])
    const failed = await wechatbot(['check', '--config', 'gone.json'])
    expect([failed.code, failed.stdout]).to.deep.equal([1, ''])
    expect(failed.stderr).to.contain('gone.json not found')
    const wrong = await wechatbot(['sned'])
    expect([wrong.code, wrong.stdout]).to.deep.equal([2, ''])
    expect(wrong.stderr).to.contain('did you mean send?')
  })

  it('ends after every command, whatever the configuration leaves open', async () => {
    const folder = new Folder()
    const config = folder.write('open.mjs', OPEN)
    for (const [command, code] of [
      [['check'], 0],
      [['menu', 'pull'], 1],
      [['send', 'text', 'x', '--url', 'http://127.0.0.1:1'], 1],
    ] as const) {
      expect((await wechatbot([...command, '--config', config])).code).to.equal(code)
    }
    folder.remove()
  })
})

describe('wechatbot where the language is Chinese', () => {
  let folder: Folder

  before(() => {
    folder = new Folder()
  })
  after(() => folder.remove())

  const inChinese = async (...args: string[]) => {
    const program = new Program(args, { cwd: folder.path, env: { LC_ALL: 'zh_CN.UTF-8' } })
    const code = await program.ended
    return { code, stdout: program.stdout, stderr: program.stderr }
  }

  it('helps, advises and refuses in Chinese', async () => {
    folder.write('wechatbot.config.json', '{ "bots": [{ "token": "abcd", "mode": "sfae" }] }')
    expect((await inChinese('--help')).stdout).to.contain('用法：wechatbot <命令> [选项]')
    expect((await inChinese('start', '--host')).stderr).to.contain('--host 后面要写值')
    const wrong = await inChinese('check')
    expect(wrong.code).to.equal(1)
    expect(wrong.stderr).to.contain(
      'bots[0].mode：期望 "plain"、"compat"、"safe" 之一，实际是 "sfae"；是不是想写 "safe"？',
    )
    folder.write('wechatbot.config.json', '{ "bots": [{ "token": "abcd" }] }')
    expect((await inChinese('check')).stdout).to.contain('机器人 "main"，路径 /wechat，明文模式')
    expect((await inChinese('doctor')).stdout).to.contain('token: 格式正确，明文模式')
  })

  it('says what is wrong with a file of rules', async () => {
    folder.link('@wechatbot/plugin-keyword', 'plugins/keyword')
    folder.write('rules.csv', '关键词,回复\n你好,好,多\n')
    const plugins = [['keyword', { file: `${folder.path}/rules.csv` }]]
    folder.write('wechatbot.config.json', JSON.stringify({ bots: [{ token: 'abcd', plugins }] }))
    for (const command of ['check', 'start']) {
      const { stderr } = await inChinese(command)
      expect(stderr).to.match(/rules\.csv:2：期望 2 个单元格；.*实际是 3 个单元格/)
    }
  })

  it('says why a setup fails, and names its plugin once', async () => {
    folder.link('@wechatbot/plugin-dialog', 'plugins/dialog')
    const steps = [{ name: '人数', ask: '几位？' }]
    const booking = { name: '订位', start: '订位', steps, done: '好' }
    const plugins = [1, 2].map(() => ['dialog', booking])
    folder.write('wechatbot.config.json', JSON.stringify({ bots: [{ token: 'abcd', plugins }] }))
    const why = 'name：期望 和这个机器人的其他 dialog 不同的名字，实际是 "订位"'
    const head = '机器人 "main"，插件 "dialog#2"：初始化失败'
    for (const command of ['check', 'start']) {
      const { stderr } = await inChinese(command)
      expect(stderr.split('\n')[0], command).to.equal(`wechatbot: ${head}：${why}`)
    }
    const every = "{ name: 'tea', setup(scope) { scope.every('0 25 * * *', () => {}) } }"
    const file = folder.write(
      'every.mjs',
      `export default { bots: [{ token: 'abcd', plugins: [${every}] }] }`,
    )
    for (const command of ['check', 'start']) {
      const { stderr } = await inChinese(command, '-c', file)
      expect(stderr).to.match(/^wechatbot: "tea" 的 every\("0 25 \* \* \*"\)：期望 .*不能是 25\n$/)
    }
  })

  it('speaks the language of --lang instead, and Chinese where that is none', async () => {
    const english = await inChinese('--help', '--lang', 'en')
    expect(english.stdout).to.contain('Usage: wechatbot <command> [options]')
    expect((await inChinese('--lang=en', 'check', '--help')).stdout).to.contain('Usage: wechatbot')
    const wrong = await inChinese('check', '--lang', 'fr')
    expect(wrong.code).to.equal(2)
    expect(wrong.stderr).to.contain('--lang：期望 en、zh 之一，实际是 "fr"')
  })

  it('gives English to programs: --json and the log', async () => {
    folder.write(
      'wechatbot.config.json',
      '{ "bots": [{ "token": "abcd", "menu": { "button": [{ "name": "b", "type": "click", "key": "K" }] } }] }',
    )
    const han = /\p{Script=Han}/u
    expect((await inChinese('check')).stdout).to.contain('警告：点击菜单按钮 "b"')
    const checked = (await inChinese('check', '--json')).stdout
    expect(checked).to.contain('no plugin answers a click').and.not.match(han)
    const examined = (await inChinese('doctor', '--json')).stdout
    expect(examined).to.contain('has the right shape').and.not.match(han)
  })
})
