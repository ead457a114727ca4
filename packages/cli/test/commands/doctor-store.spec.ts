/** What the doctor finds of a store. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createFakeApi, type FakeApi } from '@wechatbot/simulator'
import { createSqliteStore } from '@wechatbot/sqlite'
import { expect } from 'chai'
import { Folder } from '../folder.js'
import { ACCOUNT, configure, find } from './examined.js'

describe('wechatbot doctor looks at a store', () => {
  let folder: Folder
  let api: FakeApi

  beforeEach(async () => {
    folder = new Folder()
    api = await createFakeApi(ACCOUNT)
  })
  afterEach(async () => {
    await api.close()
    folder.remove()
  })

  const write = (bot = '', more = '') => configure(folder, api, bot, more)
  const STORE = (claim: string) => {
    folder.write(
      'store.mjs',
      `export let isClosed = false
       export const store = { values: {}, turns: { claim: async (key) => { ${claim} } },
         close: async () => { isClosed = true } }`,
    )
    return folder.write(
      'wechatbot.config.mjs',
      `import { store } from './store.mjs'
       export default { server: { host: '127.0.0.1', port: 0 }, store,
         bots: [{ token: 'doctorToken', api: { baseUrl: '${api.url}' } }] }`,
    )
  }
  const isClosed = async () =>
    ((await import(`${folder.path}/store.mjs`)) as { isClosed: boolean }).isClosed

  for (const [what, claim, expected] of [
    ['that answers', "return { state: 'run', fence: 1, attempt: 1 }", 'ok: answers'],
    [
      'that is done without',
      "return { state: 'run', fence: 1, attempt: 1, degraded: 'ECONNREFUSED' }",
      'warn: ECONNREFUSED; the bot goes on alone until the store answers',
    ],
    [
      'that does not let it in',
      "return { state: 'run', fence: 1, attempt: 1, degraded: 'Redis is away: WRONGPASS invalid username-password pair' }",
      'fail: Redis is away: WRONGPASS invalid username-password pair; correct user and password in "store": until then each instance goes on alone',
    ],
    [
      'that fails',
      "throw new Error('store: no quorum')",
      'warn: no quorum; the bot goes on alone until the store answers',
    ],
  ] as const) {
    it(`${what}, and closes it`, async () => {
      const of = await find(STORE(claim))
      expect(of('store')).to.equal(expected)
      expect(of('main: token')).to.match(/^ok/)
      expect(await isClosed()).to.equal(true)
    })
  }

  it('that is to be warned of', async () => {
    const file = STORE("return { state: 'run', fence: 1, attempt: 1 }")
    folder.write(
      'warns.mjs',
      `import config from './wechatbot.config.mjs'
       export default { ...config, store: { ...config.store, warnings: ['store: on a network disk'] } }`,
    )
    const of = await find(file.replace('wechatbot.config.mjs', 'warns.mjs'))
    expect(of('store')).to.equal('ok: answers\nwarn: on a network disk')
  })

  it('only where there is one', async () => {
    expect((await find(write()))('store')).to.equal('')
  })

  describe('whose file the first start makes', () => {
    beforeEach(() => folder.link('@wechatbot/sqlite', 'packages/sqlite'))
    const findAt = async (path: string) =>
      (await find(write('', `store: 'sqlite:${path}',`)))('store')

    it('and makes none', async () => {
      const file = join(folder.path, 'bot.db')
      expect(await findAt('./bot.db')).to.equal(
        `ok: ${file} is not there yet; the first start makes it`,
      )
      expect(readdirSync(folder.path).filter((name) => name.includes('.db'))).to.deep.equal([])
    })

    it('and fails where its folder is not there, and warns where it is none', async () => {
      const file = join(folder.path, 'data/bot.db')
      expect(await findAt('./data/bot.db')).to.equal(
        `fail: ${file} cannot be made: its folder is not there; mkdir -p ${folder.path}/data`,
      )
      expect(readdirSync(folder.path)).not.to.include('data')
      folder.write('data', 'no folder')
      expect(await findAt('./data/bot.db')).to.match(
        /^warn: .*data is no folder in which this user/,
      )
    })

    it('and asks one that is there', async () => {
      await createSqliteStore({ file: join(folder.path, 'bot.db') }).close()
      expect(await findAt('./bot.db')).to.equal('ok: answers')
    })
  })

  describe('that no bot can open', () => {
    const findAt = async (store: string) => find(write('', `store: '${store}',`))
    beforeEach(() => folder.link('@wechatbot/sqlite', 'packages/sqlite'))

    it('and goes on with all other looks', async () => {
      const file = folder.write('notes.db', 'these are notes, and no database at all')
      const of = await findAt('sqlite:./notes.db')
      expect(of('store')).to.equal(
        `fail: ${file} is no SQLite database; name another file, or move this one away`,
      )
      expect(of('main: token')).to.match(/^ok/)
      expect(of('main: plugins')).to.match(/^ok/)
    })

    it('because its URL names no file', async () => {
      expect((await findAt('sqlite:'))('store')).to.match(/^fail: expected a file, as in /)
    })

    it('because its package has no store', async () => {
      const path = 'node_modules/wechatbot-store-odd'
      folder.write(`${path}/package.json`, '{"name":"wechatbot-store-odd","main":"index.cjs"}')
      folder.write(`${path}/index.cjs`, 'module.exports = 1')
      expect((await findAt('odd:x'))('store')).to.match(/^fail: .*odd: expected a default export/)
    })
  })

  it('in memory', async () => {
    expect((await find(write('', "store: 'memory:',")))('store')).to.equal('ok: answers')
  })
})
