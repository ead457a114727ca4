import { createMemoryStore, type Store } from '@wechatbot/core'
import { createManualClock, storeContract } from '@wechatbot/simulator'
import { expect } from 'chai'
import { apart } from '#src/config/apart.js'

describe('a store kept apart', () => {
  let clock = createManualClock()

  storeContract({
    name: 'apart, in memory',
    create: () => {
      clock = createManualClock()
      return apart(createMemoryStore({ clock }), clock) as Store
    },
    pass: (ms) => clock.advance(ms),
  })

  it('meets nothing of the store it is in', async () => {
    const real = createMemoryStore()
    const tried = apart(real) as Store
    const late = { id: '1', reply: { type: 'none' }, storedAt: 1 } as const
    const signature = 'g|s'
    const lease = { leaseMs: 1000, ttlMs: 1000, signature }
    for (const store of [real, tried]) {
      expect(await store.values.setIfAbsent('k', 1)).to.equal(true)
      expect(await store.values.replace('entry', 1, undefined)).to.equal(true)
      expect((await store.turns.claim('g|1', lease)).state).to.equal('run')
      expect(await store.turns.bind('g|bound', store === real ? 'a' : 'b', 1000)).to.equal(true)
      expect(await store.late.list('box')).to.deep.equal([])
      await store.late.put('box', late, 1000)
      expect(await store.sets.list('set', { limit: 1 })).to.deep.equal({ members: [] })
      await store.sets.add('set', 'm', 1000)
    }
  })

  it('is none where none is configured, and says what the real one says', async () => {
    expect(apart(undefined)).to.equal(undefined)
    const warnings = ['store: on a network disk']
    expect(apart({ ...createMemoryStore(), warnings })).to.have.property('warnings', warnings)
  })

  it('has no entries and sets where the real one has none', () => {
    const { values, turns, late, close } = createMemoryStore()
    const { entry: _, replace: __, ...basic } = values
    const tried = apart({ values: basic, turns, late, close })
    expect(tried).to.not.have.property('sets')
    expect(tried?.values).to.not.have.any.keys('entry', 'replace')
  })
})
