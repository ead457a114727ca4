import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createBot, createLogger, createMemoryStore } from '@wechatbot/core'
import plugin from '@wechatbot/plugin-location-lookup'
import { createManualClock, simulate } from '@wechatbot/simulator'
import { expect } from 'chai'
import { askTencent, ProviderError } from '#src/tencent.js'

const KEY = 'ABCDE-SECRET-KEY00-00000-00000-00000'
const OFFLINE = '您在广东省深圳市福田区'

const answerOf = (adInfo: object, more: object = {}) => ({
  status: 0,
  message: 'Success',
  result: { address: '广东省深圳市南山区科技中一路', ad_info: adInfo, ...more },
})
const NANSHAN = { province: '广东省', city: '深圳市', district: '南山区', adcode: '440305' }

describe('tencent', () => {
  let server: Server
  let handle: RequestListener
  let requests: string[]
  let baseUrl: string

  beforeEach(async () => {
    requests = []
    server = createServer((request, response) => {
      requests.push(request.url ?? '')
      handle(request, response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })

  afterEach(() => {
    server.closeAllConnections()
    server.close()
  })

  const json = (body: unknown): RequestListener => {
    return (_, response) =>
      void response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }

  /** What a user gets for each location sent, and what the log has. */
  async function ask(times = 1, { timeoutMs = 1500, template = '' } = {}) {
    const lines: string[] = []
    const clock = createManualClock(Date.parse('2026-11-23T12:00:00+08:00'))
    const logger = createLogger({
      level: 'trace',
      destination: { write: (line: string) => void lines.push(line) },
    })
    const tencent = { key: KEY, baseUrl, timeoutMs }
    const options = { provider: { tencent }, ...(template ? { template } : {}) }
    const bot = createBot({
      token: 'a-token',
      logger,
      plugins: [plugin(options)],
      // The bot's own clock is the machine's, as the server's is; the store's is the test's.
      store: createMemoryStore({ clock }),
    })
    const wechat = await simulate(bot)
    const answers: unknown[] = []
    for (let i = 0; i < times; i += 1) {
      await clock.advance(20_000)
      const fields = { Location_X: '22.5431', Location_Y: '114.0579' }
      const seen = await wechat.user('oA').sends('location', fields)
      answers.push(seen.type === 'reply' ? seen.reply.Content : seen.type)
    }
    await wechat.close()
    expect(lines.join('')).not.to.contain(KEY)
    return { answers, warnings: lines.filter((line) => line.includes('no answer of Tencent')) }
  }

  it('answers in the place of the data, latitude first', async () => {
    handle = json(answerOf(NANSHAN))
    const { answers, warnings } = await ask(1, { template: '{district}|{label}' })
    expect(answers).to.deep.equal(['南山区|广东省深圳市南山区科技中一路'])
    expect(warnings).to.deep.equal([])
    const url = new URL(requests[0] ?? '', baseUrl)
    expect(url.pathname).to.equal('/ws/geocoder/v1/')
    expect(url.searchParams.get('location')).to.equal('22.543100,114.057900')
    expect(url.searchParams.get('key')).to.equal(KEY)
  })

  it('says a municipality once, and no district that is the city', async () => {
    handle = json(answerOf({ province: '北京市', city: '北京市', district: '东城区' }))
    expect((await ask()).answers).to.deep.equal(['您在北京市东城区'])
    handle = json(answerOf({ province: '河南省', city: '济源市', district: '济源市' }))
    expect((await ask()).answers).to.deep.equal(['您在河南省济源市'])
    handle = json(answerOf({ province: '河南省', city: '', district: '济源市' }))
    expect((await ask()).answers).to.deep.equal(['您在河南省济源市'])
  })

  const FAULTS: Readonly<Record<string, [RequestListener, string]>> = {
    'a status of 503': [
      (_, response) => void response.writeHead(503).end(`key ${KEY}`),
      'HTTP status 503',
    ],
    'broken JSON': [json(`{"status": 0, "key": "${KEY}`), 'no JSON'],
    'JSON that is no answer': [json([KEY]), 'an unknown answer'],
    null: [json('null'), 'an unknown answer'],
    'an answer without a province': [json(answerOf({})), 'without a province'],
    'the quota used up': [json({ status: 121, message: `key ${KEY} quota` }), 'status 121'],
    'a redirect': [
      (_, response) => void response.writeHead(302, { location: '/elsewhere' }).end(),
      'no connection',
    ],
    'a connection that breaks': [(request) => void request.socket.destroy(), 'no connection'],
  }
  for (const [name, [listener, reason]] of Object.entries(FAULTS)) {
    it(`falls back to the data for ${name}, and says so once a minute`, async () => {
      handle = listener
      const { answers, warnings } = await ask(4)
      expect(answers).to.deep.equal([OFFLINE, OFFLINE, OFFLINE, OFFLINE])
      // At 20, 40, 60 and 80 s: a minute after the first is the fourth.
      expect(requests).to.have.lengthOf(4)
      expect(warnings).to.have.lengthOf(2)
      expect(warnings[0]).to.contain(reason)
    })
  }

  it('falls back when nothing comes within the time', async () => {
    handle = () => {}
    const { answers, warnings } = await ask(1, { timeoutMs: 60 })
    expect(answers).to.deep.equal([OFFLINE])
    expect(warnings[0]).to.contain('no answer within 60 ms')
  })

  it('falls back when half an answer comes', async () => {
    handle = (_, response) => void response.write('{"status": 0, ')
    const { answers, warnings } = await ask(1, { timeoutMs: 60 })
    expect(answers).to.deep.equal([OFFLINE])
    expect(warnings[0]).to.contain('no answer within 60 ms')
  })

  it('stops with the signal, which is no fault of Tencent’s', async () => {
    const turn = new AbortController()
    handle = () => turn.abort(new Error('the turn is over'))
    const options = { key: KEY, baseUrl, timeoutMs: 5000 }
    const failure = await askTencent(options, [22.5, 114], turn.signal).catch((error) => error)
    expect(failure).not.to.be.instanceOf(ProviderError)
    expect(failure.message).to.equal('the turn is over')
  })

  it('names a refused connection without the URL', async () => {
    server.close()
    const options = { key: KEY, baseUrl: 'http://127.0.0.1:1', timeoutMs: 5000 }
    const signal = new AbortController().signal
    const failure = await askTencent(options, [22.5, 114], signal).catch((error) => error)
    expect(failure).to.be.instanceOf(ProviderError)
    expect(String(failure)).not.to.contain(KEY)
  })
})
