/** The plugin that create-wechatbot writes, as its author has it, and as the owner of a bot installs it. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  ask,
  askStarted,
  CHINESE,
  freePort,
  install,
  npm,
  PATIENCE_MS,
  Packed,
  running,
  said,
} from './packed.js'

const NAME = 'wechatbot-plugin-weather'
const TARBALL = `${NAME}-0.1.0.tgz`

describe('a plugin of create-wechatbot, from its package', function () {
  this.timeout(PATIENCE_MS)
  let packed: Packed
  let plugin: string

  before(() => {
    packed = new Packed()
    plugin = join(packed.folder, NAME)
    packed.create([NAME, '--template', 'plugin', '--yes'], CHINESE)
    install(plugin)
  })
  after(() => packed.remove())

  /** Changes a file of the plugin, and gives back how it was. */
  const edit = (file: string, what: string | RegExp, to: string): string => {
    const path = join(plugin, file)
    const text = readFileSync(path, 'utf8')
    const edited = text.replace(what, to)
    expect(edited).not.to.equal(text)
    writeFileSync(path, edited)
    return text
  }

  it('is tested by its own test, with the contract of all plugins', () => {
    const output = npm(['test'], plugin)
    expect(output)
      .to.match(/(#|ℹ) pass 7/)
      .and.contain('每个用户每天一签')
  })

  it('ends a test whose assertion fails, also while the plugin holds something open', () => {
    const source = edit(
      'src/index.ts',
      '    let asked',
      '    const timer = setInterval(() => {}, 1000)\n    scope.onClose(() => clearInterval(timer))\n    let asked',
    )
    const test = edit('test/plugin.test.ts', "shouldReply('大吉')", "shouldReply('不是这样')")
    const { status, stdout } = spawnSync('npm', ['test'], {
      cwd: plugin,
      encoding: 'utf8',
      timeout: PATIENCE_MS,
    })
    writeFileSync(join(plugin, 'src/index.ts'), source)
    writeFileSync(join(plugin, 'test/plugin.test.ts'), test)
    expect(stdout).to.match(/(#|ℹ) fail 1/)
    expect(status).to.equal(1)
  })

  it('does not pass its test with options that have other types', () => {
    const test = edit('test/plugin.test.ts', "fortunes: ['大吉']", 'fortunes: 3')
    const { status, stdout } = spawnSync('npm', ['test'], { cwd: plugin, encoding: 'utf8' })
    writeFileSync(join(plugin, 'test/plugin.test.ts'), test)
    expect(status).not.to.equal(0)
    expect(stdout).to.contain('test/plugin.test.ts').and.contain("'number'")
  })

  it('says in the language of its author what is wrong with an option', () => {
    const config = edit('wechatbot.config.ts', /\['大吉', '小吉'\]/, '[]')
    const { status, stderr } = spawnSync('npx', ['wechatbot', 'check'], {
      ...{ cwd: plugin, env: CHINESE, encoding: 'utf8' },
    })
    writeFileSync(join(plugin, 'wechatbot.config.ts'), config)
    expect(status).to.equal(1)
    expect(stderr).to.match(/fortunes：期望.?至少一条签文/)
  })

  it('is tried by npm run dev, from its folder, and starts anew with each change', async () => {
    const port = await freePort()
    const dev = ['npm', 'run', 'dev', '--', '--port', String(port)]
    await running(dev, plugin, /ready/, async (output, child) => {
      expect(output).to.contain('/playground')
      ask(plugin, port, { 'text 抽签': '^(大吉|小吉)\n' })
      const again = said(child, /ready/)
      const source = edit('src/index.ts', '今天已经抽过了', '一天一次')
      await again
      // What a user has drawn stays over the change.
      ask(plugin, port, { 'text 抽签': '一天一次：(大吉|小吉)' })
      writeFileSync(join(plugin, 'src/index.ts'), source)
    })
  })

  it('is built, packed without what only its author needs, and found in a bot by its name', async () => {
    npm(['run', 'build'], plugin)
    const [{ files }] = JSON.parse(npm(['pack', '--json', '--silent'], plugin)) as [
      { files: { path: string }[] },
    ]
    // Packages of the clone are dev dependencies: users of the plugin do not have their files.
    const manifest = JSON.parse(readFileSync(join(plugin, 'package.json'), 'utf8'))
    expect(manifest.dependencies).to.deep.equal({ valibot: '^1.5.0' })
    expect(manifest.peerDependencies).to.have.property('@wechatbot/core')
    expect(manifest.devDependencies['@wechatbot/core']).to.match(/^file:vendor/)
    expect(files.map(({ path }) => path).sort()).to.deep.equal([
      'README.md',
      'dist/index.d.ts',
      'dist/index.js',
      'package.json',
    ])
    packed.create(['bot', '--yes'])
    const bot = join(packed.folder, 'bot')
    install(bot)
    npm(['install', '--no-audit', '--no-fund', `../${NAME}/${TARBALL}`], bot)
    expect(existsSync(join(bot, 'node_modules', NAME, 'node_modules'))).to.equal(false)
    const config = join(bot, 'wechatbot.config.ts')
    const text = readFileSync(config, 'utf8')
    writeFileSync(config, text.replace('plugins: [hello]', "plugins: ['weather', hello]"))
    await askStarted(bot, { 'text 抽签': '^(大吉|中吉|小吉)\n', 'text 你好': '你说：你好' })
    const typed = [
      `import weather from '${NAME}'`,
      "export const right = weather({ fortunes: ['吉'] })",
      '// @ts-expect-error: no list',
      "export const wrong = weather({ fortunes: '吉' })",
    ]
    writeFileSync(join(bot, 'typed.ts'), `${typed.join('\n')}\n`)
    npm(['exec', '--', 'tsc', '--noEmit'], bot)
  })
})
