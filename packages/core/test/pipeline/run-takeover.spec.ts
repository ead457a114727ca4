import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { runTurn } from '#src/pipeline/run.js'
import type { ObservedRecord } from '#src/records/observe.js'
import { none, text } from '#src/reply/builders.js'
import type { Reply } from '#src/reply/types.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Claim, Store } from '#src/store/types.js'
import { ALONE } from '#src/store/types.js'
import { LEASE_MS, type Turn } from '#src/turn/turn.js'
import { createSpecClock } from '../fixtures.ts'
import { attemptAt, createParts, type Parts, withServices } from '../parts.ts'
import { linesWith, recordingLogger } from '../recording-logger.ts'

type Wait = Store['turns']['wait']

const storeWithWait =
  (wait: (options: Parameters<Wait>[1]) => ReturnType<Wait>) =>
  (store: Store): Store => ({
    ...store,
    turns: { ...store.turns, wait: (_key, options) => wait(options) },
  })

describe('a turn that another process runs', () => {
  let clock: ManualClock
  let store: Store
  let records: ObservedRecord[]
  let runs: number
  let owner: Parts
  /** As the owner has it. */
  let owned: Turn
  let bot: Parts
  /** As this process has it, which got the second attempt. */
  let turn: Turn
  const log = recordingLogger()

  const storeWith = (part: Partial<Store['turns']>): Store => ({
    ...store,
    turns: { ...store.turns, ...part },
  })
  /** The reply that a third process finds. */
  const found = async () => (await attemptAt(createParts({ clock, store }))).turn.settled

  beforeEach(async () => {
    clock = createSpecClock()
    store = createMemoryStore({ clock })
    runs = 0
    owner = createParts({ clock, store })
    owned = (await attemptAt(owner)).turn
    log.lines.length = 0
    bot = createParts({ clock, log, store, observe: (record) => records.push(record) })
    bot.on('text', () => `run ${++runs}`)
    turn = (await attemptAt(bot)).turn
    records = []
    log.lines.length = 0
  })

  for (const [what, reply] of [
    ['the reply of that process', text('theirs')],
    ['nothing, where that process had nothing to say', none()],
  ] as const) {
    it(`is settled with ${what}, and asks no handler`, async () => {
      const ran = runTurn(turn, bot)
      await clock.advance(1000)
      expect(turn.settled).to.equal(undefined)
      owner.on('text', () => reply)
      await runTurn(owned, owner)
      await ran
      expect(turn.settled).to.deep.equal(reply)
      expect(turn.fence).to.equal(undefined)
      expect({ runs, records }).to.deep.equal({ runs: 0, records: [] })
      expect(bot.state.turns.size).to.equal(0)
    })
  }

  it('is settled with nothing when its reply is no longer kept', async () => {
    const done: Claim = { state: 'done', attempt: 2 }
    await runTurn(turn, withServices(bot, { store: storeWith({ wait: async () => done }) }))
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
    const { key, kind } = turn
    expect(records).to.deep.equal([
      { type: 'claimed', bot: 'main', key, kind, attempt: 2, state: 'taken-over' },
      { type: 'chain', bot: 'main', key, kind, attempt: 2, plugin: 'main', ms: 0, reply: 'text' },
    ])
    // The first owner has lost it: what it comes up with is not kept.
    owner.on('text', () => 'theirs')
    await runTurn(owned, owner)
    expect(await found()).to.deep.equal(text('run 1'))
  })

  it('is waited for as long as its signature is remembered, or until it is told to stop', async () => {
    const asked: Parameters<Store['turns']['wait']>[1][] = []
    const wait: Store['turns']['wait'] = (key, options) => {
      asked.push(options)
      return store.turns.wait(key, options)
    }
    const ran = runTurn(turn, withServices(bot, { store: storeWith({ wait }) }))
    expect(asked).to.have.length(1)
    expect(asked[0]).to.deep.include({ leaseMs: LEASE_MS, ttlMs: 630_000 })
    turn.abort('closing')
    await ran
    expect(asked[0]?.signal.aborted).to.equal(true)
    expect(turn.settled).to.deep.equal(none())
    expect({ runs, lines: log.lines }).to.deep.equal({ runs: 0, lines: [] })
    // Its keeper sleeps again. The owner's has a turn to look after.
    await clock.advance(1000)
    expect(clock.pending).to.equal(1)
  })

  describe('and whose lease ends before this process looks again', () => {
    /** A Store that wakes nobody, as one that is looked at from time to time. */
    const sleeping = storeWithWait(({ signal }) => {
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason))
      })
    })
    let asleep: Parts
    const retry = async () => {
      await clock.advance(LEASE_MS)
      return attemptAt(asleep)
    }

    beforeEach(async () => {
      asleep = createParts({ clock, log, store: sleeping(store) })
      asleep.on('text', () => `run ${++runs}`)
      turn = (await attemptAt(asleep)).turn
    })

    it('runs at the attempt that claims it: the process would wait for itself', async () => {
      turn.run = runTurn(turn, asleep)
      const attempt = await retry()
      expect(attempt.turn).to.equal(turn)
      await turn.run
      expect(turn.settled).to.deep.equal(text('run 1'))
      expect(await found()).to.deep.equal(text('run 1'))
    })

    it('does not run when too many processes have vanished with it', async () => {
      turn.run = runTurn(turn, asleep)
      await clock.advance(LEASE_MS)
      const { record } = turn
      const leaseMs = 1
      for (let i = 0; i < 2; i += 1) {
        await store.turns.claim(record, { leaseMs, ttlMs: 630_000 })
        await clock.advance(leaseMs)
      }
      await attemptAt(asleep)
      await turn.run
      expect({ runs, isPoison: turn.isPoison }).to.deep.equal({ runs: 0, isPoison: true })
    })
  })

  it('is told, not run, where this process has promised its reply and things have left', async () => {
    const kept = { ...store, outlivesProcess: true }
    const other = createParts({ clock, log, store: kept, interrupted: 'tell' })
    other.on('text', () => `run ${++runs}`)
    const waiting = (await attemptAt(other)).turn
    const ran = runTurn(waiting, other)
    await other.services.promises.make(waiting, 'mailbox')
    await clock.advance(LEASE_MS)
    await ran
    expect(runs).to.equal(0)
    expect(waiting.settled).to.deep.equal(other.settings.interruptedReply)
    expect(linesWith(log, 'promised reply taken over')).to.have.length(1)
  })

  it('runs here when the Store fails meanwhile, and keeps its reply with no fence', async () => {
    const error = new Error('down')
    const finished: [fence: number, reply: Reply][] = []
    const broken = storeWith({
      wait: () => Promise.reject(error),
      finish: async (_key, fence, reply) => finished.push([fence, reply]) > 0,
    })
    await runTurn(turn, withServices(bot, { store: broken }))
    expect(turn).to.deep.include({ isAlone: true, settled: text('run 1') })
    // A Store that went on alone keeps it for what comes to this process.
    expect(finished).to.deep.equal([[ALONE, text('run 1')]])
    const [line] = linesWith(log, 'store failed, this instance runs the message itself')
    const fields = { bot: 'main', err: error, awaySeconds: 0, key: turn.key }
    expect(line).to.deep.include({ level: 'warn', fields })
  })

  it('asks no handler when its processes have vanished too often: the user is told', async () => {
    const poison: Claim = { state: 'poison', fence: 3, attempt: 4 }
    const told = withServices(bot, { store: storeWith({ wait: async () => poison }) })
    const settings = { ...told.settings, errorReply: text('稍后再试') }
    await runTurn(turn, { ...told, settings })
    expect(turn).to.deep.include({ settled: text('稍后再试'), isPoison: true })
    await clock.advance(1000)
    expect(runs).to.equal(0)
    expect(linesWith(log, /^poison: /)).to.have.length(1)
    expect(records.map((record) => 'state' in record && record.state)).to.deep.equal(['poison'])
  })

  it('is not lost to a Store that kept nothing while it ran without a fence', async () => {
    const broken = storeWith({
      wait: () => Promise.reject(new Error('down')),
      finish: async () => false,
    })
    await runTurn(turn, withServices(bot, { store: broken }))
    expect(turn).to.deep.include({ isLost: false, settled: text('run 1') })
    expect(linesWith(log, /^message lost/)).to.deep.equal([])
  })
})
