import { once } from 'node:events'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import {
  type Claim,
  type Clock,
  createApp,
  createBot,
  createLogger,
  createServer,
  type Reply,
  type Store,
  systemClock,
} from '@wechatbot/core'
import { createPush, signPush, storeContract } from '@wechatbot/simulator'
import { expect } from 'chai'
import fromUrl, { createRedisStore } from '#src/index.js'
import { HandClock } from './hand-clock.ts'
import { patientClock } from './patient-clock.ts'
import { hasRedis, type RedisServer, startRedis } from './redis-server.ts'

const HELLO: Reply = { type: 'text', content: '你好' }
const LEASE = { leaseMs: 1000, ttlMs: 60_000 }
const pass = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

describe('the Redis store', function () {
  // A lease of 5 s must end.
  this.timeout(60_000)
  let redis: RedisServer
  const stores: Store[] = []
  let lastPrefix = 0

  /** A store of its own, or with `prefix` one more instance. */
  const open = (prefix?: string): Store => {
    lastPrefix += 1
    const own = prefix ?? `spec${lastPrefix}:`
    const store = createRedisStore({ url: redis.url, prefix: own, clock: patientClock })
    stores.push(store)
    return store
  }

  before(async function () {
    if (!hasRedis()) return this.skip()
    redis = await startRedis()
    // A second of a busy machine, in which no connection is made.
    await import('bullmq')
  })
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close()
  })
  after(() => redis?.close())

  const jobRetriesMs = [200, 300, 400]
  const openForJobs = () => {
    const prefix = `spec${lastPrefix}:`
    const options = { url: redis.url, prefix, jobRetriesMs, clock: patientClock }
    const store = createRedisStore(options)
    stores.push(store)
    return store
  }
  storeContract({
    name: 'Redis',
    create: () => {
      lastPrefix += 1
      return openForJobs()
    },
    another: openForJobs,
    jobRetriesMs,
    pass,
  })

  it('is made of a URL, whose prefix keeps deployments apart', async () => {
    const [one, other] = [
      fromUrl(`${redis.url}?prefix=one:`),
      fromUrl(`${redis.url}?prefix=other:`),
    ]
    stores.push(one, other)
    await one.values.set('k', 1)
    expect(await other.values.get('k')).to.equal(undefined)
    expect(redis.cli('KEYS', 'one:*')).to.equal('one:value:k')
  })

  it('writes nothing into another database when its own is beyond the server’s', async () => {
    const store = fromUrl(`${redis.url}/99?prefix=far:`)
    stores.push(store)
    await store.values.set('k', 1)
    expect(await store.values.get('k')).to.equal(1)
    const claim = await store.turns.claim('wx1|oA|far', LEASE)
    expect(claim).to.have.property('degraded').that.contains('DB index is out of range')
    expect(redis.cli('KEYS', '*far:*')).to.equal('')
  })

  it('keeps an account’s keys under one hash tag', async () => {
    const store = open('tags:')
    const claim = await store.turns.claim('wx1|oA|1', { ...LEASE, signature: 'wx1|s1' })
    await store.turns.finish('wx1|oA|1', fenceOf(claim), HELLO, 60_000)
    await store.late.put('wx1|oA', { id: 'a', reply: HELLO, storedAt: 1 }, 60_000)
    await store.values.replace('wx1|v', 1, undefined, 60_000)
    await store.sets.add('wx1|active', 'oA', 60_000)
    expect(redis.cli('KEYS', 'tags:*').split('\n').sort()).to.deep.equal([
      'tags:{wx1}:ends:active',
      'tags:{wx1}:late:oA',
      'tags:{wx1}:reply:oA|1',
      'tags:{wx1}:set:active',
      'tags:{wx1}:signature:s1',
      'tags:{wx1}:turn:oA|1',
      'tags:{wx1}:value:v',
    ])
    for (const key of redis.cli('KEYS', 'tags:*').split('\n')) {
      expect(Number(redis.cli('PTTL', key))).to.be.above(0)
    }
  })

  it('gives no two keys one name, whatever stands in them', async () => {
    const store = open('names:')
    const parts = ['', 'a', '{', '}', '|', '%', ':value:']
    const keys = parts.flatMap((a) => parts.flatMap((b) => parts.map((c) => a + b + c)))
    const distinct = [...new Set(keys)]
    for (const key of distinct) await store.values.set(key, key, 60_000)
    for (const key of distinct) expect(await store.values.get(key)).to.equal(key)
    expect(redis.cli('KEYS', 'names:*').split('\n')).to.have.length(distinct.length)
  })

  it('gives a value that was written without a version one, and leaves its end', async () => {
    const store = open('plain:')
    redis.cli('SET', 'plain:{wx1}:value:k', '{"n":1}', 'PX', '60000')
    redis.cli('SET', 'plain:{wx1}:value:for-ever', '"#a|b"')
    expect(await store.values.get('wx1|k')).to.deep.equal({ n: 1 })
    const entry = await store.values.entry('wx1|k')
    expect(entry?.value).to.deep.equal({ n: 1 })
    expect(await store.values.entry('wx1|k')).to.deep.equal(entry)
    expect(await store.values.get('wx1|k')).to.deep.equal({ n: 1 })
    expect(Number(redis.cli('PTTL', 'plain:{wx1}:value:k'))).to.be.within(1, 60_000)
    // An instance of an earlier version writes it again meanwhile.
    redis.cli('SET', 'plain:{wx1}:value:k', '{"n":1}')
    expect(await store.values.replace('wx1|k', 2, entry?.version)).to.equal(false)
    expect((await store.values.entry('wx1|k'))?.version).not.to.equal(entry?.version)
    expect((await store.values.entry('wx1|for-ever'))?.value).to.equal('#a|b')
    expect(redis.cli('PTTL', 'plain:{wx1}:value:for-ever')).to.equal('-1')
  })

  it('has an entry of what is no JSON, to be replaced', async () => {
    const store = open('foreign:')
    for (const foreign of ['', '#', '#|', '#x|', '#x|{', '{"n":', 'text']) {
      redis.cli('SET', 'foreign:{wx1}:value:k', foreign)
      const entry = await store.values.entry('wx1|k')
      expect(entry?.value, foreign).to.equal(undefined)
      expect(await store.values.get('wx1|k')).to.equal(undefined)
      expect(await store.values.replace('wx1|k', 1, entry?.version)).to.equal(true)
      expect(await store.values.get('wx1|k')).to.equal(1)
      expect(await store.turns.claim('wx1|oA|1', LEASE)).not.to.have.property('degraded')
    }
  })

  it('takes members whose time is over out in passing, and the set with the last', async () => {
    const store = open('swept:')
    for (let i = 0; i < 10; i += 1) await store.sets.add('wx1|s', `o${i}`, 1)
    await pass(5)
    await store.sets.add('wx1|s', 'one', 5000)
    await store.sets.add('wx1|s', 'other', 4000)
    expect(redis.cli('ZCARD', 'swept:{wx1}:set:s')).to.equal('2')
    expect(redis.cli('ZCARD', 'swept:{wx1}:ends:s')).to.equal('2')
    while (redis.cli('KEYS', 'swept:*') !== '') await pass(100)
  })

  it('gives one of 50 parallel claims the turn, over two instances, for 200 keys', async () => {
    const [one, other] = [open('race:'), open('race:')]
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
    const store = createRedisStore({ url: redis.url, prefix: 'still:', clock })
    const other = open('still:')
    stores.push(store)
    await store.turns.claim('wx1|oA|0', LEASE)
    await other.turns.claim('wx1|oA|0', LEASE)
    const claiming = store.turns.claim('wx1|oA|1', LEASE)
    await new Promise((resolve) => setImmediate(resolve))
    expect(clock.waiting).to.equal(1)
    // This process waits here until Redis has answered a later command, so the claim's answer has come, too.
    redis.cli('PING')
    clock.endCommands()
    const claim = await claiming
    expect(claim).to.include({ state: 'run' })
    expect(claim).not.to.have.property('degraded')
    expect(await other.turns.claim('wx1|oA|1', LEASE)).to.include({ state: 'wait' })
  })

  it('sends a script again when the server has forgotten it', async () => {
    const { turns } = open()
    expect(await turns.claim('wx1|oA|1', LEASE)).to.include({ state: 'run', attempt: 1 })
    redis.cli('SCRIPT', 'FLUSH')
    const again = await Promise.all([1, 2, 3].map(() => turns.claim('wx1|oA|1', LEASE)))
    expect(again).to.deep.equal([2, 3, 4].map((attempt) => ({ state: 'wait', attempt })))
  })

  it('lets a waiter take over when FLUSHALL has lost the turn', async () => {
    const [owner, waiter] = [open('flush:'), open('flush:')]
    const first = await owner.turns.claim('wx1|oA|1', LEASE)
    const { signal } = new AbortController()
    const waiting = waiter.turns.wait('wx1|oA|1', { ...LEASE, signal })
    await pass(50)
    redis.cli('FLUSHALL')
    const taken = await waiting
    expect(taken.state).to.equal('run')
    // The former owner's reply is refused only when its fence is another.
    expect(await waiter.turns.finish('wx1|oA|1', fenceOf(taken), HELLO, 60_000)).to.equal(true)
    expect(await owner.turns.finish('wx1|oA|1', fenceOf(first), HELLO, 60_000)).to.equal(false)
  })

  it('does not forget a turn while its owner’s lease runs, also one who took it over', async () => {
    const [one, other] = [open('kept:'), open('kept:')]
    const left = (key: string) => Number(redis.cli('PTTL', `kept:{wx1}:turn:oA|${key}`))
    const long = { leaseMs: 10_000, ttlMs: 5000 }
    await one.turns.claim('wx1|oA|1', long)
    expect(left('1'), 'the first owner’s').to.be.above(5000)
    // Another's lease of a millisecond is over; what is left of the turn is less than the next one.
    await one.turns.claim('wx1|oA|2', { leaseMs: 1, ttlMs: 5000 })
    await pass(5)
    expect((await other.turns.claim('wx1|oA|2', long)).state).to.equal('run')
    expect(left('2'), 'the second owner’s').to.be.above(5000)
  })

  describe('when Redis is away', () => {
    let own: RedisServer
    const openOwn = (clock: Clock = patientClock) => {
      const store = createRedisStore({ url: own.url, clock })
      stores.push(store)
      return store
    }
    /** Resolves when the store asks Redis again. Until then it refuses questions about sets. */
    const isBack = async (store: Store): Promise<void> => {
      const answer = store.sets.list('s', { limit: 1 })
      if (await answer.then(() => true).catch(() => false)) return
      await pass(50)
      return isBack(store)
    }
    beforeEach(async () => {
      own = await startRedis()
    })
    afterEach(() => own.close())

    it('a bot runs a message once, and gives its reply to every attempt', async () => {
      const store = openOwn()
      await own.kill()
      const logger = createLogger({ level: 'silent' })
      const bot = createBot({ token: 'away-token', store, logger })
      let runs = 0
      bot.on('text', () => {
        runs += 1
        return `answer ${runs}`
      })
      const server = createServer(createApp({ bots: [bot] })).listen(0, '127.0.0.1')
      await once(server, 'listening')
      const xml = createPush({ kind: 'text', fields: { Content: 'hello' } })
      for (let attempt = 0; attempt < 3; attempt += 1) {
        const { query, body } = signPush(xml, { token: 'away-token' })
        const { port } = server.address() as AddressInfo
        const url = `http://127.0.0.1:${port}/wechat?${new URLSearchParams(query)}`
        const response = await fetch(url, { method: 'POST', body })
        expect(await response.text()).to.contain('answer 1')
      }
      server.close()
      server.closeAllConnections()
      expect(runs).to.equal(1)
    })

    it('runs messages alone, says so, and knows its own ones again', async () => {
      const store = openOwn()
      await store.values.set('k', 1)
      await own.kill()
      const claim = await store.turns.claim('wx1|oA|1', LEASE)
      expect(claim).to.include({ state: 'run', fence: 0, attempt: 1 })
      expect((claim as { degraded?: string }).degraded).to.match(/^Redis is away: /)
      expect(await store.turns.renew('wx1|oA|1', 0, 1000)).to.equal(true)
      expect((await store.turns.claim('wx1|oA|1', LEASE)).state).to.equal('wait')
      await store.turns.finish('wx1|oA|1', 0, HELLO, 60_000)
      expect(await store.turns.claim('wx1|oA|1', LEASE)).to.deep.include({
        state: 'done',
        reply: HELLO,
      })
      expect(await store.values.get('k')).to.equal(undefined)
      expect(await store.values.setIfAbsent('k', 2)).to.equal(true)
      expect(await store.turns.bind('wx1|s', 'a', 1000)).to.equal(true)
      expect(await store.turns.bind('wx1|s', 'b', 1000)).to.equal(false)
    })

    it('tells nobody of an entry or a set, and comes back to them', async () => {
      const store = openOwn()
      await store.values.set('k', 1)
      const entry = await store.values.entry('k')
      await own.kill()
      // What other values are asked for is answered by this process.
      await store.values.set('k', 2)
      for (const ask of [
        () => store.values.entry('k'),
        () => store.values.replace('k', 3, entry?.version),
        () => store.values.replace('k', 3, undefined),
        () => store.sets.add('s', 'oA', 1000),
        () => store.sets.remove('s', 'oA'),
        () => store.sets.list('s', { limit: 1 }),
      ]) {
        const error = await ask().catch((reason: unknown) => reason)
        expect(error).to.include({ name: 'WechatBotError', code: 'STORE_AWAY' })
        expect((error as Error).message).to.match(/^Redis is away: /)
      }
      await own.restart()
      await isBack(store)
      expect(await store.values.entry('k')).to.equal(undefined)
      expect(await store.values.replace('k', 3, entry?.version)).to.equal(false)
      expect(await store.values.replace('k', 3, undefined)).to.equal(true)
    })

    it('comes back by itself, and hands over what was kept meanwhile', async () => {
      const store = openOwn()
      await own.kill()
      await store.late.put('wx1|oA', { id: 'a', reply: HELLO, storedAt: 1 }, 60_000)
      await own.restart()
      await isBack(store)
      expect(await store.turns.claim('wx1|oA|1', LEASE)).to.not.have.property('degraded')
      expect((await store.late.list('wx1|oA')).map(({ id }) => id)).to.deep.equal(['a'])
      expect(await store.late.remove('wx1|oA', 'a')).to.equal(true)
      expect(await store.late.list('wx1|oA')).to.deep.equal([])
    })

    it('knows the signatures that it saw before, and tells of those it saw meanwhile', async () => {
      const [seen, unseen] = [openOwn(), openOwn()]
      const claim = (store: Store, key: string, signature: string) =>
        store.turns.claim(key, { ...LEASE, signature })
      expect(await claim(seen, 'g|1', 'g|s')).to.include({ state: 'run' })
      await own.kill()
      expect(await claim(seen, 'g|2', 'g|s')).to.deep.equal({ state: 'replay' })
      expect(await claim(seen, 'g|1', 'g|s')).to.include({ state: 'run' })
      expect(await claim(seen, 'g|3', 'g|alone')).to.include({ state: 'run' })
      expect(await seen.turns.bind('g|probe', 'a', 1000)).to.equal(true)
      await own.restart()
      await Promise.all([isBack(seen), isBack(unseen)])
      expect(await claim(seen, 'g|4', 'g|new')).to.not.have.property('degraded')
      expect(await claim(unseen, 'g|5', 'g|alone')).to.deep.equal({ state: 'replay' })
      expect(await unseen.turns.bind('g|probe', 'b', 1000)).to.equal(false)
      expect(await claim(unseen, 'g|3', 'g|alone')).to.include({ state: 'run' })
    })

    it('leaves a signature open for its message only', async () => {
      const store = openOwn()
      await store.values.set('k', 1)
      await own.kill()
      await store.turns.leaveOpen('g|s', 60_000, 60_000)
      expect(await store.turns.bind('g|s', 'a', 60_000)).to.equal(true)
      expect(await store.turns.bind('g|s', 'b', 60_000)).to.equal(false)
    })

    it('keeps a reply whose turn was claimed before', async () => {
      const store = openOwn()
      const claim = await store.turns.claim('wx1|oA|1', LEASE)
      await own.kill()
      await store.turns.finish('wx1|oA|1', fenceOf(claim), HELLO, 60_000)
      expect(await store.turns.claim('wx1|oA|1', LEASE)).to.deep.include({
        state: 'done',
        reply: HELLO,
      })
    })

    it('tells the others what it ran alone, once Redis is back', async () => {
      const store = openOwn()
      await own.kill()
      await store.turns.claim('wx1|oA|1', LEASE)
      await own.restart()
      await isBack(store)
      await store.turns.finish('wx1|oA|1', 0, HELLO, 60_000)
      const other = openOwn()
      expect(await other.turns.claim('wx1|oA|1', LEASE)).to.deep.equal({
        state: 'done',
        attempt: 2,
        reply: HELLO,
      })
    })

    it('costs one message 300 ms when Redis hangs, and the next ones nothing', async () => {
      const clock = new HandClock()
      const store = openOwn(clock)
      await store.values.set('k', 1)
      own.freeze()
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
      own.thaw()
      expect(await store.values.get('k')).to.equal(undefined)
      clock.endPause()
      expect(await store.values.get('k')).to.equal(1)
    })

    it('does not wait for a Redis that was never there', async () => {
      await own.kill()
      // No timer of the store's ever fires.
      const store = openOwn({ ...systemClock, setTimeout: () => undefined })
      expect((await store.turns.claim('wx1|oA|1', LEASE)).state).to.equal('run')
    })

    for (const [name, break_] of [
      ['a read-only replica', () => own.cli('REPLICAOF', '127.0.0.1', '1')],
      ['out of memory', () => own.cli('CONFIG', 'SET', 'maxmemory', '1')],
    ] as const) {
      it(`goes on alone with ${name}`, async () => {
        const store = openOwn()
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
      stores.push(store)
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

    it('goes on with the others when one key holds something else', async () => {
      const store = openOwn()
      own.cli('SET', 'wechatbot:{wx1}:turn:oA|text', 'text')
      own.cli('HSET', 'wechatbot:{wx1}:turn:oA|attempts', 'fence', '1', 'attempts', 'text')
      own.cli('HSET', 'wechatbot:{wx1}:turn:oA|lease', 'fence', '1', 'attempts', '1')
      own.cli(
        'HSET',
        'wechatbot:{wx1}:turn:oA|fence',
        'fence',
        'text',
        'attempts',
        '1',
        'lease',
        '1',
      )
      own.cli('HSET', 'wechatbot:{wx1}:turn:oA|reply', 'fence', '1', 'attempts', '1', 'done', '1')
      own.cli('SET', 'wechatbot:{wx1}:reply:oA|reply', '{')
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
})

/** A server that answers OK to whatever it is asked. */
async function startYes(): Promise<{ readonly url: string; readonly close: () => void }> {
  const server = createTcpServer((socket) => {
    socket.on('data', (data) => {
      const commands = data.toString().match(/^\*\d+\r$/gm)?.length ?? 1
      socket.write('+OK\r\n'.repeat(commands))
    })
    socket.on('error', () => {})
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { url: `redis://127.0.0.1:${port}`, close: () => void server.close() }
}

function fenceOf(claim: Claim): number {
  if (claim.state !== 'run') throw new Error(`expected run, got ${claim.state}`)
  return claim.fence
}
