import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import type { Reply } from '#src/reply/types.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import { createSpecClock } from '../fixtures.ts'

const LEASE = { leaseMs: 3000, ttlMs: 630_000 }
const REPLY: Reply = { type: 'text', content: 'a' }

describe('memory store', () => {
  let clock: ManualClock
  let store: Store

  beforeEach(() => {
    clock = createSpecClock()
    store = createMemoryStore({ clock })
  })

  describe('turns', () => {
    it('lets the first claim run, and counts the others that wait', async () => {
      expect(await store.turns.claim('k', LEASE)).to.deep.equal({
        state: 'run',
        fence: 1,
        attempt: 1,
      })
      expect(await store.turns.claim('k', LEASE)).to.deep.equal({ state: 'wait', attempt: 2 })
      expect(await store.turns.claim('k', LEASE)).to.deep.equal({ state: 'wait', attempt: 3 })
      expect(await store.turns.claim('other', LEASE)).to.include({ state: 'run', attempt: 1 })
    })

    it('gives one of fifty parallel claims the turn', async () => {
      const claims = await Promise.all(
        Array.from({ length: 50 }, () => store.turns.claim('k', LEASE)),
      )
      expect(claims.filter(({ state }) => state === 'run')).to.have.length(1)
    })

    it('gives the reply of a finished turn to later claims', async () => {
      await store.turns.claim('k', LEASE)
      expect(await store.turns.finish('k', 1, REPLY, 60_000)).to.equal(true)
      const claim = await store.turns.claim('k', LEASE)
      expect(claim).to.deep.equal({ state: 'done', reply: REPLY, attempt: 2 })
    })

    it('keeps the reply for 60 s, and that it is done for longer', async () => {
      await store.turns.claim('k', LEASE)
      await store.turns.finish('k', 1, REPLY, 60_000)
      await clock.advance(59_999)
      expect(await store.turns.claim('k', LEASE)).to.have.property('reply')
      await clock.advance(1)
      expect(await store.turns.claim('k', LEASE)).to.deep.equal({ state: 'done', attempt: 3 })
    })

    it('forgets a turn when its time to live is over', async () => {
      await store.turns.claim('k', LEASE)
      await store.turns.finish('k', 1, REPLY, 60_000)
      await clock.advance(629_999)
      expect(await store.turns.claim('k', LEASE)).to.include({ state: 'done' })
      await clock.advance(1)
      expect(await store.turns.claim('k', LEASE)).to.include({ state: 'run', attempt: 1 })
    })

    it('forgets a finished turn although its lease would go on', async () => {
      await store.turns.claim('k', { leaseMs: 60_000, ttlMs: 5000 })
      await store.turns.finish('k', 1, REPLY, 60_000)
      await clock.advance(5000)
      expect(await store.turns.claim('k', LEASE)).to.include({ state: 'run', attempt: 1 })
    })

    it('gives no fence twice, also when the turn was forgotten meanwhile', async () => {
      await store.turns.claim('k', LEASE)
      await clock.advance(630_000)
      expect(await store.turns.claim('k', LEASE)).to.include({ state: 'run', fence: 2 })
      expect(await store.turns.finish('k', 1, REPLY, 60_000)).to.equal(false)
    })

    it('forgets a turn that nobody finished when its time to live and its lease are over', async () => {
      await store.turns.claim('k', { leaseMs: 5000, ttlMs: 5000 })
      await clock.advance(4999)
      expect(await store.turns.claim('k', LEASE)).to.deep.equal({ state: 'wait', attempt: 2 })
      await clock.advance(1)
      const claim = await store.turns.claim('k', LEASE)
      expect(claim).to.deep.equal({ state: 'run', fence: 2, attempt: 1 })
    })

    it('does not forget a turn whose owner renews it', async () => {
      await store.turns.claim('k', { leaseMs: 3000, ttlMs: 5000 })
      await clock.advance(2500)
      await store.turns.renew('k', 1, 3000)
      await clock.advance(2500)
      expect(await store.turns.claim('k', LEASE)).to.include({ state: 'wait' })
      expect(await store.turns.finish('k', 1, REPLY, 60_000)).to.equal(true)
    })

    it('lets another take over when the lease ends, with a higher fence', async () => {
      await store.turns.claim('k', LEASE)
      await clock.advance(2999)
      expect(await store.turns.claim('k', LEASE)).to.include({ state: 'wait' })
      await clock.advance(1)
      expect(await store.turns.claim('k', LEASE)).to.deep.equal({
        state: 'run',
        fence: 2,
        attempt: 3,
      })
    })

    it('lets the owner lengthen its lease', async () => {
      await store.turns.claim('k', LEASE)
      await clock.advance(2000)
      expect(await store.turns.renew('k', 1, 3000)).to.equal(true)
      await clock.advance(2999)
      expect(await store.turns.claim('k', LEASE)).to.include({ state: 'wait' })
      await clock.advance(1)
      expect(await store.turns.claim('k', LEASE)).to.include({ state: 'run', fence: 2 })
    })

    it("refuses a former owner's reply and renewal", async () => {
      await store.turns.claim('k', LEASE)
      await clock.advance(3000)
      await store.turns.claim('k', LEASE)
      expect(await store.turns.renew('k', 1, 3000)).to.equal(false)
      expect(await store.turns.finish('k', 1, { type: 'none' }, 60_000)).to.equal(false)
      expect(await store.turns.finish('k', 2, REPLY, 60_000)).to.equal(true)
      expect(await store.turns.finish('k', 1, { type: 'none' }, 60_000)).to.equal(false)
      expect(await store.turns.claim('k', LEASE)).to.deep.include({ state: 'done', reply: REPLY })
    })

    it('refuses a second reply, a late renewal, and both for an unknown turn', async () => {
      await store.turns.claim('k', LEASE)
      await store.turns.finish('k', 1, REPLY, 60_000)
      expect(await store.turns.finish('k', 1, { type: 'none' }, 60_000)).to.equal(false)
      expect(await store.turns.renew('k', 1, 3000)).to.equal(false)
      expect(await store.turns.finish('unknown', 1, REPLY, 60_000)).to.equal(false)
      expect(await store.turns.renew('unknown', 1, 3000)).to.equal(false)
    })

    it('never lets the end of a lease reopen a finished turn', async () => {
      await store.turns.claim('k', LEASE)
      await store.turns.finish('k', 1, REPLY, 60_000)
      await clock.advance(10_000)
      expect(await store.turns.claim('k', LEASE)).to.include({ state: 'done' })
    })

    it("counts leases by durations, not by the machine's clock", async () => {
      await store.turns.claim('k', LEASE)
      clock.jump(6 * 3_600_000)
      expect(await store.turns.claim('k', LEASE)).to.include({ state: 'wait' })
    })
  })

  describe('a waiter', () => {
    const waiting = (signal = new AbortController().signal) => {
      const states: unknown[] = []
      void store.turns.wait('k', { ...LEASE, signal }).then(
        (claim) => states.push(claim),
        (error: Error) => states.push(error.message),
      )
      return states
    }

    it('wakes when the turn is finished', async () => {
      await store.turns.claim('k', LEASE)
      const states = waiting()
      await clock.advance(1000)
      expect(states).to.deep.equal([])
      await store.turns.finish('k', 1, REPLY, 60_000)
      await clock.advance(0)
      expect(states).to.deep.equal([{ state: 'done', reply: REPLY, attempt: 1 }])
      await store.close()
      expect(clock.pending).to.equal(0)
    })

    it('takes over when the lease ends, and only one of several does', async () => {
      await store.turns.claim('k', LEASE)
      const [one, two] = [waiting(), waiting()]
      await clock.advance(2999)
      expect([...one, ...two]).to.deep.equal([])
      await clock.advance(1)
      expect([...one, ...two]).to.deep.equal([{ state: 'run', fence: 2, attempt: 1 }])
      await store.turns.finish('k', 2, REPLY, 60_000)
      await clock.advance(0)
      expect([...one, ...two]).to.have.length(2)
    })

    it('waits on while the owner renews', async () => {
      await store.turns.claim('k', LEASE)
      const states = waiting()
      await clock.advance(2000)
      await store.turns.renew('k', 1, 3000)
      await clock.advance(2999)
      expect(states).to.deep.equal([])
      await clock.advance(1)
      expect(states).to.deep.equal([{ state: 'run', fence: 2, attempt: 1 }])
    })

    it('runs a turn of which there is no record', async () => {
      const states = waiting()
      await clock.advance(0)
      expect(states).to.deep.equal([{ state: 'run', fence: 1, attempt: 1 }])
    })

    it('stops when it is told to, and leaves no timer', async () => {
      await store.turns.claim('k', LEASE)
      const abort = new AbortController()
      const states = waiting(abort.signal)
      await clock.advance(10)
      abort.abort(new Error('closing'))
      await clock.advance(0)
      expect(states).to.deep.equal(['closing'])
      expect(clock.pending).to.equal(0)
    })
  })

  describe('a signature', () => {
    it('stays with the first owner that brings it', async () => {
      expect(await store.turns.bind('s', 'a', 1000)).to.equal(true)
      expect(await store.turns.bind('s', 'a', 1000)).to.equal(true)
      expect(await store.turns.bind('s', 'b', 1000)).to.equal(false)
      expect(await store.turns.bind('t', 'b', 1000)).to.equal(true)
      await clock.advance(999)
      expect(await store.turns.bind('s', 'b', 1000)).to.equal(false)
      await clock.advance(1)
      expect(await store.turns.bind('s', 'b', 1000)).to.equal(true)
    })

    it('of another message is a replay, and claims nothing', async () => {
      const signed = { ...LEASE, signature: 's' }
      await store.turns.claim('a', signed)
      expect(await store.turns.claim('b', signed)).to.deep.equal({ state: 'replay' })
      expect(await store.turns.claim('a', signed)).to.deep.equal({ state: 'wait', attempt: 2 })
      expect(await store.turns.claim('b', LEASE)).to.include({ state: 'run', attempt: 1 })
    })

    it('of a handshake serves for no message', async () => {
      await store.turns.bind('s', 'handshake', 630_000)
      const claim = await store.turns.claim('a', { ...LEASE, signature: 's' })
      expect(claim).to.deep.equal({ state: 'replay' })
    })
  })
})
