/** A Redis that hangs, was never there or takes no writes, and what is none: one goes on alone at once. */
import { type Claim, type Store, systemClock } from '@wechatbot/core'
import { expect } from 'chai'
import { createRedisStore } from '#src/index.js'
import { HandClock } from './hand-clock.ts'
import { OwnRedis } from './own-redis.ts'
import { HELLO, LEASE, pass } from './shared-redis.ts'
import { startYes } from './yes-server.ts'

describe('a store whose Redis is away', function () {
  this.timeout(60_000)
  const own = new OwnRedis()

  it('costs one message 300 ms when Redis hangs, and the next ones nothing', async () => {
    const clock = new HandClock()
    const store = own.open(clock)
    await store.values.set('k', 1)
    own.server.freeze()
    const claims: Claim[] = []
    const claim = async () => {
      claims.push(await store.turns.claim(`wx1|oA|${claims.length}`, LEASE))
    }
    const first = claim()
    while (clock.waiting === 0) await pass(1)
    expect(claims).to.deep.equal([])
    clock.endCommands()
    await first
    // Nobody ends the time of a command here: one that asked Redis would never come back.
    for (let i = 0; i < 10; i += 1) await claim()
    expect(clock.waiting).to.equal(0)
    expect(claims.map(({ state }) => state)).to.deep.equal(Array(11).fill('run'))
    own.server.thaw()
    expect(await store.values.get('k')).to.equal(undefined)
    clock.endPause()
    expect(await store.values.get('k')).to.equal(1)
  })

  describe('asks one question first when it is asked again, and the others', () => {
    /** What each question ends with: an answer, or an error. */
    const outcomesOf = (asked: readonly Promise<unknown>[]) =>
      Promise.all(
        asked.map((answer) =>
          answer.then(
            () => 'answered',
            ({ message }: Error) => message,
          ),
        ),
      )
    const list = (store: Store, set: string) => store.sets.list(set, { limit: 1 })
    /** A store whose Redis hangs, after it has noticed that. */
    const hung = async (clock: HandClock) => {
      const store = own.open(clock)
      await store.values.set('k', 1)
      own.server.freeze()
      const noticed = store.values.set('k', 2)
      while (clock.waiting === 0) await pass(1)
      clock.endCommands()
      await noticed
      clock.endPause()
      return store
    }

    it('follow when it is answered', async () => {
      const store = await hung(new HandClock())
      own.server.thaw()
      const asked = [store.sets.add('s', 'oA', 60_000), list(store, 's'), list(store, 't')]
      expect(await outcomesOf(asked)).to.deep.equal(['answered', 'answered', 'answered'])
    })

    it('follow when it is refused for its key alone', async () => {
      const store = await hung(new HandClock())
      own.server.thaw()
      own.server.cli('SET', 'wechatbot:set:s', 'text')
      const [first, ...others] = await outcomesOf([list(store, 's'), list(store, 't')])
      expect(first).to.match(/^Redis is away: WRONGTYPE/)
      expect(others).to.deep.equal(['answered'])
    })

    it('fail with it, and are not asked', async () => {
      const clock = new HandClock()
      const store = await hung(clock)
      const outcomes = outcomesOf([list(store, 's'), list(store, 't')])
      while (clock.waiting === 0) await pass(1)
      const late = outcomesOf([list(store, 'u')])
      await pass(1)
      expect(clock.waiting).to.equal(1)
      clock.endCommands()
      const away = 'Redis is away: no answer within 300 ms'
      expect([...(await outcomes), ...(await late)]).to.deep.equal([away, away, away])
      expect(clock.waiting).to.equal(0)
    })
  })

  it('does not wait for a Redis that was never there', async () => {
    await own.server.kill()
    // No timer of the store's ever fires.
    const store = own.open({ ...systemClock, setTimeout: () => undefined })
    expect((await store.turns.claim('wx1|oA|1', LEASE)).state).to.equal('run')
  })

  for (const [name, break_] of [
    ['a read-only replica', () => own.server.cli('REPLICAOF', '127.0.0.1', '1')],
    ['out of memory', () => own.server.cli('CONFIG', 'SET', 'maxmemory', '1')],
  ] as const) {
    it(`goes on alone with ${name}`, async () => {
      const store = own.open()
      await store.values.set('k', 1)
      break_()
      const claim = await store.turns.claim('wx1|oA|1', LEASE)
      expect(claim).to.include({ state: 'run', fence: 0 })
      await store.turns.finish('wx1|oA|1', 0, HELLO, 60_000)
      expect((await store.turns.claim('wx1|oA|1', LEASE)).state).to.equal('done')
    })
  }

  it('goes on alone when something else than Redis says OK to everything', async () => {
    const yes = await startYes()
    const store = createRedisStore({ url: yes.url })
    own.stores.add(store)
    const options = { ...LEASE, signature: 'g|s' }
    expect(await store.turns.claim('g|1', options)).to.include({ state: 'run', fence: 0 })
    expect(await store.turns.claim('g|2', options)).to.deep.equal({ state: 'replay' })
    expect(await store.turns.bind('g|other', 'a', 1000)).to.equal(true)
    await store.values.set('k', 1)
    expect(await store.values.setIfAbsent('k2', 1)).to.equal(true)
    for (const ask of [
      () => store.values.entry('k'),
      () => store.values.replace('k', 1, undefined),
      () => store.sets.add('s', 'oA', 1000),
      () => store.sets.remove('s', 'oA'),
      () => store.sets.list('s', { limit: 1 }),
    ]) {
      expect(await ask().catch((reason: unknown) => reason)).to.include({ code: 'STORE_AWAY' })
    }
    expect(await store.late.list('g|oA')).to.deep.equal([])
    yes.close()
  })
})
