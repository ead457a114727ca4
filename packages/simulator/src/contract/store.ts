/** The contract of every Store, as a suite. */
import assert from 'node:assert/strict'
import type { Store } from '@wechatbot/core'
import { declareJobs } from './jobs.ts'
import { type Runner, runnerOf } from './runner.ts'
import { declareSets } from './sets.ts'
import { declareTurns, HELLO, PARALLEL } from './turns.ts'
import { declareValues } from './values.ts'

export interface StoreContractOptions {
  readonly name: string
  /** Makes an empty store. Called for each test. */
  readonly create: () => Store | Promise<Store>
  /** Lets time pass for the store: a manual clock's `advance`, or real waiting. */
  readonly pass: (ms: number) => Promise<void>
  /**
   * Opens the store that was made last once more, as another process would. @default no other process shares the
   * store
   */
  readonly another?: () => Store | Promise<Store>
  /** How long the store waits between the tries of a job. @default jobs that fail are not tested */
  readonly jobRetriesMs?: readonly number[]
  /** @default the global describe and it */
  readonly runner?: Runner
}

/** Declares the suite. Its times are short enough for real waiting. */
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
    describe('values', () => declareValues(withStore, pass))

    describe('sets', () => declareSets(withStore, pass))

    describe('jobs', () => declareJobs(withStore, contract))

    describe('turns', () => declareTurns(withStore, pass))

    describe('late replies', () => {
      const lateReply = (id: string) => ({ id, reply: HELLO, storedAt: 1_700_000_000_000 })

      withStore('keeps them in order, per user', async (store) => {
        await store.late.put('oA', lateReply('1'), 3000)
        await store.late.put('oA', lateReply('2'), 3000)
        await store.late.put('oB', lateReply('3'), 3000)
        assert.deepEqual(await store.late.list('oA'), [lateReply('1'), lateReply('2')])
        assert.deepEqual(await store.late.list('oB'), [lateReply('3')])
      })

      withStore('lets one of many remove each', async ({ late }) => {
        const ids = Array.from({ length: 10 }, (_, i) => String(i))
        for (const id of ids) await late.put('oA', lateReply(id), 3000)
        const removed = await Promise.all(
          Array.from({ length: PARALLEL }, (_, i) => late.remove('oA', String(i % ids.length))),
        )
        assert.equal(removed.filter(Boolean).length, ids.length)
        assert.deepEqual(await late.list('oA'), [])
      })

      withStore('removes one, and forgets after the time to live', async (store) => {
        await store.late.put('oA', lateReply('1'), 3000)
        await store.late.put('oA', lateReply('2'), 200)
        assert.equal(await store.late.remove('oA', '1'), true)
        assert.equal(await store.late.remove('oA', '1'), false)
        await pass(400)
        assert.deepEqual(await store.late.list('oA'), [])
        assert.equal(await store.late.remove('oA', '2'), false)
      })
    })
  })
}
