/** Plugins as packages, however they were installed. */
import { execFileSync } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { createBot, createLogger } from '@wechatbot/core'
import { simulate } from '@wechatbot/simulator'
import { expect } from 'chai'
import { loadConfig } from '#src/config/load.js'
import { Folder } from '../folder.ts'

/** A plugin without any import: what every shape below says in its own way. */
const body = (word: string) =>
  `{ name: '${word}', setup(scope) { scope.hears('${word}', () => 'from ${word}') } }`

describe('a plugin package', function () {
  this.timeout(30_000)
  let folder: Folder

  beforeEach(() => {
    folder = new Folder()
  })
  afterEach(() => folder.remove())

  /** Writes a package, wherever `at` says. */
  const pack = (
    name: string,
    manifest: object,
    files: Record<string, string>,
    at = `node_modules/${name}`,
  ) => {
    folder.write(`${at}/package.json`, JSON.stringify({ name, version: '1.2.3', ...manifest }))
    for (const [file, text] of Object.entries(files)) folder.write(`${at}/${file}`, text)
  }
  /** What the bot of a configuration with these plugins answers. */
  const ask = async (plugins: readonly unknown[], text: string): Promise<unknown> => {
    const file = folder.write(
      'wechatbot.config.json',
      JSON.stringify({ bots: [{ token: 'a-token', plugins }] }),
    )
    const { bots } = await loadConfig({ file })
    const [config] = bots
    if (config === undefined) throw new Error('no bot')
    const wechat = await simulate(
      createBot({ ...config, logger: createLogger({ level: 'silent' }) }),
    )
    const seen = await wechat.user('oA').says(text)
    await wechat.close()
    return seen.type === 'reply' ? seen.reply.Content : seen.type
  }

  const esm = { type: 'module', exports: './index.js' }
  for (const [entry, name] of [
    ['shop', '@wechatbot/plugin-shop'],
    ['shop', 'wechatbot-plugin-shop'],
    ['shop', 'shop'],
    ['wechatbot-plugin-shop', 'wechatbot-plugin-shop'],
    ['@acme/wechatbot-plugin-shop', '@acme/wechatbot-plugin-shop'],
    ['@acme/shop', '@acme/shop'],
  ] as const) {
    it(`"${entry}" is ${name}`, async () => {
      pack(name, esm, { 'index.js': `export default ${body('shop')}` })
      expect(await ask([entry], 'shop')).to.equal('from shop')
    })
  }

  it('is found in the order of the names', async () => {
    pack('@wechatbot/plugin-shop', esm, { 'index.js': `export default ${body('first')}` })
    pack('wechatbot-plugin-shop', esm, { 'index.js': `export default ${body('second')}` })
    expect(await ask(['shop'], 'first')).to.equal('from first')
  })

  const shapes: readonly [string, object, Record<string, string>][] = [
    [
      'with the import condition only',
      { type: 'module', exports: { '.': { import: './main.mjs' } } },
      { 'main.mjs': `export default ${body('shop')}` },
    ],
    [
      'with types before the import condition',
      { exports: { '.': { types: './main.d.ts', import: './main.mjs' } } },
      { 'main.mjs': `export default ${body('shop')}`, 'main.d.ts': '' },
    ],
    ['in CommonJS', { main: 'main.cjs' }, { 'main.cjs': `module.exports = ${body('shop')}` }],
    [
      'in CommonJS made of TypeScript',
      { main: 'main.js' },
      {
        'main.js': `Object.defineProperty(exports, '__esModule', { value: true }); exports.default = ${body('shop')}`,
      },
    ],
    [
      'in TypeScript',
      { type: 'module', main: 'main.ts' },
      { 'main.ts': `export default ${body('shop')}` },
    ],
  ]
  for (const [what, manifest, files] of shapes) {
    it(`${what} is loaded`, async () => {
      pack('wechatbot-plugin-shop', manifest, files)
      expect(await ask(['shop'], 'shop')).to.equal('from shop')
    })
  }

  it('that npm link has put there is loaded, with a core of its own beside it', async () => {
    const own = `import { definePlugin } from '@wechatbot/core'
      export default definePlugin(${body('linked')})`
    pack('wechatbot-plugin-linked', esm, { 'index.js': own }, 'elsewhere/linked')
    folder.install('../elsewhere/linked/node_modules/@wechatbot/core', 'packages/core')
    const core = join(folder.path, 'elsewhere/linked/node_modules/@wechatbot/core')
    symlinkSync(
      join(import.meta.dirname, '../../../../../node_modules'),
      join(core, 'node_modules'),
    )
    folder.write('node_modules/.keep', '')
    symlinkSync(
      join(folder.path, 'elsewhere/linked'),
      join(folder.path, 'node_modules/wechatbot-plugin-linked'),
    )
    expect(await ask(['linked'], 'linked')).to.equal('from linked')
  })

  it('that npm has packed and installed is loaded', async () => {
    pack(
      'wechatbot-plugin-packed',
      esm,
      { 'index.js': `export default ${body('packed')}` },
      'source',
    )
    const npm = (cwd: string, ...args: string[]) =>
      execFileSync('npm', args, {
        cwd: join(folder.path, cwd),
        stdio: ['ignore', 'pipe', 'ignore'],
      })
    npm('source', 'pack', '--pack-destination', folder.path)
    folder.write('package.json', '{ "private": true }')
    npm('.', 'install', '--offline', '--no-audit', './wechatbot-plugin-packed-1.2.3.tgz')
    expect(await ask(['packed'], 'packed')).to.equal('from packed')
  })

  it('may be a file, beside the configuration or anywhere', async () => {
    folder.write('plugins/one.ts', `export default ${body('one')}`)
    folder.write('two.cjs', `module.exports = ${body('two')}`)
    const three = folder.write('three.mjs', `export default ${body('three')}`)
    const plugins = ['./plugins/one.ts', './two.cjs', three]
    for (const word of ['one', 'two', 'three'])
      expect(await ask(plugins, word)).to.equal(`from ${word}`)
  })

  it('that fails while it loads says so, and is not called missing', async () => {
    pack('wechatbot-plugin-shop', esm, {
      'index.js': "import 'nowhere-to-be-found'\nexport default {}",
    })
    const error = await ask(['shop'], '').catch((reason: Error) => reason)
    expect(String(error)).to.contain('cannot be loaded').and.not.contain('not found; tried')
    expect(String((error as Error).cause)).to.contain('nowhere-to-be-found')
  })

  for (const [what, text, expected] of [
    ['a string', "'hello'", '"hello"'],
    ['no setup', "{ name: 'shop' }", 'no setup'],
    ['no name', '{ setup() {} }', 'without a name'],
  ] as const) {
    it(`that exports ${what} says what a plugin is`, async () => {
      pack('wechatbot-plugin-shop', esm, { 'index.js': `export default ${text}` })
      const error = await ask(['shop'], '').catch((reason: Error) => reason)
      expect(String(error)).to.contain('bots[0].plugins[0]').and.contain(expected)
    })
  }
})
