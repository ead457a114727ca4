import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { moment } from '#src/clock.js'
import { createMemoryStore } from '#src/store/memory.js'
import { ALONE, type Claim, type Store } from '#src/store/types.js'
import { noteMiss } from '#src/turn/gap.js'
import { Leases } from '#src/turn/leases.js'
import { LEASE_MS, Turn } from '#src/turn/turn.js'
import { createSpecClock, messageOf, textXml } from '../fixtures.ts'

const TTL_MS = 600_000

describe('leases', () => {
  let clock: ManualClock
  let store: Store
  let turn: Turn

  const claim = () => store.turns.claim('key', { leaseMs: LEASE_MS, ttlMs: TTL_MS })
  /** Leases over a Store whose claims end as this one. */
  const claiming = (answer: Store['turns']['claim']) => {
    return new Leases({ turns: { ...store.turns, claim: answer } }, TTL_MS, clock)
  }
  /** The Store has lost all it knew. */
  const empty = () => {
    store = createMemoryStore({ clock })
  }

  beforeEach(async () => {
    clock = createSpecClock()
    store = createMemoryStore({ clock })
    const claimed = await claim()
    const fence = 'fence' in claimed ? claimed.fence : undefined
    turn = new Turn('key', messageOf(textXml()), moment(clock), 1, fence)
  })

  it('are renewed as long as nobody else has the turn', async () => {
    const leases = new Leases(store, TTL_MS, clock)
    expect(await leases.renew(turn)).to.equal(true)
    await clock.advance(LEASE_MS)
    await claim()
    expect([await leases.renew(turn), await leases.holds(turn)]).to.deep.equal([false, false])
  })

  it('are claimed anew where the Store has lost the turn, once for all who ask', async () => {
    empty()
    let claims = 0
    const leases = claiming((...args) => {
      claims += 1
      return store.turns.claim(...args)
    })
    const asked = [leases.renew(turn), leases.holds(turn), leases.regain(turn, turn.fence ?? 0)]
    expect(await Promise.all(asked)).to.deep.equal([true, true, true])
    expect(claims).to.equal(1)
    expect((await claim()).state).to.equal('wait')
  })

  it('are not claimed where a retry has claimed the turn meanwhile', async () => {
    empty()
    turn.fence = 99
    const leases = claiming(async (...args) => {
      const claimed = await claim()
      turn.own((claimed as Claim & { readonly fence: number }).fence)
      return store.turns.claim(...args)
    })
    expect(await leases.renew(turn)).to.equal(true)
    expect(await leases.regain(turn, 77)).to.equal(true)
  })

  it('of a turn that is done are not claimed', async () => {
    await store.turns.finish('key', turn.fence ?? 0, { type: 'none' }, 1000)
    expect(await new Leases(store, TTL_MS, clock).renew(turn)).to.equal(false)
  })

  it('tell the Store of an attempt that it has missed, also where the first try fails', async () => {
    let isAway = false
    const leases = claiming((...args) => {
      if (isAway) throw new Error('away')
      return store.turns.claim(...args)
    })
    noteMiss(turn)
    turn.attempts = 2
    isAway = true
    await leases.renew(turn).catch(() => {})
    isAway = false
    expect(await leases.renew(turn)).to.equal(true)
    const { attempt } = (await claim()) as { attempt: number }
    expect(attempt).to.equal(3)
  })

  it('are nobody’s while the Store is away', async () => {
    const away = claiming(async () => ({
      state: 'run',
      fence: ALONE,
      attempt: 1,
      degraded: 'away',
    }))
    empty()
    turn.fence = 99
    expect(await away.holds(turn)).to.equal(true)
    turn.own(undefined)
    expect(await new Leases(store, TTL_MS, clock).holds(turn)).to.equal(undefined)
  })
})
