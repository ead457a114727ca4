/** Figures of a `wechatbot start` whose event loop is kept, and whose end is awaited. */
import { createServer } from 'node:net'
import { systemClock } from '@wechatbot/core'
import { createPush, deliver, deliverPush, overHttp, SAMPLE_USER } from '@wechatbot/simulator'
import { expect } from 'chai'
import { Folder } from '#cli-test/folder.js'
import { type Running, startBot, wechatbot } from './running.js'
import { scrape } from './scrape.js'

const TOKEN = 'a-token'
const SECRET_TEXT = 'c4nary-text'

/** Holds late attempts from 0.3 s on. SIGUSR2 ends what is to be drained. */
const CONFIG = `
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
  const slow = { name: 'slow', setup(scope) {
    scope.hears('late', async ({ log }) => { log.info('begun'); await wait(6500); return 'done' })
    scope.hears('drain', async ({ log }) => {
      const told = new Promise((resolve) => process.once('SIGUSR2', resolve))
      log.info('begun')
      await told
    })
  } }
  const wild = { name: 'wild', setup(scope) {
    const cell = new Int32Array(new SharedArrayBuffer(4))
    scope.hears('block', () => { Atomics.wait(cell, 0, 0, 1500); return 'blocked' })
  } }
  const echo = { name: 'echo', setup(scope) { scope.on('text', ({ message }) => message.Content) } }
  export default {
    server: { host: '127.0.0.1', metrics: { port: 0 } },
    bots: [{ name: 'shop', token: '${TOKEN}', deadlineMs: 300, late: ['hold'], plugins: [slow, wild, echo] }],
  }`

describe('metrics of wechatbot start', () => {
  let folder: Folder
  let config: string
  let bot: Running | undefined

  before(() => {
    folder = new Folder()
    config = folder.write('metrics.mjs', CONFIG)
  })
  afterEach(async () => {
    await bot?.stop('SIGKILL')
    bot = undefined
  })
  after(() => folder.remove())

  const text = (Content: string) => createPush({ kind: 'text', fields: { Content } })

  it('count what was late, and name who blocks', async () => {
    bot = await startBot(folder.path, ['--config', config])
    const url = `${bot.url}/wechat`
    const late = deliverPush(text('late'), { token: TOKEN }, overHttp(url), systemClock)
    await bot.says('begun')
    const echoed = await deliver(url, text(SECRET_TEXT), { token: TOKEN })
    expect(echoed.reply?.Content).to.equal(SECRET_TEXT)
    await deliver(url, text('block'), { token: TOKEN }).catch(() => {})
    expect((await late).map(({ outcome }) => outcome)).to.deep.equal(['cut', 'answered'])
    await bot.says('event loop late')

    const { body, of } = await scrape(bot.output())
    expect(of('attempts_total{bot="shop",kind="text"}')).to.equal(4)
    expect(of('runs_total{bot="shop",plugin="echo"}')).to.equal(1)
    expect(of('duplicates_total{bot="shop",how="joined"}')).to.equal(1)
    expect(of('handler_seconds_sum{bot="shop",plugin="slow"}')).to.be.above(6.4)
    expect(of('late_total{bot="shop",strategy="hold"}')).to.be.within(2, 3)
    // The first attempt at what is late.
    expect(of('push_failures_5m{bot="shop"}')).to.equal(1)
    expect(of('in_flight{bot="shop"}')).to.equal(0)
    expect(of('answer_seconds_count{bot="shop"}')).to.equal(3)
    expect(of('answer_seconds_bucket{le="4.5",bot="shop"}')).to.equal(3)
    expect(of('event_loop_late_total')).to.be.at.least(1)
    for (const secret of [SAMPLE_USER, SECRET_TEXT, TOKEN]) expect(body).not.to.contain(secret)
    const warnings = bot.output().match(/.*event loop late.*/g) ?? []
    expect(warnings).to.have.length(1)
    expect(warnings[0]).to.match(/"plugin":"wild".*"handlerMs":\d{4}/)
  })

  it('can be read until the last message is through', async () => {
    bot = await startBot(folder.path, ['--config', config])
    const answer = deliver(`${bot.url}/wechat`, text('drain'), { token: TOKEN })
    await bot.says('begun')
    const code = bot.stop('SIGTERM')
    await bot.says('"msg":"stopping"')
    expect((await scrape(bot.output())).of('in_flight{bot="shop"}')).to.equal(1)
    process.kill(bot.pid, 'SIGUSR2')
    expect((await answer).status).to.equal(200)
    expect(await code).to.equal(0)
  })

  it('end the start when either port is taken, and leave nothing running', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const { port } = other.address() as { port: number }
    const taken = folder.write(
      'taken.json',
      `{"server":{"metrics":{"port":${port}}},"bots":[{"token":"abc"}]}`,
    )
    const metrics = await wechatbot(['start', '--port', '0', '--config', taken], folder.path)
    const args = ['start', '--host', '127.0.0.1', '--port', String(port), '--config', config]
    const messages = await wechatbot(args, folder.path)
    other.close()
    expect([metrics.code, messages.code]).to.deep.equal([1, 1])
    expect(metrics.stderr).to.contain(`port ${port} is taken`).and.contain('server.metrics.port')
    expect(messages.stderr).to.contain(`port ${port} is taken`).and.contain('--port')
  })
})
