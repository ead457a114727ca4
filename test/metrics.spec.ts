/** Figures of a `wechatbot start` in this process that gets real messages, read over HTTP. */
import { createPush, overHttp, SAMPLE_USER, signPush } from '@wechatbot/simulator'
import { expect } from 'chai'
import { startBot } from '#cli-test/call.js'
import { deliver } from '#cli-test/deliver.js'
import { Folder } from '#cli-test/folder.js'
import { scrape } from './scrape.js'

const TOKEN = 'a-token'
const SECRET_TEXT = 'c4nary-text'
/** September 2001, in milliseconds since 1970. */
const LONG_AGO = 1e12
const CONFIG = `
  const wild = { name: 'wild', setup(scope) {
    scope.hears('fail', () => { throw new Error('as asked') })
  } }
  const echo = { name: 'echo', setup(scope) {
    scope.record({ name: 'guests', value: 2 })
    scope.on('text', ({ message }) => {
      scope.record({ name: 'orders_total', value: 1, labels: { drink: 'tea' } })
      return message.Content
    })
  } }
  const observe = ({ type, name }) => {
    if (type === 'metric') throw new Error('an observer was told of ' + name)
  }
  export default {
    server: { host: '127.0.0.1', metrics: { port: 0 } },
    bots: [{ name: 'shop', token: '${TOKEN}', plugins: [wild, echo], observe }],
  }`

const text = (Content: string) => createPush({ kind: 'text', fields: { Content } })

describe('metrics of wechatbot start', () => {
  it('count what came, was refused and failed, and hold nothing of it', async () => {
    const folder = new Folder()
    const config = folder.write('metrics.mjs', CONFIG)
    const bot = await startBot(folder.path, ['--config', config])
    const url = `${bot.url}/wechat`
    const say = (content: string) => deliver(url, text(content), { token: TOKEN })

    expect((await say(SECRET_TEXT)).reply?.Content).to.equal(SECRET_TEXT)
    const twice = text('again')
    const first = await deliver(url, twice, { token: TOKEN })
    // Its CreateTime may be a second later.
    const { reply } = await deliver(url, twice, { token: TOKEN })
    expect(reply?.Content).to.equal(first.reply?.Content).and.to.equal('again')
    await say('fail')
    expect((await deliver(url, text('x'), { token: 'another' })).status).to.equal(403)
    const old = { token: TOKEN, now: LONG_AGO }
    expect((await deliver(url, text('x'), old)).status).to.equal(403)
    const signed = signPush(text('x'), { token: TOKEN })
    expect((await overHttp(url)(signed, new AbortController().signal)).status).to.equal(200)
    const stolen = { query: signed.query, body: text('y') }
    expect((await overHttp(url)(stolen, new AbortController().signal)).status).to.equal(403)

    const { body, of } = await scrape(bot.output())
    expect(of('attempts_total{bot="shop",kind="text"}')).to.equal(5)
    expect(of('runs_total{bot="shop",plugin="echo"}')).to.equal(3)
    expect(of('duplicates_total{bot="shop",how="done"}')).to.equal(1)
    expect(of('handler_failures_total{bot="shop",plugin="wild"}')).to.equal(1)
    expect(of('refused_total{bot="shop",reason="BAD_SIGNATURE"}')).to.equal(1)
    expect(of('refused_total{bot="shop",reason="STALE_PUSH"}')).to.equal(1)
    // In seconds, from LONG_AGO to some moment of 2026 to 2190.
    expect(of('stale_skew_seconds{bot="shop"}')).to.be.within(0.76e9, 6e9)
    expect(of('replays_total{bot="shop"}')).to.equal(1)
    // The push that was signed long ago.
    expect(of('push_failures_5m{bot="shop"}')).to.equal(1)
    expect(of('shed_total{bot="shop"}')).to.equal(0)
    expect(of('in_flight{bot="shop"}')).to.equal(0)
    expect(of('answer_seconds_count{bot="shop"}')).to.equal(5)
    expect(bot.output()).to.contain('an observer was told of orders_total')
    expect(of('guests{bot="shop"}')).to.equal(2)
    expect(of('orders_total{bot="shop",drink="tea"}')).to.equal(3)
    expect(body).to.contain('process_resident_memory_bytes')
    for (const secret of [SAMPLE_USER, SECRET_TEXT, TOKEN]) expect(body).not.to.contain(secret)
    expect((await fetch(`${bot.url}/metrics`)).status).to.equal(404)
    await bot.stop()
    folder.remove()
  })
})
