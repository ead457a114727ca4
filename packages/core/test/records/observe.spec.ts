import { createServer } from 'node:http'
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import Koa from 'koa'
import { type Bot, type BotOptions, createBot } from '#src/bot.js'
import { pipeline } from '#src/pipeline/index.js'
import type { ObservedRecord } from '#src/records/observe.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import { LEASE_MS } from '#src/turn/turn.js'
import { ACCOUNT, createSpecClock, signedQuery, T0, TOKEN, textXml, USER } from '../fixtures.ts'
import { closeServers, listen, push } from '../http-client.ts'
import { attemptAt, createParts } from '../parts.ts'
import { linesWith, recordingLogger } from '../recording-logger.ts'
import { settled } from '../settled.ts'

const KEY = `name:main|${ACCOUNT}|${USER}|23000000000000001`
/** What every record says of the message of this spec. */
const about = (attempt = 1) => ({ bot: 'main', key: KEY, kind: 'text', attempt })

describe('the records of a message', () => {
  let clock: ManualClock
  let store: Store
  let records: ObservedRecord[]

  const newBot = (options: Partial<BotOptions> = {}): Bot =>
    createBot({
      token: TOKEN,
      clock,
      store,
      logger: recordingLogger(),
      observe: (record) => records.push(record),
      ...options,
    })
  const serve = (bot: Bot) => listen(createServer(bot.callback()))
  const ofType = (type: ObservedRecord['type']) => records.filter((it) => it.type === type)

  beforeEach(() => {
    clock = createSpecClock()
    store = createMemoryStore({ clock })
    records = []
  })
  afterEach(closeServers)

  it('are one for each stage, with all of its fields', async () => {
    const bot = newBot()
    bot.on('text', () => 'hi')
    const { body } = await push(await serve(bot), textXml())
    expect(body).to.contain('<![CDATA[hi]]>')
    expect(records).to.deep.equal([
      { type: 'attempt', ...about(), xml: textXml() },
      { type: 'claimed', ...about(), state: 'run' },
      { type: 'chain', ...about(), plugin: 'main', ms: 0, reply: 'text' },
      { type: 'response', ...about(), ms: 0, reply: 'text', body },
    ])
  })

  it('name no plugin when no handler answers', async () => {
    await push(await serve(newBot()), textXml())
    expect(records.slice(2)).to.deep.equal([
      { type: 'chain', ...about(), plugin: undefined, ms: 0, reply: 'none' },
      { type: 'response', ...about(), ms: 0, reply: 'none', body: 'success' },
    ])
  })

  it('have the error of a handler, and the name of its owner', async () => {
    const error = new Error('no luck')
    const bot = newBot({ errorText: 'sorry' })
    bot.on('text', () => Promise.reject(error))
    await push(await serve(bot), textXml())
    expect(ofType('chain')).to.deep.equal([
      { type: 'chain', ...about(), plugin: 'main', ms: 0, reply: 'text', error },
    ])
  })

  it('tell of each handler and middleware that was asked, in development only', async () => {
    const bot = newBot({ development: true })
    bot.use((_ctx, next) => next())
    bot.on('text', () => undefined)
    bot.on('*', () => 'hi')
    await push(await serve(bot), textXml())
    const asked = { type: 'handler', ...about(), plugin: 'main', ms: 0 }
    expect(ofType('handler')).to.deep.equal([
      { ...asked, filter: 'text', outcome: 'passed' },
      { ...asked, filter: '*', outcome: 'answered' },
      { ...asked, filter: undefined, outcome: 'passed' },
    ])
  })

  it('tell when each of them is called, before it ends', async () => {
    const bot = newBot({ development: true })
    bot.use((_ctx, next) => next())
    bot.on('text', () => 'hi')
    await push(await serve(bot), textXml())
    const order = records.flatMap((it) =>
      it.type === 'asked' || it.type === 'handler'
        ? [`${it.type} ${it.filter ?? 'middleware'}`]
        : [],
    )
    expect(order).to.deep.equal([
      'asked middleware',
      'asked text',
      'handler text',
      'handler middleware',
    ])
  })

  it('tell that a message waits for the one before, and then of its handler', async () => {
    const bot = newBot({ development: true, overlap: 'queue' })
    let finish = (_reply: string) => {}
    bot.on('text', () => new Promise<string>((resolve) => (finish = resolve)))
    const url = await serve(bot)
    const xml = textXml({ MsgId: '23000000000000002' })
    const second = { ...about(), key: KEY.replace(/1$/, '2') }
    const answers = [push(url, textXml())]
    await settled()
    answers.push(push(url, xml))
    await settled()
    expect(records.slice(3)).to.deep.equal([
      { type: 'attempt', ...second, xml },
      { type: 'claimed', ...second, state: 'run' },
      { type: 'queued', ...second },
    ])
    finish('one')
    await settled()
    finish('two')
    await Promise.all(answers)
    const asked = { type: 'asked', plugin: 'main', filter: 'text' }
    expect(ofType('asked')).to.deep.equal([
      { ...asked, ...about() },
      { ...asked, ...second },
    ])
  })

  it('name the strategy that took over at the deadline, and the owner of the slow handler', async () => {
    const bot = newBot({ late: ['drop'] })
    bot.on('text', () => new Promise(() => {}))
    const answered = push(await serve(bot), textXml())
    await clock.advance(4500)
    await answered
    expect(records.slice(2)).to.deep.equal([
      { type: 'late', ...about(), strategy: 'drop', plugin: 'main', response: 'none' },
      { type: 'response', ...about(), ms: 4500, reply: 'none', body: 'success' },
    ])
    await bot.close()
  })

  it('have the number of each attempt, and whether it ran, joined or came when all was done', async () => {
    const bot = newBot()
    let finish = (_reply: string) => {}
    bot.on('text', () => new Promise<string>((resolve) => (finish = resolve)))
    const url = await serve(bot)
    const answers = [push(url, textXml())]
    await settled()
    answers.push(push(url, textXml()))
    await settled()
    finish('hi')
    await Promise.all(answers)
    await push(url, textXml())
    expect(ofType('claimed')).to.deep.equal([
      { type: 'claimed', ...about(1), state: 'run' },
      { type: 'claimed', ...about(2), state: 'joined' },
      { type: 'claimed', ...about(3), state: 'done' },
    ])
    expect(ofType('response')).to.have.length(3)
  })

  describe('that another process had first', () => {
    // It has the first attempt, and is not heard of again.
    beforeEach(() => attemptAt(createParts({ clock, store })))

    it('say that it is waited for, and that it is taken over', async () => {
      const bot = newBot()
      bot.on('text', () => 'hi')
      const answered = push(await serve(bot), textXml())
      await clock.advance(LEASE_MS)
      const { body } = await answered
      expect(records).to.deep.equal([
        { type: 'attempt', ...about(2), xml: textXml() },
        { type: 'claimed', ...about(2), state: 'wait' },
        { type: 'claimed', ...about(2), state: 'taken-over' },
        { type: 'chain', ...about(2), plugin: 'main', ms: 0, reply: 'text' },
        { type: 'response', ...about(2), ms: LEASE_MS, reply: 'text', body },
      ])
    })

    it('say at once that it is taken over when the lease has ended', async () => {
      await clock.advance(LEASE_MS)
      const bot = newBot()
      bot.on('text', () => 'hi')
      await push(await serve(bot), textXml())
      expect(ofType('claimed')).to.deep.equal([
        { type: 'claimed', ...about(2), state: 'taken-over' },
      ])
    })
  })

  it('say that the message was shed', async () => {
    const bot = newBot({ errorText: 'busy' })
    const koa = new Koa()
    for (const stage of pipeline(bot, { takePlace: () => false })) koa.use(stage)
    const { body } = await push(await listen(koa.callback()), textXml())
    expect(records).to.deep.equal([
      { type: 'attempt', ...about(), xml: textXml() },
      { type: 'claimed', ...about(), state: 'shed' },
      { type: 'response', ...about(), ms: 0, reply: 'text', body },
    ])
  })

  it('say that the Store failed', async () => {
    const down = () => Promise.reject(new Error('down'))
    await push(
      await serve(newBot({ store: { ...store, turns: { ...store.turns, claim: down } } })),
      textXml(),
    )
    expect(ofType('claimed')).to.deep.equal([{ type: 'claimed', ...about(), state: 'degraded' }])
  })
})

describe('the record of a push that is refused', () => {
  it('has the code, and for a stale push the seconds since it was signed', async () => {
    const records: ObservedRecord[] = []
    const log = recordingLogger()
    const bot = createBot({
      token: TOKEN,
      clock: createSpecClock(),
      logger: log,
      observe: (record) => records.push(record),
    })
    const url = await listen(createServer(bot.callback()))
    await push(url, textXml(), { query: {} })
    await push(url, textXml(), { query: signedQuery({ timestamp: T0 / 1000 - 400 }) })
    await push(url, textXml(), { query: signedQuery({ timestamp: T0 / 1000 + 301 }) })
    await closeServers()
    const refused = { type: 'refused', bot: 'main' }
    expect(records).to.deep.equal([
      { ...refused, code: 'BAD_SIGNATURE' },
      { ...refused, code: 'STALE_PUSH', skewSeconds: 400 },
      { ...refused, code: 'STALE_PUSH', skewSeconds: -301 },
    ])
    expect(linesWith(log, /^push refused/)).to.have.length(2)
  })
})
