import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { connect } from 'node:net'
import { expect } from 'chai'
import Koa from 'koa'
import { createServer } from '#src/http/server.js'
import { call, closeServers, listen } from '../http-client.ts'

/** The one that Koa has. */
const onFinished = createRequire(import.meta.resolve('koa'))('on-finished') as (
  response: ServerResponse,
  listener: (error: Error | null | undefined, response: ServerResponse) => void,
) => void

describe('the end of a response', () => {
  let app: Koa
  let url: string
  let goOn: () => void
  /** Resolves to the response when a request has come. */
  let asked: Promise<ServerResponse>
  const told: string[] = []

  beforeEach(async () => {
    told.length = 0
    const gate = new Promise<void>((resolve) => {
      goOn = resolve
    })
    app = new Koa()
    app.silent = true
    asked = new Promise((resolve) => {
      app.use(async (http) => {
        for (const name of ['one', 'two', 'three']) {
          onFinished(http.res, (error) => told.push(error ? `${name} ${error.message}` : name))
        }
        resolve(http.res)
        await gate
        http.body = 'answer'
      })
    })
    url = await listen(createServer(app))
  })
  afterEach(closeServers)

  /** Resolves when the response of a call has ended. */
  const answered = async () => {
    const called = call(url)
    const response = await asked
    expect(told).to.deep.equal([])
    const closed = once(response, 'close')
    goOn()
    expect((await called).body).to.equal('answer')
    await closed
    return response
  }

  it('is told to all who ask on-finished for it, once', async () => {
    await answered()
    expect(told).to.deep.equal(['one', 'two', 'three'])
  })

  it('is told with the error of its connection, also to Koa', async () => {
    const errors: string[] = []
    app.on('error', (error: Error) => errors.push(error.message))
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    const closed = once(await asked, 'close')
    socket.resetAndDestroy()
    await closed
    expect(told).to.deep.equal(['one', 'two', 'three'].map((name) => `${name} read ECONNRESET`))
    expect(errors).to.deep.equal(['read ECONNRESET'])
  })

  it('is told at once to who asks after it', async () => {
    const response = await answered()
    await new Promise<void>((resolve) => onFinished(response, () => resolve()))
  })

  it('needs no listener of on-finished', async () => {
    const called = call(url)
    const response = await asked
    expect(response.listenerCount('end')).to.equal(0)
    goOn()
    await called
  })
})
