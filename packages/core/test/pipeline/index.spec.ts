import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import Koa from 'koa'
import { createApp } from '#src/app.js'
import { type Bot, type BotOptions, createBot } from '#src/bot.js'
import { createServer } from '#src/http/server.js'
import { pipeline, STAGES } from '#src/pipeline/index.js'
import type { ObservedRecord } from '#src/records/observe.js'
import { parseXml } from '#src/xml/codec.js'
import {
  ACCOUNT,
  createSpecClock,
  eventXml,
  signedQuery,
  TOKEN,
  textXml,
  USER,
} from '../fixtures.ts'
import { call, closeServers, listen, push, withQuery } from '../http-client.ts'
import { linesWith, recordingLogger } from '../recording-logger.ts'
import { settled } from '../settled.ts'

describe('pipeline', () => {
  let clock: ManualClock
  let logger: ReturnType<typeof recordingLogger>
  let records: ObservedRecord[]
  let bot: Bot

  const newBot = (options: Partial<BotOptions> = {}): Bot => {
    return createBot({ token: TOKEN, clock, logger, observe: (it) => records.push(it), ...options })
  }
  const serve = async (): Promise<string> => {
    const app = createApp({ bots: [bot], logger })
    return `${await listen(createServer(app))}/wechat`
  }

  beforeEach(() => {
    clock = createSpecClock()
    logger = recordingLogger()
    records = []
    bot = newBot()
  })
  afterEach(closeServers)

  describe('a push', () => {
    it('is answered in the same response, with sender and receiver exchanged', async () => {
      bot.on('text', ({ message }) => `you said ${message.Content}`)
      const answer = await push(await serve(), textXml({ Content: '天气 <北京>' }))
      expect(answer.status).to.equal(200)
      expect(answer.headers['content-type']).to.match(/^application\/xml/)
      expect({ ...parseXml(answer.body) }).to.deep.equal({
        ToUserName: USER,
        FromUserName: ACCOUNT,
        CreateTime: '1700000000',
        MsgType: 'text',
        Content: 'you said 天气 <北京>',
      })
    })

    it('is answered success as bare text when no handler wants it', async () => {
      const answer = await push(await serve(), textXml())
      expect(answer).to.include({ status: 200, body: 'success' })
      expect(answer.headers['content-type']).to.match(/^text\/plain/)
    })

    it('of an unknown type or event is answered success', async () => {
      const url = await serve()
      const types = [textXml({ MsgType: 'hologram' }), eventXml('TELEPATHY')]
      for (const xml of types) {
        expect(await push(url, xml)).to.include({ status: 200, body: 'success' })
      }
    })

    it('leaves records of what happened, in order', async () => {
      bot.on('text', () => 'hi')
      await push(await serve(), textXml())
      expect(records.map(({ type }) => type)).to.deep.equal([
        'attempt',
        'claimed',
        'chain',
        'response',
      ])
      expect(records[1]).to.include({ bot: 'main', kind: 'text', attempt: 1, state: 'run' })
      expect(records[2]).to.include({ plugin: 'main' })
      expect(records[3]).to.include({ reply: 'text', ms: 0 })
    })
  })

  describe('a message that comes again', () => {
    it('gets the same reply and runs its handler once', async () => {
      let runs = 0
      bot.on('text', () => {
        runs += 1
        return `run ${runs}`
      })
      const url = await serve()
      const contents = []
      for (let i = 0; i < 3; i += 1) {
        contents.push(parseXml((await push(url, textXml())).body).Content)
      }
      expect(contents).to.deep.equal(['run 1', 'run 1', 'run 1'])
    })

    it('is recognised when WeChat does not sign anew', async () => {
      let runs = 0
      bot.on('text', () => `run ${++runs}`)
      const url = await serve()
      const query = signedQuery()
      const first = await push(url, textXml(), { query })
      const second = await push(url, textXml(), { query })
      expect(second.body).to.equal(first.body)
      expect(first.body).to.contain('run 1')
    })

    it('joins the handler that still runs', async () => {
      let finish = (_reply: string) => {}
      let runs = 0
      bot.on('text', () => {
        runs += 1
        return new Promise<string>((resolve) => {
          finish = resolve
        })
      })
      const url = await serve()
      const answers = [push(url, textXml()), push(url, textXml())]
      await settled()
      finish('slow')
      for (const { body } of await Promise.all(answers)) expect(body).to.contain('slow')
      expect(runs).to.equal(1)
      const states = records.flatMap((it) => (it.type === 'claimed' ? [it.state] : []))
      expect(states).to.deep.equal(['run', 'joined'])
    })
  })

  it('refuses one signature with two messages, and says how a tool avoids it', async () => {
    const url = await serve()
    const query = signedQuery()
    expect((await push(url, textXml(), { query })).status).to.equal(200)
    const other = await push(url, textXml({ MsgId: '23000000000000002' }), { query })
    expect(other).to.include({ status: 403, body: '' })
    expect(linesWith(logger, /bindSignatures: false/)).to.have.length(1)
    expect(records.at(-1)).to.deep.equal({
      type: 'refused',
      bot: 'main',
      code: 'REPLAYED_SIGNATURE',
    })
  })

  it('lets one signature bring two messages with bindSignatures: false', async () => {
    bot = newBot({ bindSignatures: false })
    bot.on('text', ({ message }) => message.Content)
    const url = await serve()
    const query = signedQuery()
    await push(url, textXml(), { query })
    const other = await push(url, textXml({ MsgId: '2', Content: 'two' }), { query })
    expect(other.status).to.equal(200)
    expect(other.body).to.contain('two')
  })

  describe('a handshake', () => {
    it('is answered with its echostr as plain text that no browser sniffs', async () => {
      const url = withQuery(await serve(), { ...signedQuery(), echostr: '4375120948345356249' })
      const answer = await call(url)
      expect(answer).to.include({ status: 200, body: '4375120948345356249' })
      expect(answer.headers['content-type']).to.match(/^text\/plain/)
      expect(answer.headers['x-content-type-options']).to.equal('nosniff')
    })

    it('is refused with a bare 400 when its echostr could be markup', async () => {
      const url = await serve()
      for (const echostr of ['<b>', '', 'a b', 'x'.repeat(513)]) {
        const answer = await call(withQuery(url, { ...signedQuery(), echostr }))
        expect(answer, echostr).to.include({ status: 400, body: '' })
      }
    })

    it('does not take the signature of a message', async () => {
      const url = await serve()
      const query = signedQuery()
      await push(url, textXml(), { query })
      expect((await call(withQuery(url, { ...query, echostr: '1' }))).status).to.equal(403)
    })
  })

  describe("a hosting probe's POST", () => {
    const probe = '<xml><action>CheckContainerPath</action></xml>'

    it('is answered success and reaches no handler', async () => {
      bot.on('*', () => 'hi')
      const answer = await push(await serve(), probe)
      expect(answer).to.include({ status: 200, body: 'success' })
    })

    it('is refused without a signature, and with the signature of a message', async () => {
      const url = await serve()
      const query = signedQuery()
      await push(url, textXml(), { query })
      expect((await push(url, probe, { query: {} })).status).to.equal(403)
      expect((await push(url, probe, { query })).status).to.equal(403)
    })
  })

  it('has five stages with the names that the documentation gives them', () => {
    expect(pipeline(bot).map(({ name }) => name)).to.deep.equal([...STAGES])
    expect([...STAGES]).to.deep.equal(['verify', 'parse', 'dedupe', 'handle', 'serialize'])
  })

  it('says which stages are missing', async () => {
    const [verify, , dedupe] = pipeline(bot)
    const koa = new Koa().use(verify as Koa.Middleware).use(dedupe as Koa.Middleware)
    await push(await listen(koa.callback()), textXml())
    const [line] = linesWith(logger, 'push failed')
    expect((line?.fields.err as Error | undefined)?.message).to.contain(
      'mount all five stages in order',
    )
  })

  it('says so when it is mounted twice on one request', async () => {
    const koa = new Koa().use(pipeline(bot)[0] as Koa.Middleware).use(bot.middleware())
    const answer = await push(await listen(koa.callback()), textXml())
    expect(answer.body).to.equal('')
    const [line] = linesWith(logger, 'push failed')
    expect(line?.fields.err).to.include({ code: 'MOUNTED_TWICE' })
  })
})
