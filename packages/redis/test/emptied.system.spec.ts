/** A Redis that comes back empty, as after a restart without persistence or a failover: nobody's turn is lost by it. */
import { type Message, type Store, systemClock } from '@wechatbot/core'
import { Leases } from '@wechatbot/core/internal/turn/leases'
import { Turn } from '@wechatbot/core/internal/turn/turn'
import { expect } from 'chai'
import { OwnRedis } from './own-redis.ts'
import { HELLO, LEASE } from './shared-redis.ts'

describe('a store whose Redis has lost everything', function () {
  this.timeout(60_000)
  const own = new OwnRedis()

  /** A turn that this process runs, whose record Redis has lost meanwhile. */
  const lost = async (store: Store): Promise<Turn> => {
    const claim = await store.turns.claim('g|k', LEASE)
    own.server.cli('FLUSHALL')
    const fence = claim.state === 'run' ? claim.fence : undefined
    return new Turn('k', {} as Message, { now: 0, monotonic: 0 }, 1, fence, 'g|k')
  }

  it('leaves a turn to its owner, and its reply to every attempt', async () => {
    const [store, other] = [own.open(), own.open()]
    const turn = await lost(store)
    expect(await new Leases(store, LEASE.ttlMs, systemClock).renew(turn)).to.equal(true)
    expect((await other.turns.claim('g|k', LEASE)).state).to.equal('wait')
    expect(await store.turns.finish('g|k', turn.fence ?? 0, HELLO, 60_000)).to.equal(true)
    expect(await other.turns.claim('g|k', LEASE)).to.deep.include({ state: 'done', reply: HELLO })
    expect(await new Leases(store, LEASE.ttlMs, systemClock).renew(turn)).to.equal(false)
  })

  it('leaves a turn to another process that has claimed it meanwhile', async () => {
    const [store, other] = [own.open(), own.open()]
    const turn = await lost(store)
    expect((await other.turns.claim('g|k', LEASE)).state).to.equal('run')
    expect(await new Leases(store, LEASE.ttlMs, systemClock).renew(turn)).to.equal(false)
  })
})
