/** A Redis that comes back empty, as after a restart without persistence or a failover: nobody's turn is lost by it. */
import { expect } from 'chai'
import { OwnRedis } from './own-redis.ts'
import { HELLO, LEASE } from './shared-redis.ts'

describe('a store whose Redis has lost everything', function () {
  this.timeout(60_000)
  const own = new OwnRedis()

  for (const [when, renews] of [
    ['when it renews the lease', true],
    ['when it finishes the turn', false],
  ] as const) {
    it(`believes the owner of a turn ${when}`, async () => {
      const store = own.open()
      const claim = await store.turns.claim('g|k', LEASE)
      const fence = claim.state === 'run' ? claim.fence : 0
      own.server.cli('FLUSHALL')
      if (renews) {
        expect(await store.turns.renew('g|k', fence, 3000)).to.equal(true)
        expect((await store.turns.claim('g|k', LEASE)).state).to.equal('wait')
      }
      expect(await store.turns.finish('g|k', fence, HELLO, 60_000)).to.equal(true)
      expect(await store.turns.claim('g|k', LEASE)).to.deep.include({ state: 'done', reply: HELLO })
      expect(await store.turns.finish('g|k', fence, HELLO, 60_000)).to.equal(false)
      const key = own.server.cli('KEYS', '*:turn:*').trim()
      expect(Number(own.server.cli('PTTL', key))).to.be.within(1, 60_000)
    })
  }

  it('believes the process that claims a turn first', async () => {
    const [store, other] = [own.open(), own.open()]
    const claim = await store.turns.claim('g|k', LEASE)
    const fence = claim.state === 'run' ? claim.fence : 0
    own.server.cli('FLUSHALL')
    expect((await other.turns.claim('g|k', LEASE)).state).to.equal('run')
    expect(await store.turns.renew('g|k', fence, 3000)).to.equal(false)
    expect(await store.turns.finish('g|k', fence, HELLO, 60_000)).to.equal(false)
  })
})
