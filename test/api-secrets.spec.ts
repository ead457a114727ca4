/** No secret leaves by the API client: not in a line of the log, an error, or a URL of ours (2.3). */
import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { inspect } from 'node:util'
import { createLogger } from '@wechatbot/core'
import { secretsOf } from '@wechatbot/core/internal'
import { type ApiFault, type Simulation, simulate } from '@wechatbot/simulator'
import { expect } from 'chai'
import { APP_SECRET, type Calling, SEND, STABLE, startCalling, TOKEN } from './calling.js'

describe('secrets of the API', () => {
  let calling: Calling
  let wechat: Simulation | undefined

  beforeEach(async () => {
    calling = await startCalling()
    wechat = undefined
  })
  afterEach(async () => {
    await wechat?.close()
    await calling.close()
  })

  it('stand in no log line and in no error, whatever goes wrong', async () => {
    const { api, bot: make, clock, failing, passing } = calling
    const texts: string[] = []
    const logger = createLogger({
      level: 'trace',
      destination: { write: (line) => void texts.push(line) },
    })
    const issued: string[] = []
    const stable = api.tokens.stable.bind(api.tokens)
    api.tokens.stable = (body) => {
      const answer = stable(body) as { access_token: string }
      issued.push(answer.access_token)
      return answer
    }
    const bot = make({
      logger,
      observe: (record) => void texts.push(inspect(record, { depth: 9 })),
    })
    bot.on('text', async (ctx) => {
      await clock.wait(6000)
      return ctx.message.Content
    })
    wechat = await simulate(bot, { api })
    const client = bot.api
    const note = (error: Error) => {
      texts.push(error.message, String(error.stack), JSON.stringify(error), `${error}`)
      texts.push(inspect(error, { depth: 9, showHidden: true }))
    }
    await passing(client.user('oA'))
    const faults: readonly ApiFault[] = [
      'hang',
      'drip',
      'html',
      'truncated',
      { status: 502 },
      { errcode: 40001 },
      { errcode: 40164 },
      { errcode: -1 },
      { errcode: 45047 },
    ]
    for (const fault of faults) {
      for (const endpoint of [SEND, STABLE]) {
        api.tokens.revoke()
        api.fail(endpoint, fault, 10)
        await wechat.user('oA').says('a question').shouldNotReply()
        note(await failing(client.send('oA', 'x').then(() => client.get('/cgi-bin/none'))))
        await passing(clock.wait(60_000))
        api.fail(endpoint, fault, 0)
      }
    }
    note(await failing(client.get('/cgi-bin/none', { x: 'y' })))
    texts.push(inspect(bot, { depth: 9 }), inspect(client, { depth: 9 }))
    expect(issued.length).to.be.above(2)
    expect(texts.length).to.be.above(100)
    for (const secret of [APP_SECRET, TOKEN, ...issued]) {
      expect(texts.filter((text) => text.includes(secret))).to.deep.equal([])
    }
  })

  it('keep to the request that needs them', async () => {
    const { bot, passing } = calling
    const asked: { url: string; text: string }[] = []
    const server = createServer(async (req, res) => {
      asked.push({ url: String(req.url), text: await textOf(req) })
      res.setHeader('content-type', 'application/json')
      res.end('{"access_token":"c4nary-access","expires_in":7200,"ip_list":[]}')
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo
    await passing(bot({ api: { baseUrl: `http://127.0.0.1:${port}` } }).api.callbackIps())
    expect(asked.map(({ url }) => url)).to.deep.equal([
      '/cgi-bin/stable_token',
      '/cgi-bin/getcallbackip?access_token=c4nary-access',
    ])
    expect(JSON.parse(asked[0]?.text ?? '')).to.include({ secret: APP_SECRET })
    expect(asked[1]?.text).to.equal('')
    server.close()
  })

  describe('with a proxy', () => {
    it('go through it, and its password is shown to nobody else', async () => {
      const { api, bot, passing } = calling
      const proxy = await startProxy()
      const url = `http://someone:c4nary-password@127.0.0.1:${proxy.port}`
      const client = bot({ api: { proxy: url } }).api
      expect(await passing(client.callbackIps())).to.have.length(2)
      expect(await passing(client.media.upload('image', new Blob(['png'])))).to.match(/^[\w-]+$/)
      expect(proxy.seen.length).to.be.above(0)
      for (const { target, auth } of proxy.seen) {
        expect(target).to.contain(new URL(api.url).host)
        expect(auth).to.equal(`Basic ${btoa('someone:c4nary-password')}`)
      }
      expect(JSON.stringify(api.calls)).not.to.contain('c4nary-password')
      await proxy.close()
    })

    it('are not in the error of one that is away, or that refuses', async () => {
      const { bot, clock, failing } = calling
      const lines: string[] = []
      const logger = createLogger({
        level: 'trace',
        destination: { write: (it) => void lines.push(it) },
      })
      const proxy = await startProxy(407)
      const urls = [`http://a:c4nary-password@127.0.0.1:${proxy.port}`]
      const away = await startProxy()
      urls.push(`http://a:c4nary-password@127.0.0.1:${away.port}`)
      await away.close()
      for (const [i, url] of urls.entries()) {
        const client = bot({ name: `b${i}`, logger, api: { proxy: url } }).api
        const error = await failing(client.callbackIps())
        lines.push(inspect(error, { showHidden: true, depth: 9 }), JSON.stringify(error))
        expect(error.code).to.equal('API_FAILED')
        await clock.advance(10_000)
      }
      expect(lines.join('\n')).not.to.contain('c4nary')
      await proxy.close()
    })

    it('are known to whoever makes a logger of the configuration', () => {
      const api = { proxy: 'http://someone:c4nary-password@10.0.0.1:3128' }
      expect(secretsOf({ token: TOKEN, appSecret: APP_SECRET, api })).to.deep.equal([
        TOKEN,
        APP_SECRET,
        'c4nary-password',
      ])
      expect(secretsOf({ token: TOKEN, api: { proxy: 'http://10.0.0.1:3128' } })).to.have.length(1)
    })

    for (const proxy of ['socks://a:c4nary-password@host', 'http://a:c4nary-password@::']) {
      it(`are described, not shown, where the configuration is wrong: ${proxy.slice(0, 5)}`, () => {
        expect(() => calling.bot({ api: { proxy } }))
          .to.throw(/api.proxy: expected a URL like .*got \d+ characters/)
          .with.property('message')
          .that.does.not.contain('c4nary')
      })
    }
  })
})

async function textOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

/** An HTTP proxy: CONNECT, and absolute URLs by the same way. */
async function startProxy(refusal?: number) {
  const seen: { target: string; auth: string | undefined }[] = []
  const server = createServer((_req, res) => res.writeHead(501).end())
  const sockets = new Set<{ destroy: () => unknown }>()
  server.on('connect', (req, socket) => {
    sockets.add(socket)
    seen.push({ target: String(req.url), auth: req.headers['proxy-authorization'] })
    if (refusal !== undefined) {
      socket.end(`HTTP/1.1 ${refusal} Refused\r\n\r\n`)
      return
    }
    const [host = '', port = ''] = String(req.url).split(':')
    const there = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      there.pipe(socket).pipe(there)
    })
    there.on('error', () => socket.destroy())
    socket.on('error', () => there.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    seen,
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
