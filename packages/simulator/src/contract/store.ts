/** What every Store keeps to, as a suite. */
import assert from 'node:assert/strict'
import type { Store } from '@wechatbot/core'
import { type Runner, runnerOf } from './runner.ts'
import { declareTurns, HELLO, PARALLEL } from './turns.ts'

export interface StoreContractOptions {
  readonly name: string
  /** An empty store, for each test a new one. */
  readonly create: () => Store | Promise<Store>
  /** Lets time pass for the store: a manual clock's `advance`, or real waiting. */
  readonly pass: (ms: number) => Promise<void>
  /** @default the global describe and it */
  readonly runner?: Runner
}

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

    describe('turns', () => declareTurns(withStore, pass))

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
