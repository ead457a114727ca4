/** What `npm install wechatbot` brings, and what it says of the packages that it does not bring. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { Folder } from '#cli-test/folder.js'
import { installPacked, weightOf } from '#cli-test/weight.js'
import { ROOT } from './root.js'
import { Program } from './running.js'

const OPTIONAL = ['prom-client', 'undici', '@types/koa', '@types/node', 'typescript']

describe('npm install wechatbot', () => {
  let folder: Folder

  before(function () {
    this.timeout(110_000)
    folder = new Folder()
    installPacked(ROOT, ['cli', 'core', 'playground', 'simulator'], folder.path)
  })
  after(() => folder.remove())

  const check = async () => {
    const program = new Program(['check'], {
      cwd: folder.path,
      bin: join(folder.path, 'node_modules/wechatbot/bin/wechatbot.js'),
    })
    const code = await program.ended
    return { code, stdout: program.stdout, stderr: program.stderr }
  }

  it('brings at most 110 packages and 20 MB', () => {
    const { packages, megabytes } = weightOf(folder.path)
    expect(packages).to.be.within(80, 110)
    expect(megabytes).to.be.within(10, 20)
  })

  it('brings nothing that only some bots need', () => {
    const brought = OPTIONAL.filter((name) => existsSync(join(folder.path, 'node_modules', name)))
    expect(brought).to.deep.equal([])
  })

  it('says how to install what the configuration needs besides', async () => {
    folder.write(
      'wechatbot.config.json',
      JSON.stringify({
        server: { metrics: {} },
        bots: [{ token: 'a-token', api: { proxy: 'http://127.0.0.1:1' } }],
      }),
    )
    const { code, stderr } = await check()
    expect(code).to.equal(1)
    expect(stderr)
      .to.contain(
        'server.metrics: expected the package prom-client (npm install prom-client), got none',
      )
      .and.contain(
        'bots[0].api.proxy: expected the package undici (npm install undici@7), got none',
      )
  })

  it('runs a bot that needs neither', async () => {
    folder.write('wechatbot.config.json', JSON.stringify({ bots: [{ token: 'a-token' }] }))
    const { code, stdout } = await check()
    expect(stdout).to.contain('/wechat')
    expect(code).to.equal(0)
  })
})

/** The programs and types that check a bot's types: 34 MB. */
const TOOLS = /^(typescript|@typescript\/[^/]+|@types\/node|undici-types)(\/|$)/

describe('what create-wechatbot --template minimal --yes writes', () => {
  const folder = new Folder()
  after(() => folder.remove())

  it('installs at most 115 packages and, beside what checks its types, 20 MB with its store', function () {
    this.timeout(110_000)
    const run = (script: string, ...args: string[]) =>
      execFileSync(process.execPath, [join(ROOT, script), ...args], {
        cwd: folder.path,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
    run('packages/create/bin/create-wechatbot.js', 'bot', '--template', 'minimal', '--yes')
    const bot = join(folder.path, 'bot')
    run('.ci/pack.mjs', bot)
    expect(weightOf(bot).packages).to.be.within(80, 115)
    // 10 MB are libsql's build for this machine.
    const { content, megabytes } = weightOf(bot, TOOLS)
    expect(content).to.be.within(10, 20)
    expect(megabytes).to.be.within(15, 26)
  })
})
