/** Requests of a handler to a server that is elsewhere (another thread), under a manual clock. */
import { get } from 'node:http'
import { connect } from 'node:net'
import { Worker } from 'node:worker_threads'
import { connectSecurely, KEY, MUCH, PSK, startWorking, type Working } from './working.ts'

/** Answers in two pieces, each after some time of the machine, or with much; echoes, by TLS too. */
const ELSEWHERE = `
  const { parentPort } = require('node:worker_threads')
  const http = require('node:http').createServer((req, res) => {
    if (req.url === '/much') return res.end(Buffer.alloc(${MUCH.length}))
    setTimeout(() => res.write('ser'), 30)
    setTimeout(() => res.end('ved'), 60)
  })
  const answer = (socket) => {
    socket.on('data', (data) => setTimeout(() => socket.write(data), 30))
    socket.on('error', () => {})
  }
  const echo = require('node:net').createServer(answer)
  const pskCallback = () => Buffer.from('${KEY}')
  const secure = require('node:tls').createServer({ ...${JSON.stringify(PSK)}, pskCallback }, answer)
  const listen = (server) => new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server.address().port))
  })
  Promise.all([http, echo, secure].map(listen)).then(([http, echo, secure]) => {
    parentPort.postMessage({ http, echo, secure })
  })`

describe('a manual clock, while a server is asked that is elsewhere', () => {
  let bot: Working
  let worker: Worker
  let ports: { readonly http: number; readonly echo: number; readonly secure: number }

  before(async () => {
    worker = new Worker(ELSEWHERE, { eval: true })
    ports = await new Promise((resolve) => worker.once('message', resolve))
  })
  after(() => worker.terminate())

  beforeEach(async () => {
    bot = await startWorking()
  })
  afterEach(() => bot.close())

  it('stands still until the answer has come to its end', async () => {
    for (let i = 0; i < 2; i += 1) {
      await bot.repliesAfter(0, 'served', async () => {
        return (await fetch(`http://127.0.0.1:${ports.http}/`)).text()
      })
    }
  })

  it('stands still until node:http has it', async () => {
    await bot.repliesAfter(
      0,
      'served',
      () =>
        new Promise((resolve) => {
          get({ port: ports.http, host: '127.0.0.1' }, async (res) => {
            resolve((await res.toArray()).join(''))
          })
        }),
    )
  })

  it('passes when the answer is not read', async () => {
    await bot.repliesAfter(1000, '200', async () => {
      const response = await fetch(`http://127.0.0.1:${ports.http}/much`)
      await bot.clock.wait(1000)
      return response.status
    })
  })

  for (const [how, open] of [
    ['a connection that stays', () => connect(ports.echo, '127.0.0.1')],
    ['one by TLS', () => connectSecurely(ports.secure)],
  ] as const) {
    it(`stands still for what was asked on ${how}`, async () => {
      const socket = open()
      const ask = (what: string) =>
        new Promise<string>((resolve) => {
          socket.once('data', (data) => resolve(String(data)))
          socket.write(what)
        })
      for (let i = 0; i < 2; i += 1) {
        await bot.repliesAfter(1000, 'ab', async () => {
          const first = await ask('a')
          await bot.clock.wait(1000)
          return first + (await ask('b'))
        })
      }
      socket.destroy()
    })
  }
})
