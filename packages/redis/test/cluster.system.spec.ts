import type { Claim, Store } from '@wechatbot/core'
import { storeContract } from '@wechatbot/simulator'
import { expect } from 'chai'
import { createRedisStore } from '#src/index.js'
import { patientClock } from './patient-clock.ts'
import { type RedisCluster, startCluster } from './redis-cluster.ts'
import { hasRedis } from './redis-server.ts'

/** Longer than three nodes of a busy machine take for what a spec does while it holds one. */
const LEASE = { leaseMs: 20_000, ttlMs: 60_000 }
const pass = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

describe('the Redis store over a cluster', function () {
  this.timeout(120_000)
  let cluster: RedisCluster
  const stores: Store[] = []
  let lastPrefix = 0

  /** Connected to all nodes: until then a store goes on alone. */
  const open = async (prefix = `c${++lastPrefix}:`, url = cluster.url): Promise<Store> => {
    const store = createRedisStore({ url, prefix, clock: patientClock })
    stores.push(store)
    const names = Array.from({ length: 50 }, (_, i) => `ready${lastPrefix}${i}|k`)
    for (;;) {
      const claims = await Promise.all(names.map((name) => store.turns.claim(name, LEASE)))
      if (!claims.some(isDegraded)) return store
      await pass(50)
    }
  }
  const isDegraded = (claim: Claim) => claim.state === 'run' && claim.degraded !== undefined
  /** One key in the slots of each node. */
  const groupsOf = (prefix: string) =>
    [0, 1, 2].map((owner) => {
      for (let i = 0; ; i += 1) {
        const slot = cluster.slotOf(`${prefix}{g${i}}:turn:k`)
        if (cluster.ownerOf(slot) === owner) return `g${i}`
      }
    })

  before(async function () {
    if (!hasRedis()) return this.skip()
    cluster = await startCluster()
    // A second of a busy machine, in which no connection is made.
    await import('bullmq')
  })
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close()
  })
  after(() => cluster?.close())

  storeContract({
    name: 'Redis Cluster',
    create: () => open(),
    another: () => open(`c${lastPrefix}:`),
    pass,
  })

  it('spreads accounts over all nodes, and keeps what is one turn’s together', async () => {
    const [one, other] = [await open('spread:'), await open('spread:')]
    for (const group of groupsOf('spread:')) {
      for (let i = 0; i < 20; i += 1) {
        const options = { ...LEASE, signature: `${group}|s${i}` }
        const claims = await Promise.all(
          [one, other, one, other].map(({ turns }) => turns.claim(`${group}|k${i}`, options)),
        )
        const states = claims.map(({ state }) => state).sort()
        expect(states).to.deep.equal(['run', 'wait', 'wait', 'wait'])
        expect(claims.some(isDegraded)).to.equal(false)
      }
    }
    for (const keys of cluster.keys()) {
      expect(keys.filter((key) => key.startsWith('spread:')).length).to.be.above(30)
    }
  })

  it('is found out when one server is named, and it is a node of a cluster', async () => {
    const url = `redis://127.0.0.1:${cluster.nodes[0]?.port}`
    const stores = [await open('named:', url), await open('named:', url)]
    for (const group of groupsOf('named:')) {
      for (let i = 0; i < 6; i += 1) {
        const claims = await Promise.all(
          stores.map(({ turns }) => turns.claim(`${group}|k${i}`, LEASE)),
        )
        expect(claims.map(({ state }) => state).sort()).to.deep.equal(['run', 'wait'])
        expect(claims.some(isDegraded)).to.equal(false)
      }
    }
    const ran: string[] = []
    stores[0]?.jobs.work(async ({ id }) => ran.push(id))
    await stores[1]?.jobs.add({ id: 'a', name: 'spec', data: null }, 0)
    while (ran.length === 0) await pass(20)
  })

  it('goes on while a slot moves', async () => {
    const stores = [await open('moved:'), await open('moved:')]
    const [group = ''] = groupsOf('moved:')
    const slot = cluster.slotOf(`moved:{${group}}:turn:k`)
    let isOver = false
    let runs = 0
    const claimAll = async () => {
      for (let i = 0; !isOver || i < 50; i += 1) {
        const options = { ...LEASE, signature: `${group}|s${i}` }
        const claims = await Promise.all(
          stores.map(({ turns }) => turns.claim(`${group}|k${i}`, options)),
        )
        expect(claims.map(({ state }) => state).sort()).to.deep.equal(['run', 'wait'])
        runs += 1
        await pass(2)
      }
    }
    const claiming = claimAll()
    for (const to of [1, 2, 0]) {
      await pass(100)
      await cluster.move(slot, to)
    }
    isOver = true
    await claiming
    expect(runs).to.be.above(49)
  })

  // In a group of its own: after all that needs three nodes.
  describe('with a master that dies', () => {
    it('costs only its accounts', async () => {
      const store = await open('dead:')
      const groups = groupsOf('dead:')
      for (const group of groups) await store.turns.claim(`${group}|before`, LEASE)
      await cluster.nodes[2]?.kill()
      const [well = '', , dead = ''] = groups
      const claim = (group: string, i: number) =>
        store.turns.claim(`${group}|k${i}`, { ...LEASE, signature: `${group}|s${i}` })
      for (let i = 0; i < 20; i += 1) {
        const ofDead = await claim(dead, i)
        expect(ofDead.state).to.equal('run')
        expect(isDegraded(ofDead)).to.equal(true)
        // Also while bindings of the dead node's accounts wait to be handed on.
        expect(isDegraded(await claim(well, i))).to.equal(false)
      }
    })
  })
})
