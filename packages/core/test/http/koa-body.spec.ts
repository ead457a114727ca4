/** The body of a push: how long it may be, how long it may take, and who may have read it before. */
import { once } from 'node:events'
import { request } from 'node:http'
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import Koa from 'koa'
import { signedQuery, textXml } from '../fixtures.ts'
import { closeServers, listen, push, withQuery } from '../http-client.ts'
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

  describe('a body', () => {
    it('of 64 kB is read', async () => {
      const xml = textXml({ Content: '' })
      const full = textXml({ Content: 'x'.repeat(64 * 1024 - xml.length) })
      expect(full).to.have.length(64 * 1024)
      expect((await push(await serve(newBot()), full)).status).to.equal(200)
    })

    it('whose peer has hung up before anybody reads it is no error of ours', async () => {
      const bot = newBot()
      const koa = new Koa()
      const refused = new Promise<number>((resolve) => {
        koa.use(async (http, next) => {
          const hungUp = once(http.req.socket, 'close')
          outgoing.destroy()
          await hungUp
          await next()
          resolve(http.status)
        })
      })
      koa.use(bot.middleware())
      const url = withQuery(await listen(koa.callback()), signedQuery())
      const outgoing = request(url, { method: 'POST' })
      outgoing.on('error', () => {})
      outgoing.end(textXml())
      expect(await refused).to.equal(400)
      expect(logger.lines.filter(({ level }) => level === 'error')).to.deep.equal([])
    })

    it('that is not complete after 4 s is refused with 408', async () => {
      const url = await serve(newBot())
      const statuses: (number | undefined)[] = []
      const outgoing = request(withQuery(url, signedQuery()), {
        method: 'POST',
        headers: { 'Content-Length': 1000 },
      })
      outgoing.on('response', (incoming) => {
        expect(incoming.headers.connection).to.equal('close')
        statuses.push(incoming.statusCode)
        incoming.resume()
      })
      outgoing.on('error', () => {})
      outgoing.write('<xml>')
      await clock.advance(3999)
      expect(statuses).to.deep.equal([])
      await clock.advance(1)
      expect(statuses).to.deep.equal([408])
      outgoing.destroy()
    })

    it('whose raw text a parser kept is used', async () => {
      const koa = new Koa()
      koa.use(async (http, next) => {
        let text = ''
        for await (const chunk of http.req) text += chunk
        Object.assign(http.request, { body: {}, rawBody: text })
        await next()
      })
      koa.use(newBot().middleware())
      const answer = await push(await listen(koa.callback()), textXml({ Content: 'kept' }))
      expect(answer.body).to.contain('you said kept')
    })

    it('whose raw text is too long is refused with 413', async () => {
      const koa = new Koa()
      koa.use(async (http, next) => {
        Object.assign(http.request, { rawBody: 'x'.repeat(64 * 1024 + 1) })
        await next()
      })
      koa.use(newBot().middleware())
      expect((await push(await listen(koa.callback()), '')).status).to.equal(413)
    })

    it('that a parser consumed without a trace is an error that says what to move', async () => {
      const koa = new Koa()
      koa.use(async (http, next) => {
        for await (const _ of http.req);
        await next()
      })
      koa.use(newBot().middleware())
      const answer = await push(await listen(koa.callback()), textXml())
      expect(answer.body).to.equal('')
      const [line] = linesWith(logger, 'push failed')
      expect(line?.fields.err).to.include({ code: 'BODY_ALREADY_READ' })
      expect((line?.fields.err as Error | undefined)?.message).to.contain('before koa-bodyparser')
    })
  })
})
