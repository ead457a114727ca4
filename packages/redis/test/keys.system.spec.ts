/** What is in Redis: the names of the keys, and values that others wrote. */
import { expect } from 'chai'
import { fenceOf, HELLO, LEASE, pass, SharedRedis } from './shared-redis.ts'

describe('the keys in Redis', function () {
  this.timeout(60_000)
  const redis = new SharedRedis()

  it('keeps an account’s keys under one hash tag', async () => {
    const store = redis.open({ prefix: 'tags:' })
    const claim = await store.turns.claim('wx1|oA|1', { ...LEASE, signature: 'wx1|s1' })
    await store.turns.finish('wx1|oA|1', fenceOf(claim), HELLO, 60_000)
    await store.late.put('wx1|oA', { id: 'a', reply: HELLO, storedAt: 1 }, 60_000)
    await store.values.replace('wx1|v', 1, undefined, 60_000)
    await store.sets.add('wx1|active', 'oA', 60_000)
    expect(redis.server.cli('KEYS', 'tags:*').split('\n').sort()).to.deep.equal([
      'tags:{wx1}:ends:active',
      'tags:{wx1}:late:oA',
      'tags:{wx1}:reply:oA|1',
      'tags:{wx1}:set:active',
      'tags:{wx1}:signature:s1',
      'tags:{wx1}:turn:oA|1',
      'tags:{wx1}:value:v',
    ])
    for (const key of redis.server.cli('KEYS', 'tags:*').split('\n')) {
      expect(Number(redis.server.cli('PTTL', key))).to.be.above(0)
    }
  })

  it('gives no two keys one name, whatever stands in them', async () => {
    const store = redis.open({ prefix: 'names:' })
    const parts = ['', 'a', '{', '}', '|', '%', ':value:']
    const keys = parts.flatMap((a) => parts.flatMap((b) => parts.map((c) => a + b + c)))
    const distinct = [...new Set(keys)]
    for (const key of distinct) await store.values.set(key, key, 60_000)
    for (const key of distinct) expect(await store.values.get(key)).to.equal(key)
    expect(redis.server.cli('KEYS', 'names:*').split('\n')).to.have.length(distinct.length)
  })

  it('gives a value that was written without a version one, and leaves its end', async () => {
    const store = redis.open({ prefix: 'plain:' })
    redis.server.cli('SET', 'plain:{wx1}:value:k', '{"n":1}', 'PX', '60000')
    redis.server.cli('SET', 'plain:{wx1}:value:for-ever', '"#a|b"')
    expect(await store.values.get('wx1|k')).to.deep.equal({ n: 1 })
    const entry = await store.values.entry('wx1|k')
    expect(entry?.value).to.deep.equal({ n: 1 })
    expect(await store.values.entry('wx1|k')).to.deep.equal(entry)
    expect(await store.values.get('wx1|k')).to.deep.equal({ n: 1 })
    expect(Number(redis.server.cli('PTTL', 'plain:{wx1}:value:k'))).to.be.within(1, 60_000)
    // An instance of an earlier version writes it again meanwhile.
    redis.server.cli('SET', 'plain:{wx1}:value:k', '{"n":1}')
    expect(await store.values.replace('wx1|k', 2, entry?.version)).to.equal(false)
    expect((await store.values.entry('wx1|k'))?.version).not.to.equal(entry?.version)
    expect((await store.values.entry('wx1|for-ever'))?.value).to.equal('#a|b')
    expect(redis.server.cli('PTTL', 'plain:{wx1}:value:for-ever')).to.equal('-1')
  })

  it('has an entry of what is no JSON, to be replaced', async () => {
    const store = redis.open({ prefix: 'foreign:' })
    for (const foreign of ['', '#', '#|', '#x|', '#x|{', '{"n":', 'text']) {
      redis.server.cli('SET', 'foreign:{wx1}:value:k', foreign)
      const entry = await store.values.entry('wx1|k')
      expect(entry?.value, foreign).to.equal(undefined)
      expect(await store.values.get('wx1|k')).to.equal(undefined)
      expect(await store.values.replace('wx1|k', 1, entry?.version)).to.equal(true)
      expect(await store.values.get('wx1|k')).to.equal(1)
      expect(await store.turns.claim('wx1|oA|1', LEASE)).not.to.have.property('degraded')
    }
  })

  it('takes members whose time is over out in passing, and the set with the last', async () => {
    const store = redis.open({ prefix: 'swept:' })
    for (let i = 0; i < 10; i += 1) await store.sets.add('wx1|s', `o${i}`, 1)
    await pass(5)
    await store.sets.add('wx1|s', 'one', 5000)
    await store.sets.add('wx1|s', 'other', 4000)
    expect(redis.server.cli('ZCARD', 'swept:{wx1}:set:s')).to.equal('2')
    expect(redis.server.cli('ZCARD', 'swept:{wx1}:ends:s')).to.equal('2')
    while (redis.server.cli('KEYS', 'swept:*') !== '') await pass(100)
  })

  it('costs one message its shared turn when a key holds something else, and no other message', async () => {
    const store = redis.open({ prefix: 'odd:' })
    redis.server.cli('SET', 'odd:{wx1}:turn:oA|text', 'text')
    redis.server.cli('HSET', 'odd:{wx1}:turn:oA|attempts', 'fence', '1', 'attempts', 'text')
    redis.server.cli('HSET', 'odd:{wx1}:turn:oA|lease', 'fence', '1', 'attempts', '1')
    redis.server.cli(
      'HSET',
      'odd:{wx1}:turn:oA|fence',
      'fence',
      'text',
      'attempts',
      '1',
      'lease',
      '1',
    )
    redis.server.cli('HSET', 'odd:{wx1}:turn:oA|reply', 'fence', '1', 'attempts', '1', 'done', '1')
    redis.server.cli('SET', 'odd:{wx1}:reply:oA|reply', '{')
    for (const odd of ['text', 'attempts', 'lease', 'fence', 'reply']) {
      const claim = await store.turns.claim(`wx1|oA|${odd}`, LEASE)
      expect(claim, odd).to.include({ state: 'run', fence: 0 })
      const next = await store.turns.claim(`wx1|oA|after ${odd}`, LEASE)
      expect(next, odd).not.to.have.property('degraded')
      // Claims that come at once are one command.
      const keys = [`before ${odd}`, odd, `behind ${odd}`].map((rest) => `wx1|oA|${rest}`)
      const claims = await Promise.all(keys.map((key) => store.turns.claim(key, LEASE)))
      const shared = claims.map((each) => each.state === 'run' && each.fence > 0)
      expect(shared, odd).to.deep.equal([true, false, true])
    }
  })
})
