import { expect } from 'chai'
import { createApp } from '#src/app.js'
import { createBot } from '#src/bot.js'
import { foreignHost, fromPage } from '#src/http/guard.js'
import { createSpecClock, TOKEN, textXml } from '../fixtures.ts'
import { call, closeServers, listen, push } from '../http-client.ts'
import { linesWith, recordingLogger } from '../recording-logger.ts'

describe('foreignHost', () => {
  it('lets this machine through, at any port', () => {
    for (const host of ['127.0.0.1', 'localhost:3000', 'LOCALHOST', '[::1]', '[::1]:80']) {
      expect(foreignHost({ host }), host).to.equal(undefined)
    }
  })

  it('lets through what else it is called', () => {
    const hosts = ['My-Box.local', '[fe80::1]']
    for (const host of ['my-box.local:1', '[FE80::1]:3000']) {
      expect(foreignHost({ host }, hosts), host).to.equal(undefined)
    }
  })

  it('refuses every other name, and what only a URL takes for this machine', () => {
    const hosts = [
      undefined,
      '',
      'evil.example',
      'localhost.evil.example:3000',
      'evil@127.0.0.1',
      '127.0.0.1.',
      '127.1',
      '127.0.0.1:port',
      '::1',
    ]
    for (const host of hosts) {
      expect(foreignHost(host === undefined ? {} : { host }), host).to.contain('not this machine')
    }
  })

  it('shows the beginning of what came', () => {
    expect(foreignHost({ host: 'x'.repeat(8000) })?.length).to.be.below(120)
  })
})

describe('fromPage', () => {
  it('refuses an Origin and a Sec-Fetch-Site, whatever they say', () => {
    expect(fromPage({ origin: 'null' })).to.contain('Origin "null"')
    expect(fromPage({ origin: 'http://127.0.0.1:3000' })).to.contain('Origin')
    expect(fromPage({ 'sec-fetch-site': 'none' })).to.contain('Sec-Fetch-Site "none"')
  })

  it('lets through what is no page', () => {
    expect(fromPage({ host: 'evil.example', 'sec-fetch-mode': 'cors' })).to.equal(undefined)
  })
})

describe('the guard of an app', () => {
  afterEach(closeServers)

  it('refuses a request to a bot before its signature, and leaves the health checks open', async () => {
    const logger = recordingLogger()
    const bot = createBot({ token: TOKEN, logger, clock: createSpecClock() })
    bot.on('text', () => 'hello')
    const app = createApp({ bots: [bot], logger, guard: fromPage })
    await app.ready()
    const url = await listen(app.callback())
    const headers = { Origin: 'http://evil.example' }
    expect(await push(`${url}/wechat`, textXml(), { headers })).to.include({
      status: 403,
      body: '',
    })
    const [line] = linesWith(logger, /^push refused/)
    expect(line?.text).to.contain('Origin "http://evil.example"')
    expect((await push(`${url}/wechat`, textXml())).body).to.contain('hello')
    expect((await call(`${url}/live`, { headers })).status).to.equal(200)
    expect((await call(`${url}/ready`, { headers })).status).to.equal(200)
  })
})
