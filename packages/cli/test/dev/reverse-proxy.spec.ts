import { once } from 'node:events'
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  request,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { createManualClock, type ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { BotProcess } from '#src/dev/bot-process.js'
import { ReverseProxy } from '#src/dev/reverse-proxy.js'
import { FakeChild } from './fake-child.js'

const SIGNED = (signature: string) => `/wechat?signature=${signature}&timestamp=1&nonce=2`

describe('the port of wechatbot dev', () => {
  let clock: ManualClock
  let servers: Server[]
  let proxy: ReverseProxy
  let front: number
  /** Who gets new messages. */
  let current: () => Promise<BotProcess | undefined>
  /** Of the last request to the port. */
  let handled: Promise<void>
  let closed: Promise<unknown>

  const serve = async (listener: RequestListener) => {
    const server = createServer(listener).listen(0, '127.0.0.1')
    servers.push(server)
    await once(server, 'listening')
    return server
  }
  const portOf = (server: Server) => (server.address() as AddressInfo).port
  /** Bots in whose place `listener` answers. */
  const botsThat = async (listener: RequestListener) => {
    const child = new FakeChild()
    const bots = new BotProcess({
      child,
      clock,
      order: { origin: 'http://127.0.0.1', hosts: [], isReal: false, aheadMs: 0 },
      onLoaded: async () => [],
      onReady: () => {},
      onFailed: () => {},
      onTold: () => {},
    })
    const server = await serve(listener)
    child.isReadyAt(portOf(server))
    return { bots, child, server }
  }
  const botsThatSay = (word: string) => botsThat((_, response) => response.end(word))
  const send = (path: string, method = 'GET', body = '', headers = {}) => {
    const sent = request({ host: '127.0.0.1', port: front, path, method, headers, agent: false })
    sent.end(body)
    return sent
  }
  const ask = async (path: string, method = 'GET', body = '', headers = {}) => {
    const sent = send(path, method, body, headers)
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    let text = ''
    for await (const part of response.setEncoding('utf8')) text += part
    return { status: response.statusCode, headers: response.headers, text }
  }
  const wordFor = async (path: string) => (await ask(path)).text
  const failureOf = (asked: Promise<unknown>) =>
    asked.then(
      () => 'it was answered',
      (error: NodeJS.ErrnoException) => error.code,
    )

  beforeEach(async () => {
    clock = createManualClock()
    servers = []
    current = async () => undefined
    proxy = new ReverseProxy(() => current())
    const server = await serve((incoming, outgoing) => {
      closed = once(outgoing, 'close')
      handled = proxy.handle(incoming, outgoing)
    })
    front = portOf(server)
  })
  afterEach(() => {
    proxy.close()
    for (const server of servers) {
      server.close()
      server.closeAllConnections()
    }
  })

  it('passes a request on as it is, and its answer back', async () => {
    let passed: unknown
    const { bots } = await botsThat(({ method, url, headers }, response) => {
      passed = { method, url, type: headers['content-type'], host: headers.host }
      response.writeHead(418, { 'x-of': 'the bot' }).end('answer')
    })
    current = async () => bots
    const headers = { 'content-type': 'text/xml', host: 'tunnel.example' }
    const answer = await ask('/wechat?a=%20b', 'PUT', '<xml/>', headers)
    expect(passed).to.deep.equal({
      method: 'PUT',
      url: '/wechat?a=%20b',
      type: 'text/xml',
      host: 'tunnel.example',
    })
    expect(answer).to.deep.include({ status: 418, text: 'answer' })
    expect(answer.headers).to.include({ 'x-of': 'the bot' })
  })

  it('passes the body on', async () => {
    const { bots } = await botsThat((incoming, response) => incoming.pipe(response))
    current = async () => bots
    const body = '<xml><Content>你好</Content></xml>'.repeat(5000)
    expect((await ask('/wechat', 'POST', body)).text).to.equal(body)
  })

  it('answers 503 when no bot is running', async () => {
    const { status, text } = await ask('/wechat')
    expect(status).to.equal(503)
    expect(text).to.contain('no bot is running')
  })

  it('gives a retry to the process that had the first attempt', async () => {
    const [before, after] = [await botsThatSay('before'), await botsThatSay('after')]
    current = async () => before.bots
    expect(await wordFor(SIGNED('a'))).to.equal('before')
    current = async () => after.bots
    expect(await wordFor(SIGNED('a'))).to.equal('before')
    expect(await wordFor(SIGNED('b'))).to.equal('after')
    expect(await wordFor(SIGNED('a').replace('nonce=2', 'nonce=3'))).to.equal('after')
    expect(await wordFor(SIGNED('a').replace('timestamp=1', 'timestamp=2'))).to.equal('after')
  })

  it('gives it to another when that process has ended', async () => {
    const [before, after] = [await botsThatSay('before'), await botsThatSay('after')]
    current = async () => before.bots
    await ask(SIGNED('a'))
    before.child.exits(1)
    current = async () => after.bots
    expect(await wordFor(SIGNED('a'))).to.equal('after')
    current = async () => before.bots
    expect(await wordFor(SIGNED('a'))).to.equal('after')
  })

  it('gives what is no push to the newest process', async () => {
    const [before, after] = [await botsThatSay('before'), await botsThatSay('after')]
    for (const path of ['/live', '/wechat?timestamp=1&nonce=2', '//[']) {
      current = async () => before.bots
      expect(await wordFor(path)).to.equal('before')
      current = async () => after.bots
      expect(await wordFor(path)).to.equal('after')
    }
  })

  it('forgets the oldest of more than 2000 messages', async () => {
    let asked = 0
    const { bots } = await botsThatSay('')
    // Not ready, so that nothing is passed on.
    Object.defineProperty(bots, 'port', { value: undefined })
    current = async () => {
      asked += 1
      return bots
    }
    const outgoing = { writeHead: () => {}, end: () => {} }
    const handle = (i: number) => proxy.handle({ url: SIGNED(`s${i}`) } as never, outgoing as never)
    for (let i = 0; i < 2000; i += 1) await handle(i)
    await handle(0)
    expect(asked).to.equal(2000)
    await handle(2000)
    await handle(1)
    expect(asked).to.equal(2001)
    await handle(0)
    expect(asked).to.equal(2002)
  })

  it('keeps a process for as long as its answer takes', async () => {
    const { bots, child, server } = await botsThat(() => {})
    current = async () => bots
    const asked = ask(SIGNED('a'))
    const [, response] = (await once(server, 'request')) as [unknown, ServerResponse]
    bots.retire()
    await clock.advance(60_000)
    expect(child.signals).to.deep.equal([])
    response.end('late')
    expect((await asked).text).to.equal('late')
    await closed
    await clock.advance(1500)
    expect(child.signals).to.deep.equal(['SIGTERM'])
  })

  it('leaves unanswered what the bots leave unanswered', async () => {
    const { bots } = await botsThat((incoming) => incoming.socket.destroy())
    current = async () => bots
    expect(await failureOf(ask('/wechat'))).to.equal('ECONNRESET')
  })

  it('breaks off an answer that its process breaks off', async () => {
    const { bots } = await botsThat((_, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('half', () => response.destroy())
    })
    current = async () => bots
    expect(await failureOf(ask('/wechat'))).to.equal('ECONNRESET')
  })

  it('hangs up on the bots when who asked has hung up', async () => {
    const { bots, child, server } = await botsThat(() => {})
    current = async () => bots
    const sent = send(SIGNED('a')).on('error', () => {})
    const [, response] = (await once(server, 'request')) as [unknown, ServerResponse]
    const isCut = once(response, 'close')
    sent.destroy()
    await isCut
    bots.retire()
    await clock.advance(1500)
    expect(child.signals).to.deep.equal(['SIGTERM'])
  })

  it('passes nothing on for who hung up before there were bots', async () => {
    let give = (_: BotProcess) => {}
    let isAsked = () => {}
    const asking = new Promise<void>((resolve) => {
      isAsked = resolve
    })
    current = () => {
      isAsked()
      return new Promise((resolve) => {
        give = resolve
      })
    }
    const { bots, child, server } = await botsThatSay('too late')
    let requests = 0
    server.on('request', () => {
      requests += 1
    })
    const sent = send(SIGNED('a')).on('error', () => {})
    await asking
    sent.destroy()
    await closed
    give(bots)
    await handled
    bots.retire()
    await clock.advance(1500)
    expect(requests).to.equal(0)
    expect(child.signals).to.deep.equal(['SIGTERM'])
  })
})
