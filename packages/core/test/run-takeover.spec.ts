import { expect } from 'chai'
import { moment } from '#src/clock.js'
import type { ObservedRecord } from '#src/observe.js'
import { none, text } from '#src/reply/builders.js'
import type { Reply } from '#src/reply/types.js'
import { runTurn } from '#src/run.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Claim, Store } from '#src/store/types.js'
import { LEASE_MS, NO_FENCE, Turn } from '#src/turn.js'
import { messageOf, textXml } from './fixtures.ts'
import { ManualClock } from './manual-clock.ts'
import { createParts, type Parts } from './parts.ts'
import { linesWith, recordingLogger } from './recording-logger.ts'

const OPTIONS = { leaseMs: LEASE_MS, ttlMs: 630_000 }

describe('a turn that another process runs', () => {
  let clock: ManualClock
  let store: Store
  let records: ObservedRecord[]
  let runs: number
  let bot: Parts
  let turn: Turn
  const log = recordingLogger()

  /** What every other process finds. */
  const found = () => store.turns.claim('key', OPTIONS)
  const storeWith = (part: Partial<Store['turns']>): Store => ({
    ...store,
    turns: { ...store.turns, ...part },
  })

  beforeEach(async () => {
    clock = new ManualClock()
    store = createMemoryStore({ clock })
    records = []
    runs = 0
    log.lines.length = 0
    bot = createParts({ clock, log, store, observe: (record) => records.push(record) })
    bot.on('text', () => `run ${++runs}`)
    // The other process has the first attempt, this one the second.
    expect(await found()).to.deep.equal({ state: 'run', fence: 1, attempt: 1 })
    turn = new Turn('key', messageOf(textXml()), moment(clock), 2)
    bot.turns.set('key', turn)
  })

  for (const [what, reply] of [
    ['the reply of that process', text('theirs')],
    ['nothing, where that process had nothing to say', none()],
  ] as const) {
    it(`is settled with ${what}, and asks no handler`, async () => {
      const ran = runTurn(turn, bot)
      await clock.advance(1000)
      expect(turn.settled).to.equal(undefined)
      await store.turns.finish('key', 1, reply)
      await ran
      expect(turn.settled).to.deep.equal(reply)
      expect(turn.fence).to.equal(undefined)
      expect({ runs, records }).to.deep.equal({ runs: 0, records: [] })
      expect(bot.turns.size).to.equal(0)
    })
  }

  it('is settled with nothing when its reply is no longer kept', async () => {
    const done: Claim = { state: 'done', attempt: 2 }
    await runTurn(turn, { ...bot, store: storeWith({ wait: async () => done }) })
    expect(turn.settled).to.deep.equal(none())
    expect(runs).to.equal(0)
  })

  it('is taken over when the lease ends: a record says so, and the reply is kept', async () => {
    const ran = runTurn(turn, bot)
    await clock.advance(LEASE_MS - 1)
    expect({ runs, records }).to.deep.equal({ runs: 0, records: [] })
    await clock.advance(1)
    await ran
    expect(turn).to.deep.include({ fence: 2, settled: text('run 1') })
    expect(records).to.deep.equal([
      {
        type: 'claimed',
        bot: 'main',
        key: 'key',
        kind: 'text',
        attempt: 2,
        state: 'taken-over',
      },
      {
        type: 'handler',
        bot: 'main',
        key: 'key',
        kind: 'text',
        attempt: 2,
        plugin: 'main',
        ms: 0,
        reply: 'text',
      },
    ])
    expect(await found()).to.deep.equal({ state: 'done', attempt: 2, reply: text('run 1') })
    // The first owner has lost it: what it comes up with is not kept.
    expect(await store.turns.finish('key', 1, text('theirs'))).to.equal(false)
  })

  it('is waited for with a lease and a life of its own, and until it is told to stop', async () => {
    const asked: unknown[][] = []
    const wait: Store['turns']['wait'] = (...args) => {
      asked.push(args)
      return store.turns.wait(...args)
    }
    const ran = runTurn(turn, { ...bot, store: storeWith({ wait }) })
    expect(asked).to.deep.equal([['key', { ...OPTIONS, signal: turn.signal }]])
    turn.abort('closing')
    await ran
    expect(turn.settled).to.deep.equal(none())
    expect({ runs, lines: log.lines }).to.deep.equal({ runs: 0, lines: [] })
    expect(clock.pending).to.equal(1)
    await clock.advance(1000)
    expect(clock.pending).to.equal(0)
  })

  it('runs here when the Store fails meanwhile, and keeps its reply with no fence', async () => {
    const error = new Error('down')
    const finished: [fence: number, reply: Reply][] = []
    const broken = storeWith({
      wait: () => Promise.reject(error),
      finish: async (_key, fence, reply) => finished.push([fence, reply]) > 0,
    })
    await runTurn(turn, { ...bot, store: broken })
    expect(turn).to.deep.include({ fence: NO_FENCE, settled: text('run 1') })
    // A Store that went on alone keeps it for what comes to this process.
    expect(finished).to.deep.equal([[NO_FENCE, text('run 1')]])
    const [line] = linesWith(log, 'store failed, going on without it')
    expect(line).to.deep.include({
      level: 'error',
      fields: { bot: 'main', err: error, key: 'key' },
    })
  })
})
