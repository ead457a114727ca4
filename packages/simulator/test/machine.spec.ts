/** What is real in a handler, under a manual clock: time waits for it, and passes for nothing else. */
import { scrypt } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { mkdtempSync, openAsBlob, rmSync, writeFileSync } from 'node:fs'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { createServer, get, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { gunzip, gzip } from 'node:zlib'
import { createBot, createLogger } from '@wechatbot/core'
import {
  createManualClock,
  type ManualClock,
  type Simulation,
  simulate,
} from '@wechatbot/simulator'
import { expect } from 'chai'

const BYTES = Buffer.alloc(1_000_000, 'x')
const logger = createLogger({ level: 'silent' })

describe('a manual clock, while something real is in flight', () => {
  let clock: ManualClock
  let wechat: Simulation
  let work: () => Promise<unknown>
  let folder: string
  let file: string
  let server: Server
  let serve: RequestListener
  let url: string

  const start = async (over: 'memory' | 'http' = 'memory') => {
    const bot = createBot({ token: 'a-token', clock, logger })
    bot.on('text', async () => {
      const done = await work()
      return String(done)
    })
    wechat = await simulate(bot, { over })
  }
  /** The bot replies with `expected`, to the first request, after so many milliseconds of its clock. */
  const repliesAfter = async (ms: number, expected: string) => {
    const exchange = wechat.user('oA').says('go')
    await exchange.shouldReply(expected)
    expect((await exchange.attempts()).map(({ number, ms }) => [number, ms])).to.deep.equal([
      [1, ms],
    ])
  }

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'machine-'))
    file = join(folder, 'file')
    writeFileSync(file, BYTES)
  })
  after(() => rmSync(folder, { recursive: true }))

  beforeEach(async () => {
    clock = createManualClock()
    server = createServer((req, res) => void serve(req, res))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`
    await start()
  })
  afterEach(async () => {
    await wechat.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  const AT_ONCE: Readonly<Record<string, () => Promise<unknown>>> = {
    'a file that is read': async () => (await readFile(file)).length,
    'files that are read one after the other': async () => {
      for (let i = 0; i < 10; i += 1) await stat(file)
      await writeFile(join(folder, 'other'), BYTES)
      return (await readFile(join(folder, 'other'))).length
    },
    'a file that is a Blob': async () => (await (await openAsBlob(file)).arrayBuffer()).byteLength,
    'two of those, as streams': async () => {
      const blobs = await Promise.all([openAsBlob(file), openAsBlob(file)])
      const sizes = blobs.map(async (blob) => (await new Response(blob.stream()).text()).length)
      return Math.max(...(await Promise.all(sizes)))
    },
    'a look-up': async () => (await lookup('127.0.0.1', { family: 4 })) && BYTES.length,
    'a look-up of a name': async () => (await lookup('localhost')) && BYTES.length,
    'a derived key': async () => (await promisify(scrypt)('a', 'b', 32)) && BYTES.length,
    'a digest': async () => (await crypto.subtle.digest('SHA-256', BYTES)) && BYTES.length,
    'what is compressed': async () =>
      (await promisify(gunzip)(await promisify(gzip)(BYTES))).length,
    'a request that is answered': async () => (await (await fetch(url)).text()).length,
    'a request with a body': async () => {
      await fetch(url, { method: 'POST', body: BYTES })
      return BYTES.length
    },
    'a form with a file': async () => {
      const form = new FormData()
      form.set('media', await openAsBlob(file))
      await fetch(url, { method: 'POST', body: form })
      return BYTES.length
    },
    'requests on one connection': async () => {
      for (let i = 0; i < 5; i += 1) await (await fetch(url)).text()
      return BYTES.length
    },
    'a request of node:http': () =>
      new Promise((resolve) => {
        get(url, async (res) => resolve((await res.toArray()).join('').length))
      }),
    'a request that is refused': async () => {
      await fetch('http://127.0.0.1:9/').catch(() => {})
      return BYTES.length
    },
    'a moment of the machine': async () => {
      for (let i = 0; i < 5; i += 1) await pause(10)
      return BYTES.length
    },
  }
  for (const [what, real] of Object.entries(AT_ONCE)) {
    it(`stands still for ${what}`, async () => {
      serve = async (req, res) => {
        req.resume().on('end', () => res.end(BYTES))
      }
      work = real
      await repliesAfter(0, String(BYTES.length))
    })
  }

  it('stands still for it between two waits by the clock', async () => {
    serve = (_req, res) => void res.end('served')
    work = async () => {
      await clock.wait(1000)
      await readFile(file)
      await clock.wait(500)
      return (await fetch(url)).text()
    }
    await repliesAfter(1500, 'served')
  })

  it('stands still for it when a test advances', async () => {
    const sizes: number[] = []
    clock.setTimeout(async () => sizes.push((await readFile(file)).length), 100)
    clock.setTimeout(() => sizes.push(0), 101)
    await clock.advance(1000)
    expect(sizes).to.deep.equal([BYTES.length, 0])
  })

  it('stands still for a push over a socket, and passes while the bot waits', async () => {
    await wechat.close()
    await start('http')
    work = async () => {
      await readFile(file)
      await clock.wait(4000)
      return 'done'
    }
    await repliesAfter(4000, 'done')
  })

  describe('of a server in the same process', () => {
    it('passes while that waits by the same clock', async () => {
      serve = async (_req, res) => {
        await clock.wait(3000)
        res.end('served')
      }
      work = async () => (await fetch(url)).text()
      await repliesAfter(3000, 'served')
    })

    it('passes while that waits with the second half of its answer', async () => {
      serve = async (_req, res) => {
        for (const half of ['ser', 'ved']) {
          res.write(half)
          await clock.wait(1000)
        }
        res.end()
      }
      work = async () => (await fetch(url)).text()
      await repliesAfter(2000, 'served')
    })

    it('stands still while that waits a moment of the machine', async () => {
      serve = async (_req, res) => {
        await pause(20)
        res.end('served')
      }
      work = async () => (await fetch(url)).text()
      await repliesAfter(0, 'served')
    })

    it('passes when that never answers', async () => {
      serve = () => {}
      work = async () => {
        const signal = new AbortController()
        clock.setTimeout(() => signal.abort(), 2000)
        return fetch(url, { signal: signal.signal }).catch(() => 'given up')
      }
      await repliesAfter(2000, 'given up')
    })

    it('passes when its answer is not read', async () => {
      serve = (_req, res) => void res.end(Buffer.concat(Array(20).fill(BYTES)))
      work = async () => {
        const { status } = await fetch(url)
        await clock.wait(1000)
        return status
      }
      await repliesAfter(1000, '200')
    })

    it('passes beside a connection that nobody uses', async () => {
      const greeter = createTcpServer((socket) => socket.write('hello'))
      await new Promise<void>((resolve) => greeter.listen(0, '127.0.0.1', resolve))
      const idle = connect((greeter.address() as AddressInfo).port, '127.0.0.1')
      work = async () => {
        await clock.wait(1000)
        return idle.read()
      }
      await repliesAfter(1000, 'hello')
      idle.destroy()
      await new Promise((resolve) => greeter.close(resolve))
    })
  })

  describe('of a server that is elsewhere', () => {
    let worker: Worker
    let port: number

    /** Answers in two pieces, each after some time of the machine; echoes what comes by plain TCP. */
    const ELSEWHERE = `
      const { parentPort } = require('node:worker_threads')
      const http = require('node:http').createServer((req, res) => {
        setTimeout(() => res.write('ser'), 30)
        setTimeout(() => res.end('ved'), 60)
      })
      const echo = require('node:net').createServer((socket) => {
        socket.on('data', (data) => setTimeout(() => socket.write(data), 30))
      })
      http.listen(0, '127.0.0.1', () => echo.listen(0, '127.0.0.1', () => {
        parentPort.postMessage([http.address().port, echo.address().port])
      }))`
    let echoPort: number

    before(async () => {
      worker = new Worker(ELSEWHERE, { eval: true })
      ;[port, echoPort] = await new Promise<[number, number]>((resolve) => {
        worker.once('message', resolve)
      })
    })
    after(() => worker.terminate())

    it('stands still until the answer has come to its end', async () => {
      work = async () => (await fetch(`http://127.0.0.1:${port}/`)).text()
      await repliesAfter(0, 'served')
      await repliesAfter(0, 'served')
    })

    it('stands still until node:http has it', async () => {
      work = () =>
        new Promise((resolve) => {
          get({ port, host: '127.0.0.1' }, async (res) => resolve((await res.toArray()).join('')))
        })
      await repliesAfter(0, 'served')
    })

    it('stands still for what was asked on a connection that stays', async () => {
      const socket = connect(echoPort, '127.0.0.1')
      const ask = (what: string) =>
        new Promise<string>((resolve) => {
          socket.once('data', (data) => resolve(String(data)))
          socket.write(what)
        })
      work = async () => {
        const first = await ask('a')
        await clock.wait(1000)
        return first + (await ask('b'))
      }
      await repliesAfter(1000, 'ab')
      await repliesAfter(1000, 'ab')
      socket.destroy()
    })
  })

  describe('timers of the machine', () => {
    it('are waited for a second in all, by their own count, and then named', async () => {
      let ticks = 0
      let isOver = false
      work = async () => {
        for (; !isOver; ticks += 1) await pause(250)
        return 'done'
      }
      const exchange = wechat.user('oA').says('go')
      const failure = await exchange.shouldReply('done').catch((error: Error) => error.message)
      isOver = true
      expect(ticks).to.be.at.least(4)
      expect((await exchange.attempts()).at(-1)?.at).to.equal(10_000)
      expect(failure).to.contain('setTimeout of 250 ms, set at ').and.contain('machine.spec.ts:')
    })

    it('are not waited for when nothing waits for them', async () => {
      const timers = [setInterval(() => {}, 5), setTimeout(() => {}, 500).unref()]
      work = async () => {
        await clock.wait(2000)
        return 'done'
      }
      await repliesAfter(2000, 'done')
      for (const timer of timers) clearTimeout(timer)
    })
  })
})
