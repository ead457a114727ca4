/** What a configuration names: plugins and a store, and what is said where a name leads nowhere. */
import { createBot } from '@wechatbot/core'
import { expect } from 'chai'
import { messageOf } from '#src/errors.js'
import { ConfigFolder } from './config-folder.js'

describe('loadConfig', () => {
  let folder: ConfigFolder

  beforeEach(() => {
    folder = new ConfigFolder()
  })
  afterEach(() => folder.remove())

  const load = (file?: string) => folder.load(file)
  const failure = (file?: string) => folder.failure(file)

  it('resolves plugins by short name, by path, with options, and takes values', async () => {
    folder.write('local.ts', "export default { name: 'local', setup(scope: object) {} }")
    folder.write(
      'wechatbot.config.ts',
      `import echo from '@wechatbot/plugin-echo'
       import { defineConfig } from 'wechatbot'
       export default defineConfig({ bots: [{ token: 'a-token', plugins: [
         'weather', ['weather', { sky: '雨' }], './local.ts', 'echo', echo,
         'wechatbot-plugin-weather', { name: 'inline', setup() {} },
       ] }] })`,
    )
    const { bots } = await load()
    const bot = createBot(bots[0] as NonNullable<(typeof bots)[0]>)
    expect(bot.plugins).to.deep.equal([
      'weather',
      'weather#2',
      'local',
      'echo',
      'echo#2',
      'weather#3',
      'inline',
    ])
  })

  it('lists what it tried for a plugin that is not there', async () => {
    folder.write('wechatbot.config.json', '{ "bots": [{ "token": "abc", "plugins": ["nope"] }] }')
    const text = await failure()
    expect(text).to.contain('@wechatbot/plugin-nope, wechatbot-plugin-nope, nope')
    expect(text).to.contain('by the name that its author gives')
    expect(text).to.contain('bots[0].plugins[0]')
  })

  it('does not take a module of Node for a plugin', async () => {
    folder.write('wechatbot.config.json', '{ "bots": [{ "token": "abc", "plugins": ["http"] }] }')
    expect(await failure()).to.contain('"http", which is not found')
  })

  it('says why a plugin cannot be loaded', async () => {
    folder.write('broken.js', 'export default {')
    folder.write(
      'wechatbot.config.json',
      '{ "bots": [{ "token": "abc", "plugins": ["./broken.js"] }] }',
    )
    expect(await failure())
      .to.contain('broken.js')
      .and.contain('cannot be loaded')
  })

  for (const name of ['shop.ts', 'shop.mjs']) {
    it(`names line and column of a syntax error in the plugin ${name}`, async () => {
      folder.write(name, "export default {\n  name: 'shop',\n  setup（scope) {},\n}\n")
      folder.write('c.json', `{ "bots": [{ "token": "abc", "plugins": ["./${name}"] }] }`)
      const place = `${folder.path}/${name}:3:8: Unexpected character '（'.`
      expect(await failure('c.json')).to.contain(`cannot be loaded: ${place}`)
    })
  }

  it('names line and column of a syntax error in what a plugin imports', async () => {
    folder.write('prices.mts', 'export const tea = （12)')
    folder.write('shop.mjs', "import { tea } from './prices.mts'\nexport default { tea }")
    folder.write('c.json', '{ "bots": [{ "token": "abc", "plugins": ["./shop.mjs"] }] }')
    const place = `${folder.path}/prices.mts:1:20: Unexpected character '（'.`
    expect(await failure('c.json')).to.contain(`shop.mjs), which cannot be loaded: ${place}`)
  })

  it('names line and column of a syntax error in what the configuration imports, once', async () => {
    folder.write('shop.mts', "export const shop = {\n  name: 'shop',\n  setup（scope) {},\n}\n")
    const config = "import { shop } from './shop.mts'\nexport default { bots: [shop] }"
    folder.write('wechatbot.config.ts', config)
    const error = await load().catch((thrown: unknown) => thrown)
    const [what, advice, ...rest] = messageOf(error).split('\n')
    expect(what).to.equal(`${folder.path}/shop.mts:3:8: Unexpected character '（'.`)
    expect(advice).to.contain('line 3, column 8: （ is a full-width sign')
    expect(rest).to.deep.equal([])
  })

  it('names the line on which a plugin throws', async () => {
    folder.write('broken.mjs', '\nthrow new RangeError("no tea")')
    folder.write('c.json', '{ "bots": [{ "token": "abc", "plugins": ["./broken.mjs"] }] }')
    expect(await failure('c.json')).to.contain(`no tea (${folder.path}/broken.mjs:2:7)`)
  })

  it('keeps the error of a plugin’s own code, which knows its place', async () => {
    folder.write('broken.js', 'throw new RangeError("no tea")')
    const config = '{ "bots": [{ "token": "abc", "plugins": ["./broken.js"] }] }'
    folder.write('wechatbot.config.json', config)
    const error = await load().catch((thrown: Error) => thrown)
    const { cause } = error as { readonly cause?: Error }
    expect(messageOf(error)).to.contain('cannot be loaded: no tea').and.not.contain('because')
    expect(cause?.cause).to.be.instanceOf(RangeError).with.property('stack').contain('broken.js:1')
  })

  it('says what is missing from a module that is no plugin', async () => {
    folder.write('nothing.js', 'export const name = "x"')
    folder.write('half.js', 'export default { name: "half" }')
    folder.write(
      'wechatbot.config.json',
      '{ "bots": [{ "token": "abc", "plugins": ["./half.js"] }] }',
    )
    expect(await failure()).to.contain('plugin "half" without a setup function')
    folder.write('c.json', '{ "bots": [{ "token": "abc", "plugins": ["./nothing.js"] }] }')
    expect(await failure('c.json')).to.contain('cannot be loaded')
  })

  it('makes a store of memory:, and names the package of any other', async () => {
    folder.write('wechatbot.config.json', '{ "store": "memory:", "bots": [{ "token": "abc" }] }')
    expect((await load()).store).to.have.property('turns')
    folder.write('c.json', '{ "store": "mongo://x", "bots": [{ "token": "abc" }] }')
    expect(await failure('c.json')).to.contain('@wechatbot/mongo, wechatbot-store-mongo')
  })

  it('tells the package of a store where the config file is', async () => {
    folder.write('node_modules/wechatbot-store-mongo/package.json', '{ "main": "x.js" }')
    folder.write(
      'node_modules/wechatbot-store-mongo/x.js',
      'module.exports = (...all) => ({ all, values: {}, turns: {} })',
    )
    folder.write('c.json', '{ "store": "mongo://x", "bots": [{ "token": "abc" }] }')
    expect((await load('c.json')).store).to.deep.include({
      all: ['mongo://x', { folder: folder.path }],
    })
  })

  it('refuses what is no Store, with the folder of the package that made it', async () => {
    const wrong = { kv: '{ get() {}, set() {} }', empty: 'undefined', five: 'Promise.resolve(5)' }
    for (const [name, made] of Object.entries(wrong)) {
      const at = `node_modules/wechatbot-store-${name}`
      folder.write(`${at}/package.json`, '{ "main": "x.js" }')
      folder.write(`${at}/x.js`, `module.exports = () => (${made})`)
      folder.write('c.json', `{ "store": "${name}:x", "bots": [{ "token": "abc" }] }`)
      expect(await failure('c.json')).to.contain(
        `${at}: expected its default export to return a Store { values,`,
      )
    }
  })

  it('says where to install core for a plugin that is linked into the bot', async () => {
    folder.write('linked/package.json', '{ "name": "wechatbot-plugin-linked", "type": "module" }')
    folder.write('linked/index.js', "import '@wechatbot/core'\nexport default {}")
    folder.write('c.json', '{ "bots": [{ "token": "abc", "plugins": ["./linked/index.js"] }] }')
    expect(await failure('c.json')).to.match(
      /in its own folder, \S+linked; install @wechatbot\/core from where you have wechatbot$/,
    )
    folder.write('vendor/wechatbot-core-0.1.0.tgz', '')
    expect(await failure('c.json')).to.match(
      /linked; there: npm install --no-save \S+vendor\/wechatbot-core-0\.1\.0\.tgz$/,
    )
  })
})
