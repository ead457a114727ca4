import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createApp, createBot, createLogger, createServer, type Store } from '@wechatbot/core'
import { createPush, signPush } from '@wechatbot/simulator'
import { expect } from 'chai'
import { createRedisStore } from '#src/index.js'
import { OwnRedis } from './own-redis.ts'
import { patientClock } from './patient-clock.ts'
import { startRedis } from './redis-server.ts'
import { fenceOf, HELLO, LEASE, pass } from './shared-redis.ts'

describe('a store whose Redis is away', function () {
  this.timeout(60_000)
  const own = new OwnRedis()
  const openOwn = () => own.open()
  /** Resolves when the store asks Redis again. Until then it refuses questions about sets. */
  const isBack = async (store: Store): Promise<void> => {
    const answer = store.sets.list('s', { limit: 1 })
    if (await answer.then(() => true).catch(() => false)) return
    await pass(50)
    return isBack(store)
  }

  it('a bot runs a message once, and gives its reply to every attempt', async () => {
    const store = openOwn()
    await own.server.kill()
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
    await own.server.kill()
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
    await own.server.kill()
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
    await own.server.restart()
    await isBack(store)
    expect(await store.values.entry('k')).to.equal(undefined)
    expect(await store.values.replace('k', 3, entry?.version)).to.equal(false)
    expect(await store.values.replace('k', 3, undefined)).to.equal(true)
  })

  it('comes back by itself, and hands over what was kept meanwhile', async () => {
    const store = openOwn()
    await own.server.kill()
    await store.late.put('wx1|oA', { id: 'a', reply: HELLO, storedAt: 1 }, 60_000)
    await own.server.restart()
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
    await own.server.kill()
    expect(await claim(seen, 'g|2', 'g|s')).to.deep.equal({ state: 'replay' })
    expect(await claim(seen, 'g|1', 'g|s')).to.include({ state: 'run' })
    expect(await claim(seen, 'g|3', 'g|alone')).to.include({ state: 'run' })
    expect(await seen.turns.bind('g|probe', 'a', 1000)).to.equal(true)
    await own.server.restart()
    await Promise.all([isBack(seen), isBack(unseen)])
    expect(await claim(seen, 'g|4', 'g|new')).to.not.have.property('degraded')
    expect(await claim(unseen, 'g|5', 'g|alone')).to.deep.equal({ state: 'replay' })
    expect(await unseen.turns.bind('g|probe', 'b', 1000)).to.equal(false)
    expect(await claim(unseen, 'g|3', 'g|alone')).to.include({ state: 'run' })
  })

  it('leaves a signature open for its message only', async () => {
    const store = openOwn()
    await store.values.set('k', 1)
    await own.server.kill()
    await store.turns.leaveOpen('g|s', 60_000, 60_000)
    expect(await store.turns.bind('g|s', 'a', 60_000)).to.equal(true)
    expect(await store.turns.bind('g|s', 'b', 60_000)).to.equal(false)
  })

  it('keeps a reply whose turn was claimed before', async () => {
    const store = openOwn()
    const claim = await store.turns.claim('wx1|oA|1', LEASE)
    await own.server.kill()
    await store.turns.finish('wx1|oA|1', fenceOf(claim), HELLO, 60_000)
    expect(await store.turns.claim('wx1|oA|1', LEASE)).to.deep.include({
      state: 'done',
      reply: HELLO,
    })
  })

  it('tells the others what it ran alone, once Redis is back', async () => {
    const store = openOwn()
    await own.server.kill()
    await store.turns.claim('wx1|oA|1', LEASE)
    await own.server.restart()
    await isBack(store)
    await store.turns.finish('wx1|oA|1', 0, HELLO, 60_000)
    const other = openOwn()
    expect(await other.turns.claim('wx1|oA|1', LEASE)).to.deep.equal({
      state: 'done',
      attempt: 2,
      reply: HELLO,
    })
  })

  it('takes no message over at once when Redis is back: the owner was away, too', async () => {
    const server = await startRedis('--appendonly', 'yes', '--appendfsync', 'always')
    const open = () => own.stores.add(createRedisStore({ url: server.url, clock: patientClock }))
    try {
      const [owner, other, idle] = [open(), open(), open()]
      const fence = fenceOf(await owner.turns.claim('wx1|oA|1', LEASE))
      fenceOf(await owner.turns.claim('wx1|oA|2', LEASE))
      await Promise.all([other, idle].map((store) => store.values.get('k')))
      await server.kill()
      await other.values.get('k')
      await pass(LEASE.leaseMs)
      await server.restart()
      await Promise.all([isBack(other), isBack(idle)])
      for (const store of [other, idle]) {
        expect((await store.turns.claim('wx1|oA|1', LEASE)).state).to.equal('wait')
      }
      await isBack(owner)
      expect(await owner.turns.renew('wx1|oA|1', fence, 10_000)).to.equal(true)
      // Of the other one nobody says that its owner is there.
      const ended = await other.turns.wait('wx1|oA|2', {
        ...LEASE,
        signal: AbortSignal.timeout(20_000),
      })
      expect(ended?.state).to.equal('run')
      expect((await other.turns.claim('wx1|oA|1', LEASE)).state).to.equal('wait')
    } finally {
      await own.stores.close()
      await server.close()
    }
  })
})
