/** What has ended is deleted in passing, and its room used again. */
import { statSync } from 'node:fs'
import type { Store } from '@wechatbot/core'
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { openBeside } from './beside.ts'
import { StoreFile } from './store-file.ts'

const TABLES = ['turns', 'signatures', 'replies', 'entries', 'late', 'members']
const TTL_MS = 10_000

describe('rows of a file', () => {
  let file: StoreFile
  let clock: ManualClock
  let store: Store

  beforeEach(() => {
    file = new StoreFile()
    clock = file.clock
    store = file.open()
  })
  afterEach(() => file.remove())

  const rowsOf = (table: string) =>
    (openBeside(file.path).prepare(`SELECT count(*) FROM ${table}`).raw().get() as [number])[0]
  const message = async (i: number) => {
    const key = `g|user ${i % 100}|${i}`
    const lease = { leaseMs: 3000, ttlMs: TTL_MS, signature: `g|${i}` }
    const claim = await store.turns.claim(key, lease)
    if (claim.state !== 'run') throw new Error(`expected run, got ${claim.state}`)
    const reply = { type: 'text', content: `reply ${i}` } as const
    await Promise.all([
      store.turns.finish(key, claim.fence, reply, TTL_MS),
      store.values.set(key, i, TTL_MS),
      store.late.put(`box ${i % 100}`, { id: key, reply, storedAt: 1 }, TTL_MS),
      store.sets.add(`set ${i % 7}`, key, TTL_MS),
    ])
  }
  const messages = async (from: number, count: number) => {
    for (let i = from; i < from + count; i += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, n) => message(i + n)))
    }
  }

  it('are gone when as many have come after they had ended', async () => {
    await store.values.set('g|stays', 'for ever')
    await messages(0, 1000)
    for (const table of TABLES) expect(rowsOf(table), table).to.be.within(1000, 1001)
    await clock.advance(TTL_MS + 1)
    await messages(1000, 1000)
    for (const table of TABLES) expect(rowsOf(table), table).to.be.within(1000, 1001)
    expect(await store.values.get('g|stays')).to.equal('for ever')
  })

  it('leave their room to those that come', async () => {
    await messages(0, 1000)
    await clock.advance(TTL_MS + 1)
    await messages(1000, 1000)
    openBeside(file.path).exec('PRAGMA wal_checkpoint(TRUNCATE)')
    const { size } = statSync(file.path)
    for (let round = 2; round < 5; round += 1) {
      await clock.advance(TTL_MS + 1)
      await messages(1000 * round, 1000)
    }
    openBeside(file.path).exec('PRAGMA wal_checkpoint(TRUNCATE)')
    expect(statSync(file.path).size).to.be.below(1.3 * size)
  })
})
