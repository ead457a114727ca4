import { createManualClock, storeContract } from '@wechatbot/simulator'
import { expect } from 'chai'
import type { Reply } from '#src/reply/types.js'
import { failOpen } from '#src/store/fail-open.js'
import type { Store } from '#src/store/types.js'
import { AWAY, Shared } from './shared.ts'

const HELLO: Reply = { type: 'text', content: '你好' }
const LEASE = { leaseMs: 3000, ttlMs: 60_000 }

describe('a store that fails open', () => {
  let clock = createManualClock()
  const create = () => {
    clock = createManualClock()
    return failOpen(new Shared(clock).open(), clock)
  }

  storeContract({ name: 'fail-open, over memory', create, pass: (ms) => clock.advance(ms) })

  it('says so of a message that it runs alone, and gives its reply to every attempt', async () => {
    const shared = new Shared()
    const store = failOpen(shared.open())
    shared.isAway = true
    expect(await store.turns.claim('g|1', LEASE)).to.deep.include({
      state: 'run',
      fence: 0,
      degraded: 'it is away: no route',
    })
    expect(await store.turns.renew('g|1', 0, 1000)).to.equal(true)
    expect(await store.turns.claim('g|1', LEASE)).to.deep.include({ state: 'wait', attempt: 2 })
    await store.turns.finish('g|1', 0, HELLO, 60_000)
    expect(await store.turns.claim('g|1', LEASE)).to.deep.include({ state: 'done', reply: HELLO })
  })

  it('reports what was run alone when the turn is finished', async () => {
    const shared = new Shared()
    const store = failOpen(shared.open())
    shared.isAway = true
    await store.turns.claim('g|1', { ...LEASE, ttlMs: 3_600_000 })
    shared.isAway = false
    await store.turns.finish('g|1', 0, HELLO, 60_000)
    // For as long as core remembers the turn.
    expect(shared.reported).to.deep.equal([['g|1', HELLO, 60_000, 3_600_000]])
  })

  it('keeps what was written meanwhile, for this process', async () => {
    const shared = new Shared()
    const store = failOpen(shared.open())
    await store.values.set('k', 'there')
    await store.late.put('box', { id: '1', reply: HELLO, storedAt: 1 }, 60_000)
    shared.isAway = true
    expect(await store.values.get('k')).to.equal(undefined)
    await store.values.set('k', 'here')
    expect(await store.values.get('k')).to.equal('here')
    expect(await store.values.setIfAbsent('k', 1)).to.equal(false)
    await store.values.delete('k')
    expect(await store.values.setIfAbsent('k', 1)).to.equal(true)
    expect(await store.late.remove('box', '1')).to.equal(false)
    await store.late.put('box', { id: '2', reply: HELLO, storedAt: 1 }, 60_000)
    shared.isAway = false
    expect(await store.values.get('k')).to.equal('there')
    expect((await store.late.list('box')).map(({ id }) => id)).to.deep.equal(['1', '2'])
    expect(await store.late.remove('box', '2')).to.equal(true)
    expect(await store.late.remove('box', '1')).to.equal(true)
  })

  it('leaves entries and sets to the Store', async () => {
    const shared = new Shared()
    const store = failOpen(shared.open())
    shared.isAway = true
    for (const ask of [
      () => store.values.entry('k'),
      () => store.values.replace('k', 1, undefined),
      () => store.sets.add('s', 'm', 1),
      () => store.sets.remove('s', 'm'),
      () => store.sets.list('s', { limit: 1 }),
    ]) {
      expect(await ask().catch((error: unknown) => error)).to.equal(AWAY)
    }
  })

  describe('knows signatures', () => {
    const claim = (store: Store, key: string, signature: string) =>
      store.turns.claim(key, { ...LEASE, signature })

    it('that it saw before, and tells of those it saw meanwhile', async () => {
      const shared = new Shared()
      const [one, other] = [failOpen(shared.open()), failOpen(shared.open())]
      await claim(one, 'g|1', 'g|s')
      shared.isAway = true
      expect(await claim(one, 'g|2', 'g|s')).to.deep.equal({ state: 'replay' })
      expect(await claim(one, 'g|3', 'g|alone')).to.include({ state: 'run' })
      expect(await one.turns.bind('g|probe', 'a', 1000)).to.equal(true)
      shared.isAway = false
      expect(await claim(one, 'g|4', 'g|new')).to.not.have.property('degraded')
      expect(await claim(other, 'g|5', 'g|alone')).to.deep.equal({ state: 'replay' })
      expect(await other.turns.bind('g|probe', 'b', 1000)).to.equal(false)
    })

    it('that another process brought in time after this one had left them open', async () => {
      const clock = createManualClock()
      const shared = new Shared(clock)
      const [one, other] = [failOpen(shared.open(), clock), failOpen(shared.open(), clock)]
      await one.turns.leaveOpen('g|s', 300, 60_000)
      expect(await claim(other, 'g|1', 'g|s')).to.include({ state: 'run' })
      await clock.advance(400)
      expect(await claim(one, 'g|1', 'g|s')).to.include({ state: 'wait' })
      expect(await claim(one, 'g|2', 'g|s')).to.deep.equal({ state: 'replay' })
    })

    it('no longer than the Store does, whichever process saw them last', async () => {
      const clock = createManualClock()
      const shared = new Shared(clock)
      const [one, other] = [failOpen(shared.open(), clock), failOpen(shared.open(), clock)]
      const short = { leaseMs: 100, ttlMs: 1000, signature: 'g|s' }
      await one.turns.claim('g|1', short)
      await clock.advance(600)
      await other.turns.claim('g|1', short)
      await clock.advance(600)
      expect(await other.turns.claim('g|2', short)).to.include({ state: 'run' })
    })

    it('that it left open alone, and nobody brought in time', async () => {
      const clock = createManualClock()
      const shared = new Shared(clock)
      const store = failOpen(shared.open(), clock)
      shared.isAway = true
      await store.turns.leaveOpen('g|s', 300, 60_000)
      await clock.advance(400)
      shared.isAway = false
      expect(await claim(store, 'g|1', 'g|s')).to.deep.equal({ state: 'replay' })
    })
  })

  it('outlives its process, and is closed with the shared one', async () => {
    const shared = new Shared().open()
    const closed: string[] = []
    const store = failOpen({ ...shared, close: async () => void closed.push('shared') })
    expect(store.outlivesProcess).to.equal(true)
    await store.close()
    expect(closed).to.deep.equal(['shared'])
  })

  it('lists what waits here while the Store is away', async () => {
    const shared = new Shared()
    const store = failOpen(shared.open())
    shared.isAway = true
    expect(await store.late.list('box')).to.deep.equal([])
    await store.late.put('box', { id: '1', reply: HELLO, storedAt: 1 }, 60_000)
    expect((await store.late.list('box')).map(({ id }) => id)).to.deep.equal(['1'])
  })

  it('keeps the reply of a turn whose Store went away before its end', async () => {
    const shared = new Shared()
    const store = failOpen(shared.open())
    const { fence } = (await store.turns.claim('g|1', LEASE)) as { fence: number }
    shared.isAway = true
    await store.turns.finish('g|1', fence, HELLO, 60_000)
    expect(await store.turns.claim('g|1', LEASE)).to.deep.include({ state: 'done', reply: HELLO })
  })

  it('takes the end of a turn that it has never claimed', async () => {
    const shared = new Shared()
    const store = failOpen(shared.open())
    expect(await store.turns.finish('g|unknown', 0, HELLO, 60_000)).to.equal(false)
    expect(shared.reported).to.deep.equal([['g|unknown', HELLO, 60_000, 630_000]])
  })
})
