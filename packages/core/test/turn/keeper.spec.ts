import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { moment } from '#src/clock.js'
import type { Reply } from '#src/reply/types.js'
import { createMemoryStore } from '#src/store/memory.js'
import { Outage } from '#src/store/outage.js'
import type { Store } from '#src/store/types.js'
import { InFlight } from '#src/turn/in-flight.js'
import { createKeeper, createTimeLimit } from '#src/turn/keeper.js'
import { LEASE_MS, NO_FENCE, Turn } from '#src/turn/turn.js'
import { createSpecClock, eventXml, messageOf, textXml } from '../fixtures.ts'
import { linesWith, recordingLogger } from '../recording-logger.ts'
import { settled } from '../settled.ts'

const SORRY: Reply = { type: 'text', content: 'sorry' }
const OPTIONS = { leaseMs: LEASE_MS, ttlMs: 600_000 }

describe('the keeper', () => {
  let clock: ManualClock
  let store: Store
  let turns: InFlight
  /** Renewals that were asked for: when, of what, with which fence and lease. */
  let renewals: (readonly [ms: number, key: string, fence: number, leaseMs: number])[]
  /** Turns that the Store knows of: nobody has taken the others over. */
  let claimed: Set<string>
  const log = recordingLogger()

  const newKeeper = (kept = store) => {
    const outage = new Outage(log, clock)
    return createKeeper({
      clock,
      log,
      store: kept,
      outage,
      turns,
      timeLimit: createTimeLimit(60_000, true),
      errorReply: SORRY,
    })
  }
  /** A turn whose handlers run, unless the spec says otherwise. */
  const add = (key: string, fence: number | undefined, xml = textXml()): Turn => {
    const turn = new Turn(key, messageOf(xml), moment(clock), 1, fence)
    turn.run = turn.reply.then(() => turns.remove(turn))
    turns.add(turn)
    return turn
  }

  beforeEach(() => {
    clock = createSpecClock()
    turns = new InFlight()
    renewals = []
    claimed = new Set()
    log.lines.length = 0
    const memory = createMemoryStore({ clock })
    store = {
      ...memory,
      turns: {
        ...memory.turns,
        claim: (key, options) => {
          claimed.add(key)
          return memory.turns.claim(key, options)
        },
        renew: async (key, fence, leaseMs) => {
          renewals.push([clock.monotonic() - 5000, key, fence, leaseMs])
          const isOurs = await memory.turns.renew(key, fence, leaseMs)
          return isOurs || !claimed.has(key)
        },
      },
    }
  })

  describe('the lease', () => {
    it('of every turn is renewed once a second, for three seconds', async () => {
      add('a', 1)
      add('b', 2)
      newKeeper()()
      await clock.advance(999)
      expect(renewals).to.deep.equal([])
      await clock.advance(2001)
      expect(renewals).to.deep.equal(
        [1000, 2000, 3000].flatMap((ms) => [
          [ms, 'a', 1, 3000],
          [ms, 'b', 2, 3000],
        ]),
      )
    })

    it('keeps other processes away as long as the handlers run, and no longer', async () => {
      await store.turns.claim('a', OPTIONS)
      const turn = add('a', 1)
      newKeeper()()
      await clock.advance(20_500)
      expect(await store.turns.claim('a', OPTIONS)).to.include({ state: 'wait' })
      turn.settle(SORRY)
      // Renewed last at 20 s.
      await clock.advance(2499)
      expect(await store.turns.claim('a', OPTIONS)).to.include({ state: 'wait' })
      await clock.advance(1)
      expect(await store.turns.claim('a', OPTIONS)).to.include({ state: 'run' })
    })

    it('tells whether the handlers have begun', async () => {
      const told: unknown[] = []
      const { renew } = store.turns
      const telling: Store['turns']['renew'] = (...args) => {
        told.push(args[3])
        return renew(...args)
      }
      store = { ...store, turns: { ...store.turns, renew: telling } }
      const turn = add('a', 1)
      turn.isQueued = true
      newKeeper()()
      await clock.advance(1000)
      turn.isQueued = false
      await clock.advance(1000)
      expect(told).to.deep.equal(['waiting', 'running'])
    })

    it('is renewed with the newest fence of its turn', async () => {
      const turn = add('a', 1)
      newKeeper()()
      await clock.advance(1000)
      turn.fence = 7
      await clock.advance(1000)
      expect(renewals.map(([, , fence]) => fence)).to.deep.equal([1, 7])
    })

    it('that was lost is not won back: it does not lengthen the lease of the new owner', async () => {
      const { renew } = store.turns
      let isAway = true
      const cutOff: Store = {
        ...store,
        turns: {
          ...store.turns,
          renew: (...args) => (isAway ? Promise.reject(new Error('away')) : renew(...args)),
        },
      }
      await store.turns.claim('a', OPTIONS)
      const turn = add('a', 1)
      newKeeper(cutOff)()
      await clock.advance(3000)
      const taken = await store.turns.claim('a', OPTIONS)
      expect(taken).to.include({ state: 'run', fence: 2 })
      isAway = false
      await clock.advance(2999)
      expect(renewals.map(([ms, , fence]) => [ms, fence])).to.deep.equal([[4000, 1]])
      expect(await store.turns.claim('a', OPTIONS)).to.include({ state: 'wait' })
      await clock.advance(1)
      expect(await store.turns.claim('a', OPTIONS)).to.include({ state: 'poison', fence: 3 })
      // Its handlers run on: who asks this process gets their reply.
      expect(turn.settled).to.equal(undefined)
      expect(turn.signal.aborted).to.equal(true)
    })

    it('that cannot be renewed is said in the log, and the others are renewed', async () => {
      const error = new Error('down')
      const { renew } = store.turns
      const down: Store['turns']['renew'] = (key, ...rest) =>
        key === 'a' ? Promise.reject(error) : renew(key, ...rest)
      store = { ...store, turns: { ...store.turns, renew: down } }
      add('a', 1)
      add('b', 2)
      newKeeper()()
      await clock.advance(2000)
      expect(renewals.map(([, key]) => key)).to.deep.equal(['b', 'b'])
      const lines = linesWith(log, 'store failed, leases are not renewed')
      expect(lines.map(({ level, fields }) => ({ level, ...fields }))).to.deep.equal([
        { level: 'warn', err: error, awaySeconds: 0, key: 'a' },
      ])
    })

    it('that is lost aborts the signal of the message, and is in the log once', async () => {
      await store.turns.claim('a', OPTIONS)
      const turn = add('a', 1)
      const renew = async () => false
      newKeeper({ ...store, turns: { ...store.turns, renew } })()
      expect(turn.signal.aborted).to.equal(false)
      await clock.advance(1000)
      expect(turn.signal.aborted).to.equal(true)
      expect(turn.isLost).to.equal(true)
      await clock.advance(5000)
      const lines = linesWith(log, 'message lost: another instance took it over')
      expect(lines.map(({ level, fields }) => [level, fields.key])).to.deep.equal([['warn', 'a']])
    })

    it('that this process has claimed anew meanwhile is not lost', async () => {
      await store.turns.claim('a', OPTIONS)
      const turn = add('a', 1)
      const renew = async () => {
        turn.fence = 2
        return false
      }
      newKeeper({ ...store, turns: { ...store.turns, renew } })()
      await clock.advance(1000)
      expect(turn.signal.aborted).to.equal(false)
    })

    it('is not renewed for a turn of another process, nor for one that no store knows', async () => {
      add('elsewhere', undefined)
      add('alone', NO_FENCE)
      newKeeper()()
      await clock.advance(5000)
      expect(renewals).to.deep.equal([])
    })
  })

  for (const [what, xml, limitMs] of [
    ['a message', textXml(), 60_000],
    ['an event', eventXml('CLICK', { EventKey: 'k' }), 50_000],
  ] as const) {
    it(`tells the handler of ${what} to stop after ${limitMs / 1000} s, and settles for it`, async () => {
      const turn = add('a', 1, xml)
      turn.asked = 'slow'
      newKeeper()()
      await clock.advance(limitMs - 1)
      expect(turn.signal.aborted).to.equal(false)
      expect(turn.settled).to.equal(undefined)
      expect(log.lines).to.deep.equal([])
      await clock.advance(1)
      expect((turn.signal.reason as Error).message).to.equal(`no reply after ${limitMs} ms`)
      expect(turn.settled).to.equal(SORRY)
      expect(log.lines).to.deep.equal([
        {
          level: 'error',
          fields: { key: 'a', plugin: 'slow', timeoutMs: limitMs },
          text: 'handler timed out',
        },
      ])
      expect(renewals.at(-1)?.[0]).to.equal(limitMs - 1000)
    })
  }

  it('counts a time-out from the head of the request, however late it was woken', async () => {
    const turn = add('a', 1)
    await clock.advance(59_500)
    newKeeper()()
    await clock.advance(999)
    expect(turn.settled).to.equal(undefined)
    await clock.advance(1)
    expect(turn.settled).to.equal(SORRY)
  })

  it('does not time out a settled turn whose reply is still being written', async () => {
    const turn = add('a', 1)
    turn.settle({ type: 'none' })
    await settled()
    turns.add(turn)
    newKeeper()()
    await clock.advance(61_000)
    expect(turn.signal.aborted).to.equal(false)
    expect(log.lines).to.deep.equal([])
  })

  it('forgets a turn that was never handled, without a log line', async () => {
    const turn = add('a', 1)
    turn.run = undefined
    newKeeper()()
    await clock.advance(59_999)
    expect(turns.size).to.equal(1)
    await clock.advance(1)
    expect(turns.size).to.equal(0)
    expect(turn.settled).to.equal(undefined)
    // It may never be handled: another process may have it as soon as its lease ends.
    expect(renewals).to.deep.equal([])
    expect(log.lines).to.deep.equal([])
  })

  it('has one timer, however often it is woken, and none without a turn', async () => {
    const wake = newKeeper()
    wake()
    await settled()
    expect(clock.pending).to.equal(0)
    const turn = add('a', 1)
    for (let i = 0; i < 3; i += 1) wake()
    await clock.advance(2000)
    expect(renewals.map(([ms]) => ms)).to.deep.equal([1000, 2000])
    expect(clock.pending).to.equal(1)
    turn.settle(SORRY)
    await clock.advance(1000)
    expect(clock.pending).to.equal(0)
    add('b', 2)
    wake()
    await clock.advance(1000)
    expect(renewals.at(-1)).to.deep.equal([4000, 'b', 2, 3000])
  })
})
