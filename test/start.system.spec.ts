/** A command loads what it needs and no more: that is most of the time until it has done something. */
import { join } from 'node:path'
import { expect } from 'chai'
import { Folder } from '#cli-test/folder.js'
import { modulesOf } from './loading.js'
import { ROOT } from './root.js'
import { startBot } from './running.js'

/** What a bot with two tokens of JSON has no use for. */
const RARE = [
  ...['croner', 'fastest-levenshtein', 'jiti', 'js-yaml', 'light-my-request', 'parse-json'],
  ...['prom-client', 'semver', 'undici'],
]
/** What serves bots. */
const SERVER = ['koa', 'koa-router', 'pino', 'raw-body']

const CONFIG = JSON.stringify({
  server: { port: 0, host: '127.0.0.1' },
  bots: [{ token: 'start-token', plugins: ['echo'] }],
})

describe('a process of the command', () => {
  let folder: Folder

  before(() => {
    folder = new Folder()
    folder.write('wechatbot.config.json', CONFIG)
    folder.link('@wechatbot/plugin-echo', 'plugins/echo')
  })
  after(() => folder.remove())

  const of = (args: readonly string[], until?: string, cwd = folder.path) =>
    modulesOf(args, { cwd, ...(until === undefined ? {} : { until }) })

  const packagesIn = (modules: readonly string[]) => [
    ...new Set(
      modules.flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ?? []),
    ),
  ]
  const expectNone = (modules: readonly string[], names: readonly string[]) =>
    expect(packagesIn(modules).filter((each) => names.includes(each))).to.deep.equal([])

  it('that says its version loads no package, and of core only a few modules', async () => {
    const modules = await of(['--version'])
    expect(packagesIn(modules)).to.deep.equal([])
    const core = modules.filter((url) => url.includes('packages/core/dist/'))
    expect(core).to.have.lengthOf.within(1, 10)
  })

  it('that serves a bot of a JSON file loads what every bot needs', async () => {
    const modules = await of(['start'], 'talk to it')
    expect(packagesIn(modules)).to.include.members(SERVER)
    expectNone(modules, RARE)
    expect(modules.filter((url) => /\/words\/zh\/|\/simulator\/dist\//.test(url))).to.deep.equal([])
    expect(modules.filter((url) => url.includes('/commands/'))).to.have.length(1)
    const rooms = modules.flatMap((url) => /\/words\/en\/(\w+)\.js$/.exec(url)?.[1] ?? [])
    expect(rooms).to.have.members(['config', 'main', 'start'])
  })

  it('that serves examples/minimal reads TypeScript besides', async () => {
    const config = join(ROOT, 'examples/minimal/wechatbot.config.ts')
    const args = ['start', '--port', '0', '--host', '127.0.0.1', '-c', config]
    const modules = await of(args, 'talk to it')
    expect(packagesIn(modules)).to.include('jiti')
    expectNone(
      modules,
      RARE.filter((name) => name !== 'jiti'),
    )
  })

  it('that checks a bot plays no user to it, and serves nothing', async () => {
    const modules = await of(['check'])
    expect(packagesIn(modules)).to.include('valibot')
    expectNone(modules, ['koa', 'koa-router', ...RARE])
    expect(modules.filter((url) => url.includes('/simulator/dist/'))).to.deep.equal([])
  })

  it('that sends a message has no bot of its own', async () => {
    const bot = await startBot(folder.path)
    const modules = await of(['send', 'text', '你好', '--url', bot.url])
    await bot.stop()
    expect(modules.some((url) => url.includes('/simulator/dist/'))).to.equal(true)
    expectNone(modules, [...SERVER, ...RARE])
  })
})
