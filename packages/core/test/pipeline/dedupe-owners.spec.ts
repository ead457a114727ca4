/** What several owners, senders and bots share, and what they do not. */
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { handle } from '#src/pipeline/handle.js'
import type { ObservedRecord } from '#src/records/observe.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import { createSpecClock, failure, textXml, USER } from '../fixtures.ts'
import { attemptAt, createParts, type PartsOptions, withServices } from '../parts.ts'
import { linesWith, recordingLogger } from '../recording-logger.ts'
import { settled } from '../settled.ts'

describe('dedupe among owners', () => {
  let clock: ManualClock
  let store: Store
  let records: ObservedRecord[]
  const logger = recordingLogger()
  const parts = (options: Partial<PartsOptions> = {}) => {
    const observe = (record: ObservedRecord) => records.push(record)
    return createParts({ clock, log: logger, store, observe, errorText: 'sorry', ...options })
  }
  const statesOf = () => records.flatMap((it) => (it.type === 'claimed' ? [it.state] : []))

  beforeEach(() => {
    clock = createSpecClock()
    store = createMemoryStore({ clock })
    records = []
    logger.lines.length = 0
  })

  it('counts a message from the moment in which it is claimed', async () => {
    let come = () => {}
    const claim: Store['turns']['claim'] = async (...args) => {
      await new Promise<void>((resolve) => (come = resolve))
      return store.turns.claim(...args)
    }
    const bot = parts({ store: { ...store, turns: { ...store.turns, claim } } })
    const { turns } = bot.state
    const coming = attemptAt(bot)
    expect([turns.size, turns.taken, turns.countOf(USER)]).to.deep.equal([0, 1, 1])
    come()
    await coming
    expect([turns.size, turns.taken, turns.countOf(USER)]).to.deep.equal([1, 1, 1])
  })

  describe('a message that two processes vanished with', () => {
    /** Each attempt at another process, which vanishes while its handler runs. */
    const vanish = async (times: number) => {
      for (let i = 0; i < times; i += 1) {
        const bot = parts()
        bot.on('text', () => new Promise<never>(() => {}))
        const attempt = await attemptAt(withServices(bot, { wakeKeeper: () => {} }))
        void handle(attempt, withServices(bot, { wakeKeeper: () => {} }))
        await clock.advance(3001)
      }
    }

    it('is run by a second process, not by a third', async () => {
      await vanish(2)
      const third = parts()
      let runs = 0
      third.on('text', () => {
        runs += 1
        return 'ran'
      })
      expect(await handle(await attemptAt(third), third)).to.include({ content: 'sorry' })
      await settled()
      expect(runs).to.equal(0)
      expect(statesOf()).to.deep.equal(['run', 'taken-over', 'poison'])
      const [line, ...more] = linesWith(logger, /^poison/)
      expect(line).to.include({ level: 'error' })
      expect(String(line?.fields.key)).to.contain('23000000000000001')
      expect(more).to.deep.equal([])
    })

    it('gives every later attempt the same reply, at every process', async () => {
      await vanish(2)
      const third = parts()
      await handle(await attemptAt(third), third)
      await settled()
      expect(third.state.turns.size).to.equal(0)
      const fourth = parts()
      expect(await handle(await attemptAt(fourth), fourth)).to.include({ content: 'sorry' })
      expect(statesOf().at(-1)).to.equal('done')
    })

    it('is settled, too, by who waited for the second', async () => {
      await vanish(1)
      const [second, third] = [parts(), parts()]
      second.on('text', () => new Promise<never>(() => {}))
      const still = withServices(second, { wakeKeeper: () => {} })
      void handle(await attemptAt(still), still)
      const waiting = handle(await attemptAt(third), third)
      await clock.advance(3001)
      expect(await waiting).to.include({ content: 'sorry' })
      expect(statesOf().at(-1)).to.equal('poison')
      expect(linesWith(logger, /^poison/)).to.have.length(1)
    })

    it('runs on where it runs: a process that stood still did not vanish', async () => {
      const bot = parts()
      bot.on('text', async () => {
        await new Promise<void>((resolve) => void clock.setTimeout(resolve, 9000))
        return 'at last'
      })
      const still = withServices(bot, { wakeKeeper: () => {} })
      const first = handle(await attemptAt(still), still)
      for (let i = 0; i < 2; i += 1) {
        await clock.advance(3001)
        void handle(await attemptAt(still), still)
      }
      await clock.advance(3000)
      expect(await handle(await attemptAt(still), still)).to.include({ content: 'at last' })
      await first
      expect(linesWith(logger, /^poison/)).to.deep.equal([])
    })
  })

  describe('one sender', () => {
    const from = (FromUserName: string, i: number) => textXml({ FromUserName, MsgId: String(i) })

    it('has 21 messages in flight; the next gets the error text, and others are served', async () => {
      const bot = parts()
      for (let i = 0; i < 21; i += 1) await attemptAt(bot, from('oGreedy', i))
      const next = await attemptAt(bot, from('oGreedy', 21))
      expect(next.turn.settled).to.include({ content: 'sorry' })
      expect((await attemptAt(bot, from('oOther', 1))).turn.settled).to.equal(undefined)
      expect((await attemptAt(bot, from('oGreedy', 20))).number).to.equal(2)
      expect(statesOf().slice(-3)).to.deep.equal(['shed', 'run', 'joined'])
    })

    it('whose message is shed has spent its URL on it', async () => {
      const bot = parts()
      for (let i = 0; i < 21; i += 1) await attemptAt(bot, from('oGreedy', i))
      await attemptAt(bot, from('oGreedy', 21), { signature: 'group|s' })
      await failure('REPLAYED_SIGNATURE', () =>
        attemptAt(bot, from('oVictim', 1), { signature: 'group|s' }),
      )
      expect(statesOf().at(-1)).to.equal('shed')
    })
  })

  describe('bots over one store', () => {
    it('never meet without an appId, whatever ToUserName says', async () => {
      const [one, other] = [parts({ name: 'one' }), parts({ name: 'other' })]
      const first = await attemptAt(one)
      const second = await attemptAt(other)
      expect(first.turn.key).to.not.equal(second.turn.key)
      expect(statesOf()).to.deep.equal(['run', 'run'])
      expect(one.settings.account.scope).to.not.equal(other.settings.account.scope)
    })

    it('are one with one appId', async () => {
      const [one, other] = [
        parts({ name: 'one', appId: 'wx1' }),
        parts({ name: 'b', appId: 'wx1' }),
      ]
      await attemptAt(one)
      await attemptAt(other)
      expect(statesOf()).to.deep.equal(['run', 'wait'])
    })
  })

  describe('dedupeKey', () => {
    for (const [what, own, got] of [
      ['undefined', undefined, 'undefined'],
      ['an object', { id: 1 }, 'object'],
      ['a promise', Promise.resolve('own'), 'a promise'],
      ['an empty text', '', 'string'],
    ] as const) {
      it(`that gives ${what} is passed over, with one warning`, async () => {
        const bot = parts({ dedupeKey: (() => own) as never })
        const first = await attemptAt(bot, textXml({ MsgId: '1' }))
        const second = await attemptAt(bot, textXml({ MsgId: '2' }))
        expect(second.turn).to.not.equal(first.turn)
        const [line, ...more] = linesWith(logger, /^dedupeKey/)
        expect(line?.level).to.equal('warn')
        expect(line?.text).to.contain(`not empty, got ${got};`)
        expect(line?.fields.code).to.equal('BAD_DEDUPE_KEY')
        expect(more).to.deep.equal([])
      })
    }

    it('that gives a promise has its rejection caught: it would end the process', async () => {
      const caught: unknown[] = []
      const own = Object.assign(Promise.resolve('own'), {
        catch: (failed: unknown) => caught.push(failed),
      })
      await attemptAt(parts({ dedupeKey: (() => own) as never }))
      expect(caught).to.have.length(1)
    })

    it('that throws is passed over', async () => {
      const bot = parts({
        dedupeKey: () => {
          throw new Error('broken')
        },
      })
      await attemptAt(bot)
      expect(linesWith(logger, /^dedupeKey: .*broken/)).to.have.length(1)
    })

    it('never makes one message of two senders', async () => {
      const bot = parts({ dedupeKey: () => 'same' })
      const first = await attemptAt(bot, textXml({ FromUserName: 'oA' }))
      const second = await attemptAt(bot, textXml({ FromUserName: 'oB' }))
      expect(second.turn).to.not.equal(first.turn)
    })
  })
})
