/** Calls that go wrong: what is tried again, how often, how long it takes, and what the error says. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ApiFault } from '@wechatbot/simulator'
import { expect } from 'chai'
import { type Calling, countOf, SEND, startCalling } from './calling.js'

const IPS = 'GET /cgi-bin/getcallbackip'

describe('a call of the API', () => {
  let calling: Calling

  beforeEach(async () => {
    calling = await startCalling()
    calling.api.messages.note('oA', 'text')
  })
  afterEach(() => calling.close())

  /** How often, and how long it took. */
  const trying = async (endpoint: string, fault: ApiFault, times = 10) => {
    const { api, bot, clock, failing, passing } = calling
    const { api: client } = bot()
    // Without the time for the token.
    await passing(client.user('oA'))
    api.fail(endpoint, fault, times)
    const startedAt = clock.monotonic()
    const call = endpoint === IPS ? client.callbackIps() : client.send('oA', '你好')
    const error = await failing(call)
    return { error, calls: countOf(api, endpoint), ms: clock.monotonic() - startedAt }
  }

  // Protocol, as WeChat's 全局返回码 has it: what is final is called once.
  const FINAL: readonly (readonly [number, RegExp])[] = [
    [40003, /another account|does not follow/],
    [40007, /upload the file again/],
    [40013, /compare appId/],
    [40033, /not \\uXXXX/],
    [40125, /compare appSecret/],
    [40164, /IP whitelist/],
    [40243, /frozen/],
    [41001, /lost on the way/],
    [43004, /does not follow/],
    [43019, /blacklist/],
    [43101, /refused/],
    [44004, /empty/],
    [45001, /too large/],
    [45002, /too long/],
    [45008, /one article/],
    [45009, /clearQuota/],
    [45011, /next/],
    [45015, /48 hours/],
    [45047, /writes again/],
    [45072, /Typing or CancelTyping/],
    [45080, /30 seconds/],
    [45081, /already/],
    [46003, /no menu/],
    [47001, /no JSON/],
    [47003, /template/],
    [48001, /no right/],
    [48002, /switched messages off/],
    [48004, /banned/],
    [48006, /ten times a month/],
    [50002, /restricted/],
    [50005, /does not follow/],
    [61004, /third-party platform/],
    [65400, /客服功能/],
    [89503, /administrator/],
    [89506, /24 hours/],
    [89507, /an hour/],
    [99999, /全局返回码/],
  ]
  for (const [errcode, advice] of FINAL) {
    it(`is final with ${errcode}, and says what to do`, async () => {
      const { error, calls } = await trying(SEND, { errcode })
      expect(calls).to.equal(1)
      expect(error.errcode).to.equal(errcode)
      expect(error.code).to.equal('API_FAILED')
      expect(error.message).to.match(advice)
      expect(error.message).to.match(
        /^POST \/cgi-bin\/message\/custom\/send failed: \d+ as the test/,
      )
    })
  }

  it('names the address that is missing on the whitelist', async () => {
    const { api, bot, failing } = calling
    api.whitelist = []
    const { message } = await failing(bot().api.callbackIps())
    expect(message).to.contain('add 127.0.0.1 to the IP whitelist')
  })

  const AGAIN: readonly (readonly [string, ApiFault])[] = [
    ['-1', { errcode: -1 }],
    ['500', { status: 500 }],
    ['503', { status: 503 }],
    ['a page of HTML', 'html'],
  ]
  for (const [name, fault] of AGAIN) {
    it(`is tried three times with ${name}, half a second and a second apart`, async () => {
      const { calls, ms } = await trying(SEND, fault)
      expect(calls).to.equal(3)
      expect(ms).to.be.within(1500, 1600)
    })

    it(`succeeds after ${name} twice`, async () => {
      const { api, bot, passing } = calling
      api.fail(SEND, fault, 2)
      await passing(bot().send('oA', '你好'))
      expect(api.messages.sent).to.have.length(1)
    })
  }

  for (const fault of ['hang', 'drip', 'truncated'] as const) {
    it(`repeats what may have been sent once at most: ${fault}`, async () => {
      const { error, calls, ms } = await trying(SEND, fault)
      expect(calls).to.equal(2)
      expect(error.retry).to.equal('once')
      expect(error.message).to.contain('it may have been carried out all the same')
      expect(ms).to.be.within(500, 10_600)
    })

    it(`asks three times what only asks: ${fault}`, async () => {
      const { calls, ms } = await trying(IPS, fault)
      expect(calls).to.equal(3)
      expect(ms).to.be.below(16_600)
    })
  }

  it('begins no try after 15 s: a file may take a minute, once', async () => {
    const { api, bot, clock, failing } = calling
    const upload = 'POST /cgi-bin/media/upload'
    api.fail(upload, 'hang', 10)
    const startedAt = clock.monotonic()
    await failing(bot().api.media.upload('image', new Blob(['png'])))
    expect(countOf(api, upload)).to.equal(1)
    expect(clock.monotonic() - startedAt).to.be.within(60_000, 60_100)
  })

  it('is tried three times where nobody listens, and says so', async () => {
    const { bot, clock, failing } = calling
    const closed = await listening(() => {})
    const url = urlOf(closed)
    await new Promise((resolve) => closed.close(resolve))
    const startedAt = clock.monotonic()
    const error = await failing(
      bot({ api: { baseUrl: url, accessToken: async () => 't' } }).api.callbackIps(),
    )
    expect(error.message).to.contain('ECONNREFUSED; try again in a moment')
    expect(clock.monotonic() - startedAt).to.be.within(1500, 1700)
  })

  it('follows no redirect: the access token would go with it', async () => {
    const { bot, failing } = calling
    let asked = 0
    const elsewhere = await listening((_req, res) => {
      asked += 1
      res.end('{}')
    })
    const gateway = await listening((_req, res) => {
      res.writeHead(302, { location: urlOf(elsewhere) }).end()
    })
    const api = { baseUrl: urlOf(gateway), accessToken: async () => 't' }
    const error = await failing(bot({ api }).api.post('/cgi-bin/x', {}))
    expect(error.message).to.contain('HTTP 302')
    expect(asked).to.equal(0)
    elsewhere.close()
    gateway.close()
  })

  it('goes to the path of a gateway', async () => {
    const { bot, passing } = calling
    const seen: (string | undefined)[] = []
    const gateway = await listening((req, res) => {
      seen.push(req.url)
      res.setHeader('content-type', 'application/json').end('{"errcode":0,"ip_list":["1.2.3.4"]}')
    })
    const api = { baseUrl: `${urlOf(gateway)}/wx/`, accessToken: async () => 'a b' }
    expect(await passing(bot({ api }).api.callbackIps())).to.deep.equal(['1.2.3.4'])
    expect(seen).to.deep.equal(['/wx/cgi-bin/getcallbackip?access_token=a+b'])
    gateway.close()
  })

  for (const path of ['@127.0.0.1/x', '.example.com/x', 'cgi-bin/x', '']) {
    it(`goes to WeChat's host only: ${path || '(empty)'}`, async () => {
      const { api, bot, failing } = calling
      const error = await failing(bot().api.get(path))
      expect(error.code).to.equal('BAD_CALL')
      expect(api.calls.filter(({ endpoint }) => !endpoint.endsWith('token'))).to.deep.equal([])
    })
  }

  it('ends when its signal aborts, with the reason', async () => {
    const { api, bot, clock, failing, passing } = calling
    const { api: client } = bot()
    await passing(client.callbackIps())
    api.fail(SEND, 'hang')
    const abort = new AbortController()
    const work = failing(client.send('oA', '你好', { signal: abort.signal }))
    void clock.wait(1000).then(() => abort.abort(new Error('enough')))
    expect((await work).message).to.equal('enough')
    expect(countOf(api, SEND)).to.equal(1)
  })

  it('leaves no secret in what it throws for an answer that holds them', async () => {
    const { bot, failing } = calling
    const echo = await listening((req, res) => {
      res.setHeader('content-type', 'text/html').end(`<a href="${req.url}">`)
    })
    const api = { baseUrl: urlOf(echo), accessToken: async () => 'c4nary-token' }
    const error = await failing(bot({ api }).api.callbackIps())
    expect(`${error.stack} ${JSON.stringify(error)}`).not.to.contain('c4nary')
    echo.close()
  })
})

function listening(listener: Parameters<typeof createServer>[1]): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer(listener).listen(0, '127.0.0.1', () => resolve(server))
  })
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
