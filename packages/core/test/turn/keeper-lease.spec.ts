/** The lease of a turn: for how long it is renewed, and what it costs to lose it. */
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import type { Store } from '#src/store/types.js'
import { LEASE_MS } from '#src/turn/turn.js'
import { linesWith, type RecordingLogger } from '../recording-logger.ts'
import { createKeeping, type Keeping, SORRY } from './keeping.ts'

const OPTIONS = { leaseMs: LEASE_MS, ttlMs: 600_000 }

describe('the keeper', () => {
  let clock: ManualClock
  let store: Store
  let renewals: Keeping['renewals']
  let log: RecordingLogger
  let keeping: Keeping
  let add: Keeping['add']

  beforeEach(() => {
    keeping = createKeeping()
    ;({ clock, store, renewals, log, add } = keeping)
  })

  const newKeeper = (kept = store) => keeping.newKeeper(kept)

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
      await clock.advance(2000)
      await store.turns.renew('a', 2, 3000)
      await clock.advance(2999)
      expect(renewals.map(([ms, , fence]) => [ms, fence])).to.deep.equal([
        [4000, 1],
        [5000, 2],
      ])
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

    it('that is renewed ends the outage, also while no message comes', async () => {
      const { renew } = store.turns
      let isDown = true
      const upAndDown: Store['turns']['renew'] = (...args) =>
        isDown ? Promise.reject(new Error('down')) : renew(...args)
      store = { ...store, turns: { ...store.turns, renew: upAndDown } }
      add('a', 1)
      newKeeper()()
      await clock.advance(2000)
      isDown = false
      await clock.advance(5000)
      expect(linesWith(log, /^store back after/)).to.have.length(1)
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

    it('of a turn that ends after its delivery, while it is renewed, is not lost', async () => {
      const claim = await store.turns.claim('a', OPTIONS)
      if (claim.state !== 'run') throw new Error(claim.state)
      const turn = add('a', claim.fence)
      turn.deliversBy(Promise.resolve())
      const { renew } = store.turns
      const afterItsEnd: Store['turns']['renew'] = async (...args) => {
        await store.turns.finish('a', claim.fence, SORRY, 60_000)
        turn.settle(SORRY)
        return renew(...args)
      }
      newKeeper({ ...store, turns: { ...store.turns, renew: afterItsEnd } })()
      await clock.advance(1000)
      expect(turn.isLost).to.equal(false)
      expect(log.lines).to.deep.equal([])
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
      add('alone', undefined).own(undefined)
      newKeeper()()
      await clock.advance(5000)
      expect(renewals).to.deep.equal([])
    })
  })
})
