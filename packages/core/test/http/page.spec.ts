import { expect } from 'chai'
import { createApp } from '#src/app.js'
import { type BotOptions, createBot } from '#src/bot.js'
import { fromPage } from '#src/http/guard.js'
import { createServer } from '#src/http/server.js'
import { call, closeServers, listen } from '../http-client.ts'
import { recordingLogger } from '../recording-logger.ts'

const KEY = 'canarykeyABCDEFGHIJKLMNOPQRSTUVWXYZ01234567'
const BROWSER = {
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'sec-fetch-site': 'none',
}

describe("the page at a bot's address", () => {
  let logger: ReturnType<typeof recordingLogger>
  beforeEach(() => {
    logger = recordingLogger()
  })
  afterEach(closeServers)

  const serve = async (options: Partial<BotOptions> = {}) => {
    const bot = createBot({ token: 'canaryToken', path: '/shop', logger, ...options })
    const app = createApp({ bots: [bot], logger, guard: fromPage })
    return `${await listen(createServer(app))}/shop`
  }
  const open = (url: string, headers: Record<string, string> = {}) =>
    call(url, { headers: { ...BROWSER, ...headers } })

  it('says to a browser that the bot lives, and that the address is for WeChat', async () => {
    const { status, headers, body } = await open(await serve(), { host: 'bot.example.com' })
    expect(status).to.equal(200)
    expect(headers['content-type']).to.equal('text/html; charset=utf-8')
    expect(body).to.contain('机器人在运行').and.contain("for WeChat's server")
    expect(body).not.to.match(/<table>|\/shop|模式|mode|token|canary/i)
    expect(logger.lines).to.deep.equal([])
  })

  it('says the same of every bot, whatever its mode', async () => {
    const host = { host: 'bot.example.com' }
    const one = await open(await serve(), host)
    const safe = await serve({ mode: 'safe', appId: 'wx1', encodingAESKey: KEY })
    expect((await open(safe, host)).body).to.equal(one.body)
  })

  it('runs nothing, and stands in no frame', async () => {
    const { headers, body } = await open(await serve())
    expect(body).not.to.match(/<script|<form|<iframe|<img| src=| href=/)
    expect(headers['content-security-policy'])
      .to.contain("default-src 'none'")
      .and.contain("frame-ancestors 'none'")
    expect(headers['x-content-type-options']).to.equal('nosniff')
    expect(headers['cache-control']).to.equal('no-store')
  })

  it('says on this machine what belongs into which field, without a secret', async () => {
    const plain = await open(await serve())
    expect(plain.body).to.contain('http://你的域名或 IP/shop').and.contain('明文模式')
    expect(plain.body).to.contain('服务器地址 (URL)').and.contain('点「随机生成」')
    const options = { appId: 'wx1', appSecret: 'canarySecret', encodingAESKey: KEY }
    for (const [mode, name] of [
      ['compat', '兼容模式'],
      ['safe', '安全模式'],
    ] as const) {
      const { body } = await open(await serve({ ...options, mode }))
      expect(body).to.contain(name).and.contain('配置文件里 <code>encodingAESKey</code> 的值')
      expect(body).not.to.contain('canary')
    }
  })

  for (const headers of [
    { host: 'bot.example.com' },
    { 'x-forwarded-for': '203.0.113.9' },
    { 'x-real-ip': '203.0.113.9' },
    { forwarded: 'for=203.0.113.9' },
    { via: '1.1 proxy' },
  ]) {
    it(`says no more than that with ${Object.keys(headers)}, for another machine may ask`, async () => {
      expect((await open(await serve(), headers)).body).not.to.match(/<table>|\/shop|模式/)
    })
  }

  it('is for browsers: everything else without a signature is refused as ever', async () => {
    const url = await serve()
    const refused = async (target: string, options: Parameters<typeof call>[1]) => {
      const { status, body } = await call(target, options)
      expect([status, body], `${target} ${JSON.stringify(options)}`).to.deep.equal([403, ''])
    }
    await refused(url, {})
    await refused(url, { headers: { accept: '*/*' } })
    for (const query of ['?a', '?signature=', '?echostr=1', '?/shop']) {
      await refused(url + query, { headers: BROWSER })
    }
    await refused(url, { method: 'POST', headers: BROWSER, body: '<xml/>' })
    const head = await call(url, { method: 'HEAD', headers: { accept: 'text/html' } })
    expect(head.status).to.equal(405)
  })

  it('is there in an app of your own, too', async () => {
    const bot = createBot({ token: 'spec4Token', logger })
    expect((await open(await listen(bot.callback()))).body).to.contain('机器人在运行')
  })
})
