import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect } from 'chai'
import Koa from 'koa'
import { createApp } from '#src/app.js'
import { createBot } from '#src/bot.js'
import { createServer } from '#src/http/server.js'
import { createSpecClock, signedQuery, TOKEN, textXml } from '../fixtures.ts'
import { call, closeServers, listen, withQuery } from '../http-client.ts'
import { recordingLogger } from '../recording-logger.ts'

interface Peer {
  readonly socket: Socket
  readonly received: () => string
  /** Resolves when what has come is so. */
  readonly until: (isSo: (received: string) => boolean) => Promise<void>
}

/** A client that may end its side, and reads on. */
async function open(url: string): Promise<Peer> {
  const socket = connect({
    port: Number(new URL(url).port),
    host: '127.0.0.1',
    allowHalfOpen: true,
  })
  let text = ''
  socket.setEncoding('utf8').on('data', (data) => {
    text += data
  })
  socket.on('error', () => {})
  await once(socket, 'connect')
  const until: Peer['until'] = async (isSo) => {
    while (!isSo(text)) await once(socket, 'data')
  }
  return { socket, received: () => text, until }
}

describe('createServer', () => {
  afterEach(closeServers)

  it('has limits against slow and oversized requests', async () => {
    const server = createServer(createApp({ bots: [], logger: recordingLogger() }))
    expect(server).to.include({
      headersTimeout: 5000,
      requestTimeout: 8000,
      keepAliveTimeout: 65_000,
    })
    const url = await listen(server)
    const headers = { 'X-Long': 'x'.repeat(9000) }
    expect((await call(`${url}/live`, { headers })).status).to.equal(431)
  })

  describe('with requests that are pipelined', () => {
    const get = 'GET /wechat HTTP/1.1\r\nHost: x\r\n\r\n'
    let asked: number
    let goOn: () => void
    let url: string

    beforeEach(async () => {
      asked = 0
      const gate = new Promise<void>((resolve) => {
        goOn = resolve
      })
      const app = new Koa()
      app.use(async (http) => {
        asked += 1
        await gate
        http.body = `answer ${http.url}`
      })
      url = await listen(createServer(app))
    })

    it('answers sixteen at a time, again and again', async () => {
      const { socket, until } = await open(url)
      goOn()
      for (const round of [1, 2, 3]) {
        socket.write(get.repeat(16))
        await until((text) => text.split('answer /wechat').length - 1 === 16 * round)
      }
      expect(asked).to.equal(48)
      socket.destroy()
    })

    it('cuts the connection at the seventeenth, and looks at no more of them', async () => {
      const { socket, received } = await open(url)
      const ended = new Promise((resolve) => socket.once('close', resolve))
      socket.write(get.repeat(2000))
      await ended
      goOn()
      expect(asked).to.equal(16)
      expect(received()).to.equal('')
      expect((await call(url)).body).to.equal('answer /')
    })
  })

  describe('with Expect: 100-continue', () => {
    const clock = createSpecClock()
    let url: string

    beforeEach(async () => {
      const logger = recordingLogger()
      const bot = createBot({ token: TOKEN, clock, logger })
      bot.on('text', ({ message }) => `you said ${message.Content}`)
      url = await listen(createServer(createApp({ bots: [bot], logger })))
    })

    const head = (query: Record<string, string>, length: number) => {
      const { pathname, search } = new URL(withQuery(`${url}/wechat`, query))
      const lines = ['Host: x', 'Expect: 100-continue', `Content-Length: ${length}`]
      return `POST ${pathname}${search} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`
    }

    it('asks for the body of a signed push', async () => {
      const xml = textXml()
      const { socket, received, until } = await open(url)
      socket.write(head(signedQuery(), Buffer.byteLength(xml)))
      await until((text) => text === 'HTTP/1.1 100 Continue\r\n\r\n')
      socket.write(xml)
      await until((text) => text.includes('you said hello'))
      expect(received().split('HTTP/1.1 ')).to.have.length(3)
      socket.destroy()
    })

    it('refuses an unsigned push without asking for its body, and closes', async () => {
      const { socket, received } = await open(url)
      const ended = once(socket, 'end')
      socket.write(head({}, 100))
      await ended
      expect(received()).to.match(/^HTTP\/1\.1 403 /)
      expect(received()).to.match(/^Connection: close\r$/m)
      expect(received().split('HTTP/1.1 ')).to.have.length(2)
      socket.destroy()
    })
  })

  describe('with a client that ends its side', () => {
    it('answers what it has asked, when the answer is there', async () => {
      let goOn = () => {}
      const gate = new Promise<void>((resolve) => {
        goOn = resolve
      })
      const app = new Koa()
      app.use(async (http) => {
        await gate
        http.body = 'late'
      })
      const server = createServer(app)
      const accepted = once(server, 'connection')
      const { socket, received } = await open(await listen(server))
      const [theirs] = (await accepted) as [Socket]
      const ended = once(socket, 'end')
      const halfClosed = once(theirs, 'end')
      socket.end('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
      await halfClosed
      goOn()
      await ended
      expect(received()).to.match(/^HTTP\/1\.1 200 [\s\S]*late$/)
    })

    it('keeps no connection that has asked nothing, or not all of it', async () => {
      const url = await listen(createServer(new Koa()))
      for (const text of [
        '',
        'GET / HT',
        'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc',
      ]) {
        const { socket } = await open(url)
        const closed = new Promise((resolve) => socket.once('close', resolve))
        socket.end(text)
        socket.resume()
        await closed
      }
    })
  })
})
