import { storeContract } from '@wechatbot/simulator'
import { expect } from 'chai'
import fromUrl, { createRedisStore } from '#src/index.js'
import { HandClock } from './hand-clock.ts'
import { fenceOf, HELLO, LEASE, pass, SharedRedis } from './shared-redis.ts'

describe('the Redis store', function () {
  // A lease of 5 s must end.
  this.timeout(60_000)
  const redis = new SharedRedis()

  let prefix = ''
  const jobRetriesMs = [200, 300, 400]
  const another = () => redis.open({ prefix, jobRetriesMs })
  storeContract({
    name: 'Redis',
    create: () => {
      prefix = redis.newPrefix()
      return another()
    },
    another,
    jobRetriesMs,
    pass,
  })

  it('is made of a URL, whose prefix keeps deployments apart', async () => {
    const [one, other] = [
      fromUrl(`${redis.server.url}?prefix=one:`),
      fromUrl(`${redis.server.url}?prefix=other:`),
    ]
    for (const each of [one, other]) redis.stores.add(each)
    await one.values.set('k', 1)
    expect(await other.values.get('k')).to.equal(undefined)
    expect(redis.server.cli('KEYS', 'one:*')).to.equal('one:value:k')
  })

  it('writes nothing into another database when its own is beyond the server’s', async () => {
    const store = fromUrl(`${redis.server.url}/99?prefix=far:`)
    redis.stores.add(store)
    await store.values.set('k', 1)
    expect(await store.values.get('k')).to.equal(1)
    const claim = await store.turns.claim('wx1|oA|far', LEASE)
    expect(claim).to.have.property('degraded').that.contains('DB index is out of range')
    expect(redis.server.cli('KEYS', '*far:*')).to.equal('')
  })

  it('gives one of 50 parallel claims the turn, over two instances, for 200 keys', async () => {
    const [one, other] = [redis.open({ prefix: 'race:' }), redis.open({ prefix: 'race:' })]
    for (let i = 0; i < 200; i += 1) {
      const claims = await Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          (n % 2 ? one : other).turns.claim(`wx1|oA|${i}`, LEASE),
        ),
      )
      expect(claims.filter(({ state }) => state === 'run')).to.have.length(1)
      const numbers = claims.map((claim) => (claim as { attempt: number }).attempt)
      expect(new Set(numbers).size).to.equal(50)
    }
  })

  it('does not blame Redis when this process itself stood still', async () => {
    const clock = new HandClock()
    const store = createRedisStore({ url: redis.server.url, prefix: 'still:', clock })
    const other = redis.open({ prefix: 'still:' })
    redis.stores.add(store)
    await store.turns.claim('wx1|oA|0', LEASE)
    await other.turns.claim('wx1|oA|0', LEASE)
    const claiming = store.turns.claim('wx1|oA|1', LEASE)
    await new Promise((resolve) => setImmediate(resolve))
    expect(clock.waiting).to.equal(1)
    // This process waits here until Redis has answered a later command, so the claim's answer has come, too.
    redis.server.cli('PING')
    clock.endCommands()
    const claim = await claiming
    expect(claim).to.include({ state: 'run' })
    expect(claim).not.to.have.property('degraded')
    expect(await other.turns.claim('wx1|oA|1', LEASE)).to.include({ state: 'wait' })
  })

  it('sends a script again when the server has forgotten it', async () => {
    const { turns } = redis.open()
    expect(await turns.claim('wx1|oA|1', LEASE)).to.include({ state: 'run', attempt: 1 })
    redis.server.cli('SCRIPT', 'FLUSH')
    const again = await Promise.all([1, 2, 3].map(() => turns.claim('wx1|oA|1', LEASE)))
    expect(again).to.deep.equal([2, 3, 4].map((attempt) => ({ state: 'wait', attempt })))
  })

  it('lets a waiter take over when FLUSHALL has lost the turn', async () => {
    const [owner, waiter] = [redis.open({ prefix: 'flush:' }), redis.open({ prefix: 'flush:' })]
    const first = await owner.turns.claim('wx1|oA|1', LEASE)
    const { signal } = new AbortController()
    const waiting = waiter.turns.wait('wx1|oA|1', { ...LEASE, signal })
    await pass(50)
    redis.server.cli('FLUSHALL')
    const taken = await waiting
    expect(taken.state).to.equal('run')
    // The former owner's reply is refused only when its fence is another.
    expect(await waiter.turns.finish('wx1|oA|1', fenceOf(taken), HELLO, 60_000)).to.equal(true)
    expect(await owner.turns.finish('wx1|oA|1', fenceOf(first), HELLO, 60_000)).to.equal(false)
  })

  it('does not forget a turn while its owner’s lease runs, also one who took it over', async () => {
    const [one, other] = [redis.open({ prefix: 'kept:' }), redis.open({ prefix: 'kept:' })]
    const left = (key: string) => Number(redis.server.cli('PTTL', `kept:{wx1}:turn:oA|${key}`))
    const long = { leaseMs: 10_000, ttlMs: 5000 }
    await one.turns.claim('wx1|oA|1', long)
    expect(left('1'), 'the first owner’s').to.be.above(5000)
    // Another's lease of a millisecond is over; what is left of the turn is less than the next one.
    await one.turns.claim('wx1|oA|2', { leaseMs: 1, ttlMs: 5000 })
    await pass(5)
    expect((await other.turns.claim('wx1|oA|2', long)).state).to.equal('run')
    expect(left('2'), 'the second owner’s').to.be.above(5000)
  })
})
