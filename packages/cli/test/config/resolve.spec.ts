/** Plugins as packages, however they were installed. */
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { body, ESM, PluginFolder } from './plugin-folder.js'

describe('a plugin package', () => {
  let folder: PluginFolder

  beforeEach(() => {
    folder = new PluginFolder()
  })
  afterEach(() => folder.remove())

  const pack: PluginFolder['pack'] = (...args) => folder.pack(...args)
  const ask: PluginFolder['ask'] = (...args) => folder.ask(...args)

  for (const [entry, name] of [
    ['shop', '@wechatbot/plugin-shop'],
    ['shop', 'wechatbot-plugin-shop'],
    ['shop', 'shop'],
    ['wechatbot-plugin-shop', 'wechatbot-plugin-shop'],
    ['@acme/wechatbot-plugin-shop', '@acme/wechatbot-plugin-shop'],
    ['@acme/shop', '@acme/shop'],
  ] as const) {
    it(`"${entry}" is ${name}`, async () => {
      pack(name, ESM, { 'index.js': `export default ${body('shop')}` })
      expect(await ask([entry], 'shop')).to.equal('from shop')
    })
  }

  it('is found in the order of the names', async () => {
    pack('@wechatbot/plugin-shop', ESM, { 'index.js': `export default ${body('first')}` })
    pack('wechatbot-plugin-shop', ESM, { 'index.js': `export default ${body('second')}` })
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
    pack('wechatbot-plugin-linked', ESM, { 'index.js': own }, 'elsewhere/linked')
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

  it('may be a file, beside the configuration or anywhere', async () => {
    folder.write('plugins/one.ts', `export default ${body('one')}`)
    folder.write('two.cjs', `module.exports = ${body('two')}`)
    const three = folder.write('three.mjs', `export default ${body('three')}`)
    const plugins = ['./plugins/one.ts', './two.cjs', three]
    for (const word of ['one', 'two', 'three'])
      expect(await ask(plugins, word)).to.equal(`from ${word}`)
  })

  it('that fails while it loads says so, and is not called missing', async () => {
    pack('wechatbot-plugin-shop', ESM, {
      'index.js': "import 'nowhere-to-be-found'\nexport default {}",
    })
    const error = await ask(['shop'], '').catch((reason: Error) => reason)
    expect(String(error))
      .to.contain('cannot be loaded')
      .and.contain('nowhere-to-be-found')
      .and.not.contain('which is not found')
  })

  for (const [what, text, expected] of [
    ['a string', "'hello'", '"hello"'],
    ['no setup', "{ name: 'shop' }", 'without a setup'],
    ['no name', '{ setup() {} }', 'without a name'],
  ] as const) {
    it(`that exports ${what} says what a plugin is`, async () => {
      pack('wechatbot-plugin-shop', ESM, { 'index.js': `export default ${text}` })
      const error = await ask(['shop'], '').catch((reason: Error) => reason)
      expect(String(error)).to.contain('bots[0].plugins[0]').and.contain(expected)
    })
  }
})
