/** Bots in a real process: what they tell the parent, and how they end. */
import type { ChildProcess } from 'node:child_process'
import { createMemoryStore, type ObservedRecord, type Store, systemClock } from '@wechatbot/core'
import type { StandIn } from '@wechatbot/playground'
import { createPush, overHttp, signPush } from '@wechatbot/simulator'
import { expect } from 'chai'
import { BotProcess, forkChild } from '#src/dev/bot-process.js'
import type { ToParent } from '#src/dev/link.js'
import { Folder } from '../folder.js'
import { ACCOUNT } from './fake-child.js'

const TOKEN = 'canary-of-the-process'
const CONFIG = (plugins: string) => `
const plugin = { name: 'words', setup(scope) {
  scope.hears('hello', (ctx) => { ctx.log.info('${TOKEN}'); return 'one' })
  scope.hears('fail', () => { throw new Error('failed with ${TOKEN}') })
} }
export default { store: 'redis://127.0.0.1:1', bots: [{ token: '${TOKEN}', plugins: [${plugins}] }] }
`

describe('a process of bots, forked', () => {
  let folder: Folder
  let child: ChildProcess
  let bots: BotProcess
  let store: Store
  let loaded: Extract<ToParent, { type: 'loaded' }>[]
  let records: ObservedRecord[]
  let lines: string
  /** How it went: 'ready', or why it failed. */
  let outcome: Promise<string>

  beforeEach(() => {
    folder = new Folder()
    folder.link('@wechatbot/redis', 'packages/redis')
    store = createMemoryStore()
  })
  afterEach(async () => {
    bots.kill()
    await bots.ended
    folder.remove()
  })

  const start = (config: string, accounts: readonly StandIn[] = [ACCOUNT]) => {
    const file = folder.write('wechatbot.config.mjs', config)
    child = forkChild(store) as ChildProcess
    loaded = []
    records = []
    lines = ''
    outcome = new Promise((resolve) => {
      bots = new BotProcess({
        child,
        clock: systemClock,
        order: { file, origin: 'http://127.0.0.1:3000', hosts: [], isReal: false, aheadMs: 0 },
        onLoaded: async (what) => {
          loaded.push(what)
          return accounts
        },
        onReady: () => resolve('ready'),
        onFailed: ({ message }) => resolve(message),
        onTold: (told) => {
          if (told.type === 'line') lines += told.line
          else if (told.type === 'record') records.push(told.record)
        },
      })
    })
    return outcome
  }

  it('says what it has loaded, answers, tells of it, and ends on SIGTERM', async () => {
    expect(await start(CONFIG('plugin'))).to.equal('ready')
    const { bots: found, folders } = loaded[0] as (typeof loaded)[0]
    expect(found.map(({ name, path, plugins }) => ({ name, path, plugins }))).to.deep.equal([
      { name: 'main', path: '/wechat', plugins: ['words'] },
    ])
    expect(folders).to.deep.equal([])
    const post = overHttp(`http://127.0.0.1:${bots.port}/wechat`)
    const say = async (Content: string) => {
      const push = signPush(createPush({ kind: 'text', fields: { Content } }), { token: TOKEN })
      return (await post(push, new AbortController().signal)).body
    }
    expect(await say('hello')).to.contain('<![CDATA[one]]>')
    expect(await say('fail')).to.equal('success')
    bots.stop()
    await bots.ended
    expect([child.exitCode, bots.hasEnded]).to.deep.equal([0, true])
    const handled = records.filter(({ type }) => type === 'chain')
    expect(handled[0]).to.include({ bot: 'main', plugin: 'words' })
    expect(handled[1]).to.include({ error: 'failed with [redacted]' })
    expect(lines).to.contain('[redacted]').and.not.contain(TOKEN)
    // The configured store is asked, and nothing listens there.
    expect(lines).to.contain('store failed')
  })

  it('leaves what it knows with its parent, where it has no store: the next process goes on', async () => {
    const plugin = `{ name: 'count', setup(scope) {
      const seen = scope.session({ name: 'seen', initial: () => 0 })
      scope.hears('count', async (ctx) => String(await seen.update(ctx, (times) => times + 1)))
      scope.hears('wrong', async () => {
        await scope.store.set('k', () => {}).catch(({ message }) => scope.log.info(message))
        return 'told'
      })
    } }`
    const config = CONFIG(plugin).replace("store: 'redis://127.0.0.1:1',", "store: 'memory:',")
    const say = async (Content: string) => {
      const post = overHttp(`http://127.0.0.1:${bots.port}/wechat`)
      const push = signPush(createPush({ kind: 'text', fields: { Content } }), { token: TOKEN })
      return (await post(push, new AbortController().signal)).body
    }
    expect(await start(config)).to.equal('ready')
    expect(await say('count')).to.contain('<![CDATA[1]]>')
    expect(await say('wrong')).to.contain('<![CDATA[told]]>')
    expect(lines).to.contain('could not be cloned')
    bots.kill()
    await bots.ended
    expect(await start(config)).to.equal('ready')
    expect(await say('count')).to.contain('<![CDATA[2]]>')
  })

  it('names the folder of a plugin that stands outside node_modules', async () => {
    const elsewhere = new Folder()
    elsewhere.write('package.json', '{ "name": "far", "type": "module" }')
    const plugin = elsewhere.write('src/far.js', "export default { name: 'far', setup() {} }")
    folder.install('wechatbot-plugin-weather', 'test/fixtures/wechatbot-plugin-weather')
    const plugins = `${JSON.stringify(plugin)}, 'weather', plugin`
    expect(await start(CONFIG(plugins))).to.equal('ready')
    expect(loaded[0]?.folders).to.deep.equal([elsewhere.path])
    expect(loaded[0]?.bots[0]?.plugins).to.deep.equal(['far', 'weather', 'words'])
    elsewhere.remove()
  })

  it('fails with the reason, without the secrets of the configuration', async () => {
    const setup = `{ name: 'till', setup() { throw new Error('no till for ${TOKEN}') } }`
    expect(await start(CONFIG(setup)))
      .to.contain('no till for [redacted]')
      .and.not.contain(TOKEN)
    await bots.ended
    expect(child.exitCode).to.equal(1)
  })

  it('fails when its configuration does not load', async () => {
    expect(await start('export default { bots: [{ tokne: 1 }] }')).to.contain('tokne')
  })

  it('fails without an account for each of its bots', async () => {
    expect(await start(CONFIG('plugin'), [])).to.contain('no account for bot "main"')
  })

  it('ends when its parent is gone', async () => {
    expect(await start(CONFIG('plugin'))).to.equal('ready')
    child.disconnect()
    await bots.ended
    expect(child.exitCode).to.equal(0)
  })
})
