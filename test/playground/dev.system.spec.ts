import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { expect } from 'chai'
import { DEMO_TOKEN } from 'wechatbot'
import { wechatbot } from '../running.js'
import { type Dev, startDev, until } from './dev.js'
import { configOf, startWords, TOKEN } from './words.js'

describe('wechatbot dev', () => {
  let dev: Dev
  afterEach(() => dev?.stop('SIGKILL'))

  it('answers on the page’s behalf, and tells which plugin did', async () => {
    dev = await startWords()
    const exchange = await dev.replyTo('hello')
    expect(exchange?.seen?.reply?.Content).to.equal('one')
    expect(exchange?.handlers.map(({ plugin }) => plugin)).to.deep.equal(['words'])
    expect(exchange?.asked).to.have.length(1)
    expect(exchange?.asked[0]).to.include({ plugin: 'words', filter: 'text', outcome: 'answered' })
    expect(exchange?.sealed).to.equal(undefined)
    expect(exchange?.attempts.map(({ state }) => state)).to.deep.equal(['run'])
  })

  it('says where it is, and saves a test that loads the file of -c', async () => {
    dev = await startDev({ 'mine.mjs': configOf('one') }, ['-c', 'mine.mjs'])
    await dev.says('ready')
    await dev.says(`send text 你好 -c mine.mjs -p ${new URL(dev.page).port}`)
    await dev.replyTo('hello')
    const response = await fetch(`${dev.page}spec`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ bot: 'main', openid: 'oA' }),
    })
    dev.write('saved.test.mjs', ((await response.json()) as { spec: string }).spec)
    const run = spawnSync(process.execPath, ['--test', 'saved.test.mjs'], { cwd: dev.folder })
    expect(String(run.stdout)).to.match(/pass 1\s/)
  })

  it('plays every mode and both kinds of account, and duplicates', async () => {
    dev = await startWords()
    for (const mode of ['safe', 'compat']) {
      const before = dev.output().length
      const body = JSON.stringify({ bot: 'main', mode })
      const headers = { 'content-type': 'application/json' }
      expect(
        (await fetch(`${dev.page}settings`, { method: 'POST', headers, body })).status,
      ).to.equal(200)
      await dev.says(`(${mode})`, before)
      await dev.says('ready', before)
      const exchange = await dev.replyTo('hello')
      expect(exchange?.seen?.reply?.Content, mode).to.equal('one')
      expect(exchange?.sealed).to.include('<Encrypt>')
    }
    const copies = await dev.replyTo('again', { isDuplicated: true })
    expect(copies?.attempts.map(({ number }) => number)).to.deep.equal([1, 2, 3])
    expect(copies?.handlers).to.have.length(1)
    const forged = await dev.replyTo('let me in', { isForged: true })
    expect(forged?.seen?.type).to.equal('outage')
    expect(forged?.handlers).to.deep.equal([])
  })

  it('sends late replies of a 服务号 by the API', async () => {
    dev = await startWords()
    const before = dev.output().length
    const body = JSON.stringify({ bot: 'main', accountType: 'service' })
    const headers = { 'content-type': 'application/json' }
    await fetch(`${dev.page}settings`, { method: 'POST', headers, body })
    await dev.says('ready', before)
    const exchange = await dev.replyTo('wait for release')
    expect(exchange?.seen?.type).to.equal('silence')
    dev.write('release', '')
    await until(
      async () => (await dev.snapshot()).sent.length > 0,
      () => dev.output(),
    )
    expect((await dev.snapshot()).sent[0]?.content).to.deep.equal({ content: 'one late' })
    const typed = dev.replyTo('type until enough')
    await until(
      async () => (await dev.snapshot()).typing.length > 0,
      () => dev.output(),
    )
    expect((await dev.snapshot()).typing).to.deep.equal([{ bot: 'main', openid: 'oA' }])
    dev.write('enough', '')
    await typed
    await until(
      async () => (await dev.snapshot()).typing.length === 0,
      () => dev.output(),
    )
  })

  it('shows messages that others send: wechatbot send', async () => {
    dev = await startWords()
    const args = ['send', 'text', '你好', '--url', dev.origin]
    const { stdout } = await wechatbot(args, dev.folder)
    expect(stdout).to.include('one')
    const [exchange] = (await dev.snapshot()).exchanges
    expect(exchange?.handlers[0]?.plugin).to.equal('words')
  })

  it('refuses foreign pages: Host, Origin, Sec-Fetch-Site, and what is no JSON', async () => {
    dev = await startWords()
    const body = JSON.stringify({ bot: 'main', openid: 'oA', kind: 'text' })
    const json = { 'content-type': 'application/json' }
    const statusOf = (path: string, headers: Record<string, string>, method = 'POST') =>
      new Promise<number | undefined>((resolve, reject) => {
        const sent = request(`${dev.page}${path}`, { method, headers }, (response) => {
          response.resume().once('end', () => resolve(response.statusCode))
        })
        sent.once('error', reject).end(method === 'POST' ? body : undefined)
      })
    expect(await statusOf('send', json)).to.equal(200)
    expect(await statusOf('send', { ...json, host: 'evil.example' })).to.equal(403)
    expect(await statusOf('send', { ...json, origin: 'http://evil.example' })).to.equal(403)
    expect(await statusOf('send', { ...json, origin: 'null' })).to.equal(403)
    expect(await statusOf('send', { ...json, 'sec-fetch-site': 'cross-site' })).to.equal(403)
    expect(await statusOf('send', { 'content-type': 'text/plain' })).to.equal(415)
    expect(await statusOf('events', { host: 'evil.example' }, 'GET')).to.equal(403)
    expect(await statusOf('../../package.json', {}, 'GET')).to.not.equal(200)
    expect(await statusOf('nothing', {}, 'GET')).to.equal(404)
    expect(await dev.send({ kind: 'te xt' }))
      .to.have.property('error')
      .that.includes('kind')
    expect(await dev.send({ bot: 'other' }))
      .to.have.property('error')
      .that.includes('main')
  })

  it('keeps the token from page and terminal', async () => {
    dev = await startWords()
    await dev.replyTo('hello')
    expect(JSON.stringify(await dev.snapshot())).to.not.include(TOKEN)
    expect(dev.output()).to.not.include(TOKEN)
  })

  it('ends with its bots: on Ctrl-C with 0, and when it is killed', async () => {
    dev = await startWords()
    const [child] = childrenOf(dev.pid)
    expect(child).to.be.a('number')
    expect(await dev.stop('SIGINT')).to.equal(0)
    expect(isAlive(child as number)).to.equal(false)
    dev = await startWords()
    const [orphan] = childrenOf(dev.pid)
    await dev.stop('SIGKILL')
    await until(
      () => !isAlive(orphan as number),
      () => `process ${orphan} outlived its parent`,
    )
  })

  it('leaves the configured API alone, and keeps in the configured store, apart', async () => {
    const more = ", appId: 'wx0123456789abcdef', appSecret: 'very-secret', late: ['mailbox']"
    dev = await startDev({
      'wechatbot.config.mjs': configOf('one', more).replace(
        'export default {',
        "export default { store: 'redis://127.0.0.1:1',",
      ),
    })
    await dev.says('ready')
    expect(await dev.textTo('hello')).to.equal('one')
    expect(dev.output()).to.include('store failed')
  })

  it('--real says what WeChat’s console wants, and no secret', async () => {
    dev = await startWords('one', ['--real'])
    expect(dev.output())
      .to.include('服务器配置')
      .and.to.include('明文模式')
      .and.to.include('/wechat')
      .and.not.to.include(TOKEN)
      .and.not.to.include('demo token')
    expect(await dev.textTo('hello')).to.equal('one')
  })

  it('--real says at once that no tunnel reaches a bot with the demo token, unless it is named', async () => {
    const files = {
      'wechatbot.config.mjs': `export default { bots: [{ token: '${DEMO_TOKEN}' }] }`,
    }
    dev = await startDev(files, ['--real'])
    await dev.says('ready')
    expect(dev.output()).to.match(/cannot reach this machine by a tunnel yet[\s\S]*--allow-host/)
    await dev.stop()
    dev = await startDev(files, ['--real', '--allow-host', 'my.tunnel'])
    await dev.says('ready')
    expect(dev.output()).to.include('服务器配置').and.not.to.include('demo token')
  })

  it('answers by a fake model with --fake-ai, without a key', async () => {
    const ai = "['ai', { model: 'deepseek/deepseek-v4-flash' }]"
    const config = `export default { bots: [{ token: '${TOKEN}', plugins: [${ai}] }] }`
    dev = await startDev({ 'wechatbot.config.mjs': config }, ['--fake-ai'])
    await dev.says('ready')
    expect(await dev.textTo('hello')).to.equal('你说的是「hello」。')
  })

  it('tells wrong usage from a taken port', async () => {
    dev = await startWords()
    const { port } = new URL(dev.origin)
    expect((await wechatbot(['dev', 'now'])).code).to.equal(2)
    const taken = await wechatbot(['dev', '--port', port])
    expect(taken.code).to.equal(1)
    expect(taken.stderr).to.include(`port ${port} is taken`)
  })
})

function childrenOf(pid: number): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter(Boolean)
    .map(Number)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
