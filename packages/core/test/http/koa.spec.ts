import { createServer as createHttpServer, request } from 'node:http'
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import Koa from 'koa'
import { stagesOf } from '#src/pipeline/index.js'
import { signedQuery, textXml } from '../fixtures.ts'
import { call, closeServers, type HttpAnswer, listen, push, withQuery } from '../http-client.ts'
import { createParts, withServices } from '../parts.ts'
import { linesWith, type RecordingLogger } from '../recording-logger.ts'
import { createServing, type Serving } from './serving.ts'

describe('HTTP', () => {
  let clock: ManualClock
  let logger: RecordingLogger
  let newBot: Serving['newBot']
  let serve: Serving['serve']

  beforeEach(() => {
    ;({ clock, logger, newBot, serve } = createServing())
  })
  afterEach(closeServers)

  describe('a refusal', () => {
    const refusals: Record<string, (url: string) => Promise<HttpAnswer>> = {
      '403 a push without a signature': (url) => push(url, textXml(), { query: {} }),
      '403 a push signed with another token': (url) => {
        return push(url, textXml(), { query: signedQuery({ token: 'another' }) })
      },
      '403 a repeated parameter': (url) => {
        const query = signedQuery()
        return call(`${withQuery(url, query)}&nonce=${query.nonce}`, {
          method: 'POST',
          body: textXml(),
        })
      },
      '400 a truncated document': (url) => push(url, textXml().slice(0, -3)),
      '400 no document at all': (url) => push(url, ''),
      '400 JSON': (url) => push(url, '{"MsgType":"text"}'),
      '400 a message without a sender': (url) => push(url, '<xml><MsgType>text</MsgType></xml>'),
      '405 a PUT': (url) => call(withQuery(url, signedQuery()), { method: 'PUT' }),
      '405 a HEAD': (url) => call(withQuery(url, signedQuery()), { method: 'HEAD' }),
      '413 a body above 64 kB': (url) => push(url, textXml({ Content: 'x'.repeat(64 * 1024) })),
      '413 a body above 64 kB that comes in chunks': (url) => {
        return push(url, textXml({ Content: 'x'.repeat(64 * 1024) }), {
          headers: { 'Transfer-Encoding': 'chunked' },
        })
      },
      '415 a compressed body': (url) => {
        return push(url, textXml(), { headers: { 'Content-Encoding': 'gzip' } })
      },
    }
    for (const [name, send] of Object.entries(refusals)) {
      it(`of ${name.slice(4)} is a bare ${name.slice(0, 3)}`, async () => {
        const answer = await send(await serve(newBot()))
        expect(answer).to.include({ status: Number(name.slice(0, 3)), body: '' })
      })
    }

    it('names the methods that are allowed', async () => {
      const answer = await call(await serve(newBot()), { method: 'DELETE' })
      expect(answer.headers.allow).to.equal('GET, POST')
    })

    it('of bytes that are no UTF-8 is a bare 400', async () => {
      const body = Buffer.concat([Buffer.from('<xml><a>'), Buffer.from([0xff, 0xfe])])
      const url = withQuery(await serve(newBot()), signedQuery())
      expect(await call(url, { method: 'POST', body })).to.include({ status: 400, body: '' })
    })

    it('comes before the body of an unsigned push has been read', async () => {
      const url = await serve(newBot())
      const answer = await new Promise<number | undefined>((resolve, reject) => {
        // The body never comes; an answer shows that nobody waited for it.
        const outgoing = request(url, { method: 'POST', headers: { 'Content-Length': 1000 } })
        outgoing.on('response', (incoming) => {
          resolve(incoming.statusCode)
          outgoing.destroy()
        })
        outgoing.on('error', reject)
        outgoing.flushHeaders()
      })
      expect(answer).to.equal(403)
    })

    it('closes the connection when the rest of the body is beyond the limit', async () => {
      // Without an app around it, which would do the same.
      const url = await listen(createHttpServer(newBot().callback()))
      const connection = async (headers: Record<string, string>) => {
        const kept = { Connection: 'keep-alive', ...headers }
        const answer = await call(url, { method: 'POST', headers: kept, body: 'x' })
        expect(answer.status).to.equal(403)
        return answer.headers.connection
      }
      expect(await connection({ 'Content-Length': String(64 * 1024) })).to.equal('keep-alive')
      expect(await connection({ 'Content-Length': String(64 * 1024 + 1) })).to.equal('close')
      expect(await connection({ 'Transfer-Encoding': 'chunked' })).to.equal('close')
    })

    it('is logged once a minute and code, with the number of those that were not', async () => {
      const url = await serve(newBot())
      for (let i = 0; i < 3; i += 1) await push(url, textXml(), { query: {} })
      expect(linesWith(logger, /^push refused/)).to.have.length(1)
      await clock.advance(60_000)
      await push(url, textXml(), { query: {} })
      expect(linesWith(logger, /^push refused/)[1]?.fields).to.include({ suppressed: 2 })
    })
  })

  it('serves plain node:http with bot.callback()', async () => {
    const url = await listen(createHttpServer(newBot().callback()))
    expect((await push(url, textXml())).body).to.contain('you said hello')
    expect((await call(url)).status).to.equal(403)
  })

  it('refuses a target that is no URL, without a stack in the log', async () => {
    const { hostname, port } = new URL(await listen(createHttpServer(newBot().callback())))
    for (const path of ['http://[/?signature=1', '//[?#']) {
      const status = await new Promise((resolve, reject) => {
        const asked = request({ hostname, port, path }, (res) => resolve(res.resume().statusCode))
        asked.on('error', reject).end()
      })
      expect(status, path).to.equal(403)
    }
    expect(linesWith(logger, 'push failed')).to.deep.equal([])
  })

  describe('allowFrom', () => {
    it('refuses the address of the socket, whatever the headers say', async () => {
      const url = await serve(newBot({ allowFrom: ['101.226.103.0/25'] }))
      const headers = { 'X-Forwarded-For': '101.226.103.1' }
      expect((await push(url, textXml(), { headers })).status).to.equal(403)
      const local = await serve(newBot({ allowFrom: ['127.0.0.1'] }))
      expect((await push(local, textXml())).status).to.equal(200)
    })

    describe('behind a trusted proxy', () => {
      let url: string

      beforeEach(async () => {
        const bot = newBot({ allowFrom: ['101.226.103.0/25'] })
        url = await serve(bot, ['127.0.0.1', '10.0.0.0/8'])
      })

      const statusOf = async (forwarded?: string | string[]) => {
        const headers = forwarded === undefined ? {} : { 'X-Forwarded-For': forwarded }
        return (await push(url, textXml(), { headers })).status
      }

      it('believes the first address from the right that is no proxy', async () => {
        expect(await statusOf('101.226.103.1, 10.0.0.7')).to.equal(200)
        expect(await statusOf('"101.226.103.1:5000", 10.0.0.7:80')).to.equal(200)
        expect(await statusOf('101.226.103.1, 9.9.9.9')).to.equal(403)
      })

      it('reads several headers as one', async () => {
        expect(await statusOf(['9.9.9.9', '101.226.103.1', '10.0.0.7'])).to.equal(200)
        expect(await statusOf(['101.226.103.1', '9.9.9.9'])).to.equal(403)
      })

      it('refuses what is no address there, and logs what came', async () => {
        for (const hop of ['unknown', '_hidden', '9.9.9.9:x', '', '10.0.0.8']) {
          const before = hop === '10.0.0.8' ? '10.0.0.9' : '101.226.103.1'
          expect(await statusOf(`${before}, ${hop}, 10.0.0.7`), hop).to.equal(403)
        }
        const [line] = linesWith(logger, /^push refused/)
        expect(line?.text).to.contain('the address "unknown" is not in allowFrom')
      })

      it('takes a proxy that forwards for nobody for the sender', async () => {
        expect(await statusOf()).to.equal(403)
        const bot = newBot({ allowFrom: ['127.0.0.1'] })
        url = await serve(bot, ['127.0.0.1'])
        expect(await statusOf()).to.equal(200)
      })
    })
  })

  it('closes a connection that is left unanswered 6 s after the head', async () => {
    const parts = createParts({ clock, log: logger })
    parts.on('text', () => new Promise(() => {}))
    const hold = { name: 'hold', answer: async () => 'unanswered' as const }
    const koa = new Koa()
    for (const stage of stagesOf(withServices(parts, { strategies: [hold] }))) koa.use(stage)
    const ends: string[] = []
    void push(await listen(koa.callback()), textXml()).then(
      () => ends.push('answered'),
      () => ends.push('closed'),
    )
    await clock.advance(5999)
    expect(ends).to.deep.equal([])
    await clock.advance(1)
    expect(ends).to.deep.equal(['closed'])
  })
})
