/** What a configuration says when a plugin or a store is not found. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { loadConfig } from '#src/config/load.js'
import { OFFICIAL_PLUGINS } from '#src/config/not-found.js'
import { Folder, ROOT } from '../folder.js'

describe('a plugin that is not found', () => {
  let folder: Folder

  beforeEach(() => {
    folder = new Folder()
  })
  afterEach(() => folder.remove())

  const install = (...names: string[]) => {
    for (const name of names) {
      folder.write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'x.js' }))
      folder.write(`node_modules/${name}/x.js`, 'module.exports = { name: "x", setup() {} }')
    }
  }
  /** The only problem of a configuration. */
  const errorOf = async (config: object): Promise<string> => {
    const file = folder.write('wechatbot.config.json', JSON.stringify(config))
    const error = await loadConfig({ file }).catch((reason: unknown) => reason)
    expect(error).to.be.an('error')
    const [head, problem = '', ...others] = (error as Error).message.split('\n  ')
    expect([head, others]).to.deep.equal([`${file}: 1 problem`, []])
    return problem
  }
  const errorOfPlugin = (name: string) => errorOf({ bots: [{ token: 'a-token', plugins: [name] }] })

  it('is in vendor, where npm run pack has put it', async () => {
    folder.write('vendor/wechatbot-plugin-welcome-0.1.0.tgz', '')
    expect(await errorOfPlugin('welcome')).to.match(
      /; it is packed already: npm install \.\/vendor\/wechatbot-plugin-welcome-0\.1\.0\.tgz$/,
    )
    expect(await errorOfPlugin('echo')).to.match(/install @wechatbot\/plugin-echo from where/)
  })

  it('names all of this project when it names one', () => {
    expect(readdirSync(join(ROOT, 'plugins'))).to.have.members(OFFICIAL_PLUGINS)
  })

  it('is a slip of an installed one', async () => {
    install('@wechatbot/plugin-echo')
    expect(await errorOfPlugin('ehco')).to.equal(
      'bots[0].plugins[0]: expected an installed plugin, got "ehco", which is not found (tried @wechatbot/plugin-ehco, wechatbot-plugin-ehco, ehco); did you mean "echo"?',
    )
  })

  it('is a slip of one that is not installed', async () => {
    expect(await errorOfPlugin('ehco')).to.equal(
      'bots[0].plugins[0]: expected an installed plugin, got "ehco", which is not found (tried @wechatbot/plugin-ehco, wechatbot-plugin-ehco, ehco); did you mean "echo"? It is a plugin of wechatbot: install @wechatbot/plugin-echo from where you have wechatbot',
    )
  })

  for (const name of ['welcome', '@wechatbot/plugin-welcome']) {
    it(`is one of this project: ${name}`, async () => {
      const text = await errorOfPlugin(name)
      expect(text).to.match(/install @wechatbot\/plugin-welcome from where you have wechatbot$/)
      expect(text).not.to.contain('did you mean')
    })
  }

  it('has the full name of another package', async () => {
    install('wechatbot-plugin-weather', '@acme/wechatbot-plugin-shop')
    expect(await errorOfPlugin('@wechatbot/plugin-wether')).to.match(/did you mean "weather"\?$/)
    expect(await errorOfPlugin('shop')).to.match(/did you mean "@acme\/wechatbot-plugin-shop"\?$/)
    expect(await errorOfPlugin('wechatbot-plugin-echo')).to.contain('did you mean "echo"?')
  })

  it('is installed, but not built', async () => {
    const manifest = { name: 'wechatbot-plugin-shop', exports: './dist/index.js' }
    folder.write('node_modules/wechatbot-plugin-shop/package.json', JSON.stringify(manifest))
    expect(await errorOfPlugin('shop')).to.match(
      /; wechatbot-plugin-shop is installed, but its entry is no file: is it built\?$/,
    )
  })

  it('is installed above the folder of the configuration', async () => {
    install('wechatbot-plugin-weather')
    const file = folder.write(
      'bots/wechatbot.config.json',
      JSON.stringify({ bots: [{ token: 'a-token', plugins: ['wether'] }] }),
    )
    const error = await loadConfig({ file }).catch((reason: unknown) => reason)
    expect(String(error)).to.match(/did you mean "weather"\?$/)
  })

  it('is a file beside the configuration', async () => {
    folder.write('shop.ts', '')
    expect(await errorOfPlugin('shop')).to.contain('did you mean "./shop.ts"?')
    expect(await errorOfPlugin('./shpo.ts')).to.match(
      /did you mean "\.\/shop\.ts"\? Paths begin at the folder of the config file$/,
    )
    expect(await errorOfPlugin('./nowhere/shop.ts')).not.to.contain('did you mean')
  })

  it('is like none: a stranger’s package is not told to be installed by that name', async () => {
    install('wechatbot-plugin-weather')
    expect(await errorOfPlugin('horoscope')).to.equal(
      'bots[0].plugins[0]: expected an installed plugin, got "horoscope", which is not found (tried @wechatbot/plugin-horoscope, wechatbot-plugin-horoscope, horoscope); there are weather, ai, dialog, echo, handoff, hours, keyword, location-lookup, welcome; a package of another author is installed by the name that its author gives',
    )
  })

  it('has a store beside it that is not found either', async () => {
    const errorOfStore = (store: string) => errorOf({ store, bots: [{ token: 'a-token' }] })
    expect(await errorOfStore('redis://127.0.0.1')).to.match(
      /tried @wechatbot\/redis, wechatbot-store-redis\); install @wechatbot\/redis from where you have wechatbot$/,
    )
    expect(await errorOfStore('reids://127.0.0.1')).to.match(/did you mean "redis:"\?$/)
    expect(await errorOfStore('sqlite:./a.db')).to.match(
      /\); install @wechatbot\/sqlite from where you have wechatbot$/,
    )
    expect(await errorOfStore('file:./a.db')).to.match(
      /; there are memory:, sqlite:, redis:, .*"sqlite:\.\/wechatbot\.db"; a package of another author/,
    )
    for (const name of ['redis', 'sqlite']) {
      folder.write(`vendor/wechatbot-${name}-0.1.0.tgz`, '')
      expect(await errorOfStore(`${name}:x`)).to.match(
        new RegExp(`packed already: npm install \\./vendor/wechatbot-${name}-0\\.1\\.0\\.tgz$`),
      )
    }
  })

  it('has a store beside it that is no URL', async () => {
    const errorOfStore = (store: string) => errorOf({ store, bots: [{ token: 'a-token' }] })
    const expected =
      'store: expected a URL like "sqlite:./wechatbot.db", "redis://127.0.0.1:6379" or "memory:", got a text without a scheme'
    for (const path of ['./wechatbot.db', 'data/bot.sqlite3']) {
      expect(await errorOfStore(path)).to.equal(`${expected}; did you mean "sqlite:${path}"?`)
    }
    expect(await errorOfStore('sqlite：./x')).to.equal(
      `${expected}; ： is a full-width sign; write the half-width : in its place`,
    )
    expect(await errorOfStore('u:canary@h/0.db')).not.to.contain('canary')
    expect(await errorOfStore('canary')).to.equal(expected)
  })
})
