/** What every Store keeps to, as a suite. */
import assert from 'node:assert/strict'
import type { Claim, Reply, Store } from '@wechatbot/core'
import { type Runner, runnerOf } from './runner.ts'

export interface StoreContractOptions {
  readonly name: string
  /** An empty store, for each test a new one. */
  readonly create: () => Store | Promise<Store>
  /** Lets time pass for the store: a manual clock's `advance`, or real waiting. */
  readonly pass: (ms: number) => Promise<void>
  /** @default the global describe and it */
  readonly runner?: Runner
}

const HELLO: Reply = { type: 'text', content: '你好 😀 ]]>' }
const LEASE = { leaseMs: 300, ttlMs: 3000 }
const PARALLEL = 50

/** Declares the suite. Times are short enough to be waited for in earnest. */
export function storeContract(contract: StoreContractOptions): void {
  const { describe, it } = runnerOf(contract.runner)
  const { pass } = contract

  const withStore = (name: string, body: (store: Store) => Promise<void>) => {
    it(name, async () => {
      const store = await contract.create()
      try {
        await body(store)
      } finally {
        await store.close()
      }
    })
  }

  describe(`store ${contract.name} keeps the contract`, () => {
    describe('values', () => {
      withStore('gives back what was set, and undefined for the rest', async ({ values }) => {
        const value = { text: '你好', list: [1, null, 'x'], nested: { yes: true } }
        await values.set('a', value)
        assert.deepEqual(await values.get('a'), value)
        assert.equal(await values.get('b'), undefined)
        await values.delete('a')
        assert.equal(await values.get('a'), undefined)
      })

      withStore('gives back a copy', async ({ values }) => {
        const value = { list: [1] }
        await values.set('a', value)
        value.list.push(2)
        assert.deepEqual(await values.get('a'), { list: [1] })
      })

      withStore('forgets after the time to live', async ({ values }) => {
        await values.set('short', 1, 200)
        await values.set('long', 2)
        await pass(100)
        assert.equal(await values.get('short'), 1)
        await pass(200)
        assert.equal(await values.get('short'), undefined)
        assert.equal(await values.get('long'), 2)
      })

      withStore('lets one of many set what is absent', async ({ values }) => {
        const won = await Promise.all(
          Array.from({ length: PARALLEL }, (_, i) => values.setIfAbsent('a', i, 200)),
        )
        assert.equal(won.filter(Boolean).length, 1)
        assert.equal(await values.get('a'), won.indexOf(true))
        await pass(300)
        assert.equal(await values.setIfAbsent('a', 'again'), true)
      })
    })

    describe('turns', () => {
      withStore('lets one of many claims run, and counts them all', async ({ turns }) => {
        const claims = await Promise.all(
          Array.from({ length: PARALLEL }, () => turns.claim('k', LEASE)),
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
        const fence = fenceOf(await turns.claim('k', LEASE))
        assert.equal(await turns.finish('k', fence, HELLO), true)
        const claim = await turns.claim('k', LEASE)
        assert.deepEqual(claim, { state: 'done', reply: HELLO, attempt: 2 })
      })

      withStore(
        'lets another take over when the lease ends, with a higher fence',
        async (store) => {
          const { turns } = store
          const first = fenceOf(await turns.claim('k', LEASE))
          await pass(200)
          assert.equal(await turns.renew('k', first, 300), true)
          await pass(200)
          assert.equal((await turns.claim('k', LEASE)).state, 'wait')
          await pass(300)
          const second = fenceOf(await turns.claim('k', LEASE))
          assert.ok(second > first)
          assert.equal(await turns.renew('k', first, 300), false)
          assert.equal(await turns.finish('k', first, HELLO), false)
          assert.equal(await turns.finish('k', second, HELLO), true)
          assert.equal(await turns.finish('k', second, { type: 'none' }), false)
        },
      )

      withStore('wakes a waiter with the reply', async ({ turns }) => {
        const fence = fenceOf(await turns.claim('k', LEASE))
        const waiting = turns.wait('k', { ...LEASE, signal: new AbortController().signal })
        await turns.finish('k', fence, HELLO)
        await pass(200)
        assert.deepEqual(await waiting, { state: 'done', reply: HELLO, attempt: 1 })
      })

      withStore(
        'lets one of several waiters take over when the owner is gone',
        async ({ turns }) => {
          await turns.claim('k', LEASE)
          const { signal } = new AbortController()
          const waits = [1, 2, 3].map(() => turns.wait('k', { ...LEASE, signal }))
          await pass(500)
          const owner = await Promise.race(waits)
          assert.equal(owner.state, 'run')
          await turns.finish('k', fenceOf(owner), HELLO)
          await pass(300)
          const states = (await Promise.all(waits)).map(({ state }) => state).sort()
          assert.deepEqual(states, ['done', 'done', 'run'])
        },
      )

      withStore('ends a wait whose signal aborts', async ({ turns }) => {
        await turns.claim('k', { leaseMs: 60_000, ttlMs: 60_000 })
        const abort = new AbortController()
        const waiting = turns.wait('k', { ...LEASE, signal: abort.signal })
        waiting.catch(() => {})
        abort.abort(new Error('enough'))
        await pass(200)
        await assert.rejects(waiting)
      })

      withStore('forgets a turn after its time to live', async ({ turns }) => {
        const fence = fenceOf(await turns.claim('k', { leaseMs: 100, ttlMs: 300 }))
        await turns.finish('k', fence, HELLO)
        await pass(500)
        assert.equal((await turns.claim('k', LEASE)).state, 'run')
      })

      withStore('does not forget a turn while the lease of its owner runs', async ({ turns }) => {
        await turns.claim('k', { leaseMs: 50, ttlMs: 300 })
        await pass(100)
        assert.equal((await turns.claim('k', { leaseMs: 3000, ttlMs: 300 })).state, 'run')
        await pass(500)
        assert.equal((await turns.claim('k', LEASE)).state, 'wait')
      })

      withStore('binds a signature to its first owner', async ({ turns }) => {
        assert.equal(await turns.bind('s', 'a', 300), true)
        assert.equal(await turns.bind('s', 'a', 300), true)
        assert.equal(await turns.bind('s', 'b', 300), false)
        await pass(500)
        assert.equal(await turns.bind('s', 'b', 300), true)
      })

      withStore('binds in the step that claims, and refuses a replay', async ({ turns }) => {
        assert.equal((await turns.claim('k', { ...LEASE, signature: 's' })).state, 'run')
        assert.equal((await turns.claim('k', { ...LEASE, signature: 's' })).state, 'wait')
        assert.deepEqual(await turns.claim('other', { ...LEASE, signature: 's' }), {
          state: 'replay',
        })
        assert.equal((await turns.claim('other', LEASE)).state, 'run')
        assert.equal(await turns.bind('s', 'handshake', 300), false)
      })
    })

    describe('late replies', () => {
      const late = (id: string) => ({ id, reply: HELLO, storedAt: 1_700_000_000_000 })

      withStore('keeps them in order, per user', async (store) => {
        await store.late.put('oA', late('1'), 3000)
        await store.late.put('oA', late('2'), 3000)
        await store.late.put('oB', late('3'), 3000)
        assert.deepEqual(await store.late.list('oA'), [late('1'), late('2')])
        assert.deepEqual(await store.late.take('oA'), late('1'))
        assert.deepEqual(await store.late.take('oA'), late('2'))
        assert.equal(await store.late.take('oA'), undefined)
        assert.deepEqual(await store.late.list('oB'), [late('3')])
      })

      withStore('gives each to one of many takers', async (store) => {
        const ids = Array.from({ length: 10 }, (_, i) => String(i))
        for (const id of ids) await store.late.put('oA', late(id), 3000)
        const taken = await Promise.all(
          Array.from({ length: PARALLEL }, () => store.late.take('oA')),
        )
        const got = taken.filter((each) => each !== undefined).map(({ id }) => id)
        assert.deepEqual(got.sort(), ids)
      })

      withStore('removes one, and forgets after the time to live', async (store) => {
        await store.late.put('oA', late('1'), 3000)
        await store.late.put('oA', late('2'), 200)
        assert.equal(await store.late.remove('oA', '1'), true)
        assert.equal(await store.late.remove('oA', '1'), false)
        await pass(400)
        assert.deepEqual(await store.late.list('oA'), [])
      })
    })
  })
}

function fenceOf(claim: Claim): number {
  assert.equal(claim.state, 'run')
  return (claim as Extract<Claim, { state: 'run' }>).fence
}
