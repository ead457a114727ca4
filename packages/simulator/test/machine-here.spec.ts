/** Requests of a handler to a server in the same process, under a manual clock. */
import { openAsBlob } from 'node:fs'
import { createServer, get, type RequestListener, type Server } from 'node:http'
import { connect, createServer as createTcpServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { createServer as createTlsServer } from 'node:tls'
import { fileURLToPath } from 'node:url'
import {
  BYTES,
  connectSecurely,
  KEY,
  listen,
  MUCH,
  PSK,
  startWorking,
  type Work,
  type Working,
} from './working.ts'

describe('a manual clock, while a server of the same process is asked', () => {
  let bot: Working
  let server: Server
  let serve: RequestListener
  let url: string
  const fetched = async () => (await fetch(url)).text()

  beforeEach(async () => {
    bot = await startWorking()
    server = createServer((req, res) => void serve(req, res))
    url = `http://127.0.0.1:${await listen(server)}/x`
  })
  afterEach(async () => {
    await bot.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  const AT_ONCE: Readonly<Record<string, Work>> = {
    'a request': async () => (await fetched()).length,
    'a request with a body': async () =>
      (await (await fetch(url, { method: 'POST', body: BYTES })).text()).length,
    'a form with a file': async () => {
      const form = new FormData()
      form.set('media', await openAsBlob(fileURLToPath(import.meta.url)))
      return (await (await fetch(url, { method: 'POST', body: form })).text()).length
    },
    'requests on one connection': async () => {
      for (let i = 0; i < 5; i += 1) await fetched()
      return (await fetched()).length
    },
    'a request of node:http': () =>
      new Promise((resolve) => {
        get(url, async (res) => resolve((await res.toArray()).join('').length))
      }),
  }
  for (const [what, work] of Object.entries(AT_ONCE)) {
    it(`stands still for ${what}`, async () => {
      serve = (req, res) => void req.resume().on('end', () => res.end(BYTES))
      await bot.repliesAfter(0, String(BYTES.length), work)
    })
  }

  it('passes while the server waits by the same clock', async () => {
    serve = async (_req, res) => {
      await bot.clock.wait(3000)
      res.end('served')
    }
    await bot.repliesAfter(3000, 'served', fetched)
  })

  it('passes while the server waits with the second half of its answer', async () => {
    serve = async (_req, res) => {
      for (const half of ['ser', 'ved']) {
        res.write(half)
        await bot.clock.wait(1000)
      }
      res.end()
    }
    await bot.repliesAfter(2000, 'served', fetched)
  })

  it('stands still while the server waits a moment of the machine', async () => {
    serve = async (_req, res) => {
      await pause(20)
      res.end('served')
    }
    await bot.repliesAfter(0, 'served', fetched)
  })

  it('passes when the server never answers', async () => {
    serve = () => {}
    await bot.repliesAfter(2000, 'given up', async () => {
      const patience = new AbortController()
      bot.clock.setTimeout(() => patience.abort(), 2000)
      return fetch(url, { signal: patience.signal }).catch(() => 'given up')
    })
  })

  it('passes when the answer is not read', async () => {
    serve = (_req, res) => void res.end(MUCH)
    await bot.repliesAfter(1000, '200', async () => {
      const response = await fetch(url)
      await bot.clock.wait(1000)
      return response.status
    })
  })

  it('stands still for an answer that ends with its connection', async () => {
    const plain = createTcpServer((socket) => socket.end('served'))
    const port = await listen(plain)
    await bot.repliesAfter(0, 'served', async () => {
      for (let i = 0; i < 20; i += 1) await connect(port, '127.0.0.1').toArray()
      return Buffer.concat(await connect(port, '127.0.0.1').toArray())
    })
    await new Promise((resolve) => plain.close(resolve))
  })

  it('stands still for TLS, and passes while the server waits', async () => {
    const secure = createTlsServer({ ...PSK, pskCallback: () => KEY }, (socket) => {
      let size = 0
      socket.on('data', async (chunk) => {
        size += chunk.length
        if (size < BYTES.length) return
        await bot.clock.wait(1000)
        socket.end(`got ${size}`)
      })
    })
    const port = await listen(secure)
    await bot.repliesAfter(1000, `got ${BYTES.length}`, async () => {
      const socket = connectSecurely(port)
      socket.write(BYTES)
      return Buffer.concat(await socket.toArray())
    })
    await new Promise((resolve) => secure.close(resolve))
  })

  it('passes beside a connection that nobody uses', async () => {
    const greeter = createTcpServer((socket) => socket.write('hello'))
    const idle = connect(await listen(greeter), '127.0.0.1')
    await bot.repliesAfter(1000, 'hello', async () => {
      await bot.clock.wait(1000)
      return idle.read()
    })
    idle.destroy()
    await new Promise((resolve) => greeter.close(resolve))
  })

  it('stands still for a push over a socket, and passes while the bot waits', async () => {
    const overSocket = await startWorking('http')
    serve = (_req, res) => void res.end('served')
    await overSocket.repliesAfter(4000, 'served', async () => {
      await overSocket.clock.wait(4000)
      return fetched()
    })
    await overSocket.close()
  })
})
