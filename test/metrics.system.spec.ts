/** Figures of a `wechatbot start` that gets real messages, read over HTTP as Prometheus does. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@wechatbot/core'
import {
  createPush,
  deliver,
  deliverPush,
  overHttp,
  SAMPLE_USER,
  signPush,
} from '@wechatbot/simulator'
import { expect } from 'chai'
import { type Running, startBot, wechatbot } from './running.js'

const TOKEN = 'a-token'
const SECRET_TEXT = 'c4nary-text'
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Holds late attempts from 0.3 s on. */
const CONFIG = `
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
  const slow = { name: 'slow', setup(scope) {
    scope.hears('late', async () => { await wait(6500); return 'done' })
    scope.hears('drain', async () => { await wait(1500) })
  } }
  const wild = { name: 'wild', setup(scope) {
    scope.hears('fail', () => { throw new Error('as asked') })
    scope.hears('block', () => { const end = Date.now() + 1500; while (Date.now() < end); return 'blocked' })
  } }
  const echo = { name: 'echo', setup(scope) { scope.on('text', ({ message }) => message.Content) } }
  export default {
    server: { host: '127.0.0.1', metrics: { port: 0 } },
    bots: [{ name: 'shop', token: '${TOKEN}', deadlineMs: 300, late: ['hold'], plugins: [slow, wild, echo] }],
  }`

describe('metrics of wechatbot start', () => {
  let folder: string
  let config: string
  let bot: Running | undefined

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'wechatbot-'))
    config = write('metrics.mjs', CONFIG)
  })
  afterEach(async () => {
    await bot?.stop('SIGKILL')
    bot = undefined
  })
  after(() => rmSync(folder, { recursive: true }))

  const write = (name: string, text: string) => {
    const file = join(folder, name)
    writeFileSync(file, text)
    return file
  }
  const urlOf = (running: Running) => /metrics on ([^\s"]+)/.exec(running.output())?.[1] ?? ''
  const text = (Content: string) => createPush({ kind: 'text', fields: { Content } })
  /** What Prometheus would store: the value of each series. */
  const scrape = async (url: string) => {
    const body = await (await fetch(url)).text()
    const lines = body.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    const series = new Map(
      lines.map((line) => {
        const at = line.lastIndexOf(' ')
        return [line.slice(0, at), Number(line.slice(at + 1))]
      }),
    )
    const of = (name: string) => series.get(`wechatbot_${name}`)
    return { body, of }
  }

  it('count what came, what was late, refused and failed, and name who blocks', async () => {
    bot = await startBot(folder, ['--config', config])
    const url = `${bot.url}/wechat`
    const metrics = urlOf(bot)
    const say = (content: string) => deliver(url, text(content), { token: TOKEN })

    const late = deliverPush(text('late'), { token: TOKEN }, overHttp(url), systemClock)
    expect((await say(SECRET_TEXT)).reply?.Content).to.equal(SECRET_TEXT)
    const twice = text('again')
    const first = await deliver(url, twice, { token: TOKEN })
    expect((await deliver(url, twice, { token: TOKEN })).body).to.equal(first.body)
    await say('fail')
    expect((await deliver(url, text('x'), { token: 'another' })).status).to.equal(403)
    const old = { token: TOKEN, now: Date.now() - 1_000_000 }
    expect((await deliver(url, text('x'), old)).status).to.equal(403)
    const signed = signPush(text('x'), { token: TOKEN })
    expect((await overHttp(url)(signed, AbortSignal.timeout(5000))).status).to.equal(200)
    const stolen = { query: signed.query, body: text('y') }
    expect((await overHttp(url)(stolen, AbortSignal.timeout(5000))).status).to.equal(403)
    await pause(100)
    await say('block').catch(() => {})
    expect((await late).map(({ outcome }) => outcome)).to.deep.equal(['cut', 'answered'])

    const { body, of } = await scrape(metrics)
    expect(of('attempts_total{bot="shop",kind="text"}')).to.equal(8)
    expect(of('runs_total{bot="shop",plugin="echo"}')).to.equal(3)
    expect(of('duplicates_total{bot="shop",how="done"}')).to.equal(1)
    expect(of('duplicates_total{bot="shop",how="joined"}')).to.equal(1)
    expect(of('handler_failures_total{bot="shop",plugin="wild"}')).to.equal(1)
    expect(of('handler_seconds_sum{bot="shop",plugin="slow"}')).to.be.above(6.4)
    expect(of('refused_total{bot="shop",reason="BAD_SIGNATURE"}')).to.equal(1)
    expect(of('refused_total{bot="shop",reason="STALE_PUSH"}')).to.equal(1)
    expect(of('stale_skew_seconds{bot="shop"}')).to.be.within(999, 1003)
    expect(of('replays_total{bot="shop"}')).to.equal(1)
    expect(of('late_total{bot="shop",strategy="hold"}')).to.be.within(2, 3)
    // The first attempt at what is late, and the push that was signed long ago.
    expect(of('push_failures_5m{bot="shop"}')).to.equal(2)
    expect(of('shed_total{bot="shop"}')).to.equal(0)
    expect(of('in_flight{bot="shop"}')).to.equal(0)
    expect(of('answer_seconds_count{bot="shop"}')).to.equal(7)
    expect(of('answer_seconds_bucket{le="4.5",bot="shop"}')).to.equal(7)
    expect(of('event_loop_late_total')).to.be.at.least(1)
    expect(body).to.contain('process_resident_memory_bytes')
    for (const secret of [SAMPLE_USER, SECRET_TEXT, TOKEN]) expect(body).not.to.contain(secret)
    const warnings = bot.output().match(/.*event loop late.*/g) ?? []
    expect(warnings).to.have.length(1)
    expect(warnings[0]).to.match(/"plugin":"wild".*"handlerMs":\d{4}/)
    expect((await fetch(`${bot.url}/metrics`)).status).to.equal(404)
  }).timeout(20_000)

  it('can be read until the last message is through', async () => {
    bot = await startBot(folder, ['--config', config])
    const answer = deliver(`${bot.url}/wechat`, text('drain'), { token: TOKEN })
    await pause(500)
    const code = bot.stop('SIGTERM')
    await pause(300)
    expect((await scrape(urlOf(bot))).of('in_flight{bot="shop"}')).to.equal(1)
    expect((await answer).status).to.equal(200)
    expect(await code).to.equal(0)
  }).timeout(10_000)

  it('end the start when either port is taken, and leave nothing running', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const { port } = other.address() as { port: number }
    const taken = write(
      'taken.json',
      `{"server":{"metrics":{"port":${port}}},"bots":[{"token":"abc"}]}`,
    )
    const metrics = await wechatbot(['start', '--port', '0', '--config', taken], folder)
    const args = ['start', '--host', '127.0.0.1', '--port', String(port), '--config', config]
    const messages = await wechatbot(args, folder)
    other.close()
    expect([metrics.code, messages.code]).to.deep.equal([1, 1])
    expect(metrics.stderr).to.contain(`port ${port} is taken`).and.contain('server.metrics.port')
    expect(messages.stderr).to.contain(`port ${port} is taken`).and.contain('--port')
  }).timeout(10_000)
})
