import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import type { Context } from '#src/chain/context.js'
import { handle } from '#src/pipeline/handle.js'
import type { ObservedRecord } from '#src/records/observe.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import { createSpecClock, eventXml, T0, textXml } from '../fixtures.ts'
import { attemptAt, createParts, type Parts, type PartsOptions } from '../parts.ts'
import { linesWith, recordingLogger } from '../recording-logger.ts'
import { settled } from '../settled.ts'

const NONE = { type: 'none' }

describe('handle, when things fail', () => {
  let clock: ManualClock
  let records: ObservedRecord[]
  const logger = recordingLogger()

  const newBot = (options: Partial<PartsOptions> = {}): Parts => {
    const observe = (record: ObservedRecord) => records.push(record)
    return createParts({ clock, log: logger, observe, ...options })
  }
  const attempt = async (bot: Parts, xml = textXml()) => {
    // An unanswered attempt keeps its turn undecided.
    const hold = { name: 'hold', answer: async () => 'unanswered' as const }
    const parts = { ...bot, late: [hold] }
    return handle(await attemptAt(parts, xml), parts)
  }

  beforeEach(() => {
    clock = createSpecClock()
    records = []
    logger.lines.length = 0
  })

  it('answers errorText for a handler that throws, with a record and a log line', async () => {
    const bot = newBot({ errorText: 'sorry' })
    const error = new Error('no')
    bot.on('text', () => Promise.reject(error))
    expect(await attempt(bot)).to.deep.equal({ type: 'text', content: 'sorry' })
    expect(records.at(-1)).to.include({ type: 'chain', plugin: 'main', error, ms: 0 })
    expect(linesWith(logger, 'handler failed')[0]?.fields).to.include({
      err: error,
      plugin: 'main',
      filter: 'text',
    })
  })

  it('answers none without an errorText, and for a retry the same', async () => {
    const bot = newBot()
    let runs = 0
    bot.on('text', () => {
      runs += 1
      throw new Error('no')
    })
    expect(await attempt(bot)).to.deep.equal(NONE)
    await settled()
    expect(await attempt(bot)).to.deep.equal(NONE)
    expect(runs).to.equal(1)
  })

  for (const [what, xml, limitMs, options] of [
    ['a message', textXml(), 60_000, {}],
    ['an event', eventXml('CLICK'), 60_000, {}],
    [
      'an event, with the API,',
      eventXml('CLICK'),
      50_000,
      { appId: 'wx1', appSecret: 'spec-secret', late: ['hold', 'customer-service'] as const },
    ],
  ] as const) {
    it(`gives up a handler of ${what} that runs for ${limitMs / 1000} s`, async () => {
      const bot = newBot({ errorText: 'sorry', ...options })
      let signal: AbortSignal | undefined
      bot.on('*', (ctx) => {
        signal = ctx.signal
        return new Promise(() => {})
      })
      void attempt(bot, xml)
      await clock.advance(limitMs - 1)
      expect(signal?.aborted).to.equal(false)
      expect(bot.state.turns.size).to.equal(1)
      await clock.advance(1)
      expect(signal?.aborted).to.equal(true)
      expect(bot.state.turns.size).to.equal(0)
      expect(linesWith(logger, 'handler timed out')[0]?.fields).to.include({ timeoutMs: limitMs })
      // Decided for every later attempt.
      expect(await attempt(bot, xml)).to.deep.equal({ type: 'text', content: 'sorry' })
    })
  }

  it('gives the reply when the store throws where it may answer at once', async () => {
    const store = createMemoryStore({ clock })
    const failing = (): never => {
      throw new Error('down')
    }
    const late = { ...store.late, list: failing }
    const bot = newBot({ store: { ...store, late, turns: { ...store.turns, finish: failing } } })
    bot.on('text', () => 'hi')
    expect(await attempt(bot)).to.deep.equal({ type: 'text', content: 'hi' })
    expect(logger.lines.map(({ text }) => text)).to.deep.equal([
      'message handled',
      'store failed, the replies that wait for this user stay where they are',
      'store failed, the reply is not kept: the next attempt runs the message again',
    ])
  })

  it('lets go of a turn that a middleware has kept from its handlers, and sleeps', async () => {
    const bot = newBot()
    bot.on('text', () => 'hi')
    await attemptAt(bot, textXml({ MsgId: '77' }))
    await attempt(bot)
    await clock.advance(59_000)
    expect(bot.state.turns.size).to.equal(1)
    await clock.advance(2000)
    expect(bot.state.turns.size).to.equal(0)
    expect(clock.pending).to.equal(0)
    expect(linesWith(logger, 'handler timed out')).to.deep.equal([])
  })

  it('looks after the other turns when a lease cannot be renewed', async () => {
    const store = createMemoryStore({ clock })
    let asked = 0
    const renew = (): never => {
      asked += 1
      throw new Error('down')
    }
    const bot = newBot({ store: { ...store, turns: { ...store.turns, renew } } })
    bot.on('text', () => new Promise(() => {}))
    void attempt(bot)
    await clock.advance(61_000)
    // Once a second, and once by the mailbox: a message whose attempts are not counted is not held.
    expect(asked).to.equal(60)
    expect(linesWith(logger, 'handler timed out')).to.have.length(1)
  })

  it('leaves no timer behind for a handler that never ends', async () => {
    const bot = newBot()
    bot.on('text', () => new Promise(() => {}))
    void attempt(bot)
    await clock.advance(120_000)
    expect(clock.pending).to.equal(0)
  })

  it('leaves no timer and no turn behind for a handler that ends', async () => {
    const bot = newBot()
    bot.on('text', () => 'hi')
    await attempt(bot)
    await clock.advance(0)
    expect(bot.state.turns.size).to.equal(0)
    // Whoever looks after turns finds none the next time. The Store still has to forget the reply.
    await clock.advance(1000)
    expect(clock.pending).to.equal(1)
  })

  it('keeps the first reply when a handler ends after it was given up', async () => {
    const bot = newBot({ errorText: 'sorry' })
    bot.on('text', () => {
      return new Promise<string>((resolve) => clock.setTimeout(() => resolve('at last'), 70_000))
    })
    void attempt(bot)
    await clock.advance(80_000)
    expect(await attempt(bot)).to.deep.equal({ type: 'text', content: 'sorry' })
  })

  it('answers although the store can neither keep the lease nor the reply', async () => {
    const store = createMemoryStore({ clock })
    const down = () => Promise.reject(new Error('down'))
    const broken = { ...store, turns: { ...store.turns, renew: down, finish: down } } as Store
    const bot = newBot({ store: broken })
    bot.on('text', () => {
      return new Promise<string>((resolve) => clock.setTimeout(() => resolve('hi'), 2500))
    })
    const answers: unknown[] = []
    void attempt(bot).then((it) => answers.push(it))
    await clock.advance(2500)
    expect(answers).to.deep.equal([{ type: 'text', content: 'hi' }])
    expect(linesWith(logger, /leases are not renewed/)).to.have.length(1)
    expect(linesWith(logger, /the reply is not kept/)).to.have.length(1)
  })

  it('gives a handler what the context promises', async () => {
    const bot = newBot({ appId: 'wx1' })
    let ctx: Context | undefined
    bot.on('text', (it) => {
      ctx = it
      return undefined
    })
    await attempt(bot)
    expect(ctx?.message).to.include({ kind: 'text' })
    expect(ctx?.from).to.equal(ctx?.message.FromUserName)
    // The third attempt's, for hold is in force.
    expect(ctx?.deadline).to.equal(T0 + 14_500)
    expect(ctx?.attempt).to.equal(1)
    expect(ctx?.account).to.deep.equal({
      name: 'main',
      appId: 'wx1',
      originalId: ctx?.message.ToUserName,
    })
    expect(() => ctx?.api).to.throw('appSecret')
    const refusals = await Promise.allSettled([ctx?.send('hi'), ctx?.typing()])
    for (const refusal of refusals) {
      expect(refusal).to.have.property('reason').that.includes({ code: 'NO_API' })
    }
  })
})
