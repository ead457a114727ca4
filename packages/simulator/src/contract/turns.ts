/**
 * The contract of a Store for turns: which process runs which message, and to whom a signature belongs. All keys
 * are of one group, as core's are, because one step may use only keys of one place.
 */
import assert from 'node:assert/strict'
import type { Claim, Reply, Store } from '@wechatbot/core'

export const HELLO: Reply = { type: 'text', content: '你好 😀 ]]>' }
export const PARALLEL = 50
/** Short enough for real waiting. */
const LEASE = { leaseMs: 300, ttlMs: 3000 }

export function declareTurns(
  withStore: (name: string, body: (store: Store) => Promise<void>) => void,
  pass: (ms: number) => Promise<void>,
): void {
  withStore('lets one of many claims run, and counts them all', async ({ turns }) => {
    const claims = await Promise.all(
      Array.from({ length: PARALLEL }, () => turns.claim('g|k', LEASE)),
    )
    assert.equal(claims.filter(({ state }) => state === 'run').length, 1)
    assert.equal(claims.filter(({ state }) => state === 'wait').length, PARALLEL - 1)
    const numbers = claims.map((claim) => (claim as { attempt: number }).attempt)
    assert.deepEqual(
      numbers.sort((a, b) => a - b),
      Array.from({ length: PARALLEL }, (_, i) => i + 1),
    )
  })

  withStore('gives the reply to every later claim', async ({ turns }) => {
    const fence = fenceOf(await turns.claim('g|k', LEASE))
    assert.equal(await turns.finish('g|k', fence, HELLO, 60_000), true)
    const claim = await turns.claim('g|k', LEASE)
    assert.deepEqual(claim, { state: 'done', reply: HELLO, attempt: 2 })
  })

  withStore(
    'keeps the reply for as long as it is told, then only that it is done',
    async (store) => {
      const { turns } = store
      const fence = fenceOf(await turns.claim('g|k', LEASE))
      assert.equal(await turns.finish('g|k', fence, HELLO, 400), true)
      await pass(200)
      assert.deepEqual(await turns.claim('g|k', LEASE), { state: 'done', reply: HELLO, attempt: 2 })
      await pass(300)
      assert.deepEqual(await turns.claim('g|k', LEASE), { state: 'done', attempt: 3 })
    },
  )

  withStore('lets another take over when the lease ends, with a higher fence', async (store) => {
    const { turns } = store
    const first = fenceOf(await turns.claim('g|k', LEASE))
    await pass(200)
    assert.equal(await turns.renew('g|k', first, 300), true)
    await pass(200)
    assert.equal((await turns.claim('g|k', LEASE)).state, 'wait')
    await pass(300)
    const second = fenceOf(await turns.claim('g|k', LEASE))
    assert.ok(second > first)
    assert.equal(await turns.renew('g|k', first, 300), false)
    assert.equal(await turns.finish('g|k', first, HELLO, 60_000), false)
    assert.equal(await turns.finish('g|k', second, HELLO, 60_000), true)
    assert.equal(await turns.finish('g|k', second, { type: 'none' }, 60_000), false)
  })

  withStore('wakes a waiter with the reply', async ({ turns }) => {
    const fence = fenceOf(await turns.claim('g|k', LEASE))
    const waiting = turns.wait('g|k', { ...LEASE, signal: new AbortController().signal })
    await turns.finish('g|k', fence, HELLO, 60_000)
    await pass(200)
    assert.deepEqual(await waiting, { state: 'done', reply: HELLO, attempt: 1 })
  })

  withStore('lets one of several waiters take over when the owner is gone', async ({ turns }) => {
    await turns.claim('g|k', LEASE)
    const { signal } = new AbortController()
    const waits = [1, 2, 3].map(() => turns.wait('g|k', { ...LEASE, signal }))
    await pass(500)
    const owner = await Promise.race(waits)
    assert.equal(owner.state, 'run')
    await turns.finish('g|k', fenceOf(owner), HELLO, 60_000)
    await pass(300)
    const states = (await Promise.all(waits)).map(({ state }) => state).sort()
    assert.deepEqual(states, ['done', 'done', 'run'])
  })

  withStore('ends a wait whose signal aborts', async ({ turns }) => {
    await turns.claim('g|k', { leaseMs: 60_000, ttlMs: 60_000 })
    const abort = new AbortController()
    const waiting = turns.wait('g|k', { ...LEASE, signal: abort.signal })
    waiting.catch(() => {})
    abort.abort(new Error('enough'))
    await pass(200)
    await assert.rejects(waiting)
  })

  withStore('forgets a turn after its time to live', async ({ turns }) => {
    const fence = fenceOf(await turns.claim('g|k', { leaseMs: 100, ttlMs: 300 }))
    await turns.finish('g|k', fence, HELLO, 60_000)
    await pass(500)
    assert.equal((await turns.claim('g|k', LEASE)).state, 'run')
  })

  withStore('does not forget a turn while the lease of its owner runs', async ({ turns }) => {
    await turns.claim('g|k', { leaseMs: 50, ttlMs: 300 })
    await pass(100)
    assert.equal((await turns.claim('g|k', { leaseMs: 3000, ttlMs: 300 })).state, 'run')
    await pass(500)
    assert.equal((await turns.claim('g|k', LEASE)).state, 'wait')
  })

  withStore('runs what one owner vanished with, and not what two did', async ({ turns }) => {
    await turns.claim('g|k', LEASE)
    await pass(400)
    const second = await turns.claim('g|k', LEASE)
    assert.equal(second.state, 'run')
    await pass(400)
    const third = await turns.claim('g|k', LEASE)
    assert.equal(third.state, 'poison')
    assert.ok((third as { fence: number }).fence > fenceOf(second))
    assert.equal((await turns.claim('g|k', LEASE)).state, 'wait')
    assert.equal(await turns.finish('g|k', (third as { fence: number }).fence, HELLO, 60_000), true)
    assert.deepEqual(await turns.claim('g|k', LEASE), { state: 'done', reply: HELLO, attempt: 5 })
  })

  withStore('tells a waiter of what two owners vanished with', async ({ turns }) => {
    await turns.claim('g|k', LEASE)
    await pass(400)
    await turns.claim('g|k', LEASE)
    const waiting = turns.wait('g|k', { ...LEASE, signal: new AbortController().signal })
    await pass(500)
    assert.equal((await waiting).state, 'poison')
  })

  withStore('counts no owner that vanished before it had begun', async ({ turns }) => {
    for (let i = 0; i < 3; i += 1) {
      const claim = await turns.claim('g|k', LEASE)
      assert.equal(await turns.renew('g|k', fenceOf(claim), 300, 'waiting'), true)
      await pass(400)
    }
    const claim = await turns.claim('g|k', LEASE)
    assert.equal(await turns.renew('g|k', fenceOf(claim), 300, 'waiting'), true)
    assert.equal(await turns.renew('g|k', fenceOf(claim), 300), true)
    await pass(400)
    assert.equal((await turns.claim('g|k', LEASE)).state, 'run')
    await pass(400)
    assert.equal((await turns.claim('g|k', LEASE)).state, 'poison')
  })

  withStore('leaves a signature open for a while, then to nobody', async ({ turns }) => {
    await turns.leaveOpen('g|s', 300, 3000)
    assert.equal((await turns.claim('g|k', { ...LEASE, signature: 'g|s' })).state, 'run')
    assert.equal((await turns.claim('g|other', { ...LEASE, signature: 'g|s' })).state, 'replay')
    await turns.leaveOpen('g|late', 300, 3000)
    await pass(200)
    await turns.leaveOpen('g|late', 300, 3000)
    await pass(200)
    assert.equal(await turns.bind('g|late', 'a', 300), false)
    assert.equal((await turns.claim('g|k', { ...LEASE, signature: 'g|late' })).state, 'replay')
    await turns.leaveOpen('g|s', 300, 3000)
    assert.notEqual((await turns.claim('g|k', { ...LEASE, signature: 'g|s' })).state, 'replay')
  })

  withStore('binds a signature to its first owner', async ({ turns }) => {
    assert.equal(await turns.bind('g|s', 'a', 300), true)
    assert.equal(await turns.bind('g|s', 'a', 300), true)
    assert.equal(await turns.bind('g|s', 'b', 300), false)
    await pass(500)
    assert.equal(await turns.bind('g|s', 'b', 300), true)
  })

  withStore('binds in the step that claims, and refuses a replay', async ({ turns }) => {
    assert.equal((await turns.claim('g|k', { ...LEASE, signature: 'g|s' })).state, 'run')
    assert.equal((await turns.claim('g|k', { ...LEASE, signature: 'g|s' })).state, 'wait')
    assert.deepEqual(await turns.claim('g|other', { ...LEASE, signature: 'g|s' }), {
      state: 'replay',
    })
    assert.equal((await turns.claim('g|other', LEASE)).state, 'run')
    assert.equal(await turns.bind('g|s', 'handshake', 300), false)
  })
}

function fenceOf(claim: Claim): number {
  assert.equal(claim.state, 'run')
  return (claim as Extract<Claim, { state: 'run' }>).fence
}
