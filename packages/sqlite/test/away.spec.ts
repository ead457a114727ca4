/** The store while its file is locked, or its disk full: nothing waits, and nobody notices. */
import { renameSync, symlinkSync, unlinkSync } from 'node:fs'
import { type Claim, type Reply, type Store, WechatBotError } from '@wechatbot/core'
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import type Database from 'libsql'
import { createSqliteStore } from '#src/index.js'
import { openBeside } from './beside.ts'
import { StoreFile } from './store-file.ts'

const HELLO: Reply = { type: 'text', content: '你好' }
const LEASE = { leaseMs: 3000, ttlMs: 60_000 }
const KEPT_MS = 60_000

describe('the SQLite store whose file is locked', () => {
  let file: StoreFile
  let clock: ManualClock
  let store: Store
  let other: Database.Database

  beforeEach(() => {
    file = new StoreFile()
    clock = file.clock
    store = file.open()
    other = openBeside(file.path)
  })
  afterEach(() => file.remove())

  const lock = () => other.exec('BEGIN IMMEDIATE')
  const unlock = () => other.exec('ROLLBACK')
  /** Until it is given up. */
  const lockAndLeave = async () => {
    lock()
    const given = store.values.set('given', 'up')
    await clock.advance(400)
    await given
  }

  it('writes as soon as it is free, without having waited for it', async () => {
    lock()
    const claiming = store.turns.claim('g|1', LEASE)
    await clock.advance(250)
    unlock()
    await clock.advance(30)
    const claim = await claiming
    expect(claim).to.include({ state: 'run', attempt: 1 })
    expect(claim).to.not.have.property('degraded')
    expect((await store.turns.claim('g|1', LEASE)).state).to.equal('wait')
  })

  it('is away, and the process goes on, where the folder cannot be looked at', async () => {
    const { path } = file.folder
    lock()
    renameSync(path, `${path}-moved`)
    // A link to itself: stat() says ELOOP, which is not that nothing is there.
    symlinkSync(path, path)
    try {
      const given = store.values.set('given', 'up')
      await clock.advance(400)
      await given
      const error = await store.values.replace('k', 1, undefined).catch(({ code }) => code)
      expect(error).to.equal('STORE_AWAY')
    } finally {
      unlinkSync(path)
      renameSync(`${path}-moved`, path)
    }
  })

  it('reads meanwhile, for a reader waits for nobody', async () => {
    await store.values.set('k', 1)
    await store.late.put('g|oA', { id: 'a', reply: HELLO, storedAt: 1 }, 60_000)
    lock()
    expect(await store.values.get('k')).to.equal(1)
    expect(await store.late.list('g|oA')).to.have.length(1)
    unlock()
  })

  it('runs messages alone after 300 ms, says so, and knows its own ones again', async () => {
    await store.values.set('k', 1)
    lock()
    const claiming = store.turns.claim('g|1', LEASE)
    await clock.advance(400)
    const claim = await claiming
    expect(claim).to.include({ state: 'run', fence: 0, attempt: 1 })
    expect((claim as { degraded?: string }).degraded).to.equal(
      `SQLite is away: ${file.path} is locked by another process`,
    )
    // None of these waits: the clock does not move.
    expect(await store.turns.renew('g|1', 0, 1000)).to.equal(true)
    expect((await store.turns.claim('g|1', LEASE)).state).to.equal('wait')
    await store.turns.finish('g|1', 0, HELLO, KEPT_MS)
    expect(await store.turns.claim('g|1', LEASE)).to.deep.include({ state: 'done', reply: HELLO })
    expect(await store.values.get('k')).to.equal(undefined)
    expect(await store.values.setIfAbsent('k', 2)).to.equal(true)
    expect(await store.turns.bind('g|s', 'a', 1000)).to.equal(true)
    expect(await store.turns.bind('g|s', 'b', 1000)).to.equal(false)
    unlock()
  })

  it('does not let an entry or a set be what only this process knows', async () => {
    await lockAndLeave()
    for (const asked of [
      store.values.entry('k'),
      store.values.replace('k', 1, undefined),
      store.sets.add('s', 'm', 1000),
      store.sets.list('s', { limit: 1 }),
    ]) {
      const error = await asked.then(
        () => undefined,
        (reason: unknown) => reason,
      )
      expect(error).to.be.instanceOf(WechatBotError).with.property('code', 'STORE_AWAY')
    }
    unlock()
  })

  it('comes back by itself, and hands over what was kept meanwhile', async () => {
    await lockAndLeave()
    await store.late.put('g|oA', { id: 'a', reply: HELLO, storedAt: 1 }, 60_000)
    await clock.advance(3000)
    expect(await store.turns.claim('g|1', LEASE)).to.have.property('degraded')
    unlock()
    await clock.advance(100)
    expect(await store.turns.claim('g|2', LEASE)).to.not.have.property('degraded')
    expect((await store.late.list('g|oA')).map(({ id }) => id)).to.deep.equal(['a'])
    expect(await store.late.remove('g|oA', 'a')).to.equal(true)
    expect(await store.late.list('g|oA')).to.deep.equal([])
  })

  it('tells the others what it ran alone, once it is back', async () => {
    await lockAndLeave()
    await store.turns.claim('g|1', LEASE)
    unlock()
    await clock.advance(100)
    await store.turns.finish('g|1', 0, HELLO, KEPT_MS)
    const second = file.open()
    expect(await second.turns.claim('g|1', LEASE)).to.deep.equal({
      state: 'done',
      attempt: 2,
      reply: HELLO,
    })
    await second.close()
  })

  it('tells the others of the signatures that it saw meanwhile', async () => {
    const claim = (of: Store, key: string, signature: string) =>
      of.turns.claim(key, { ...LEASE, signature })
    expect(await claim(store, 'g|1', 'g|s')).to.include({ state: 'run' })
    await lockAndLeave()
    expect(await claim(store, 'g|2', 'g|s')).to.deep.equal({ state: 'replay' })
    expect(await claim(store, 'g|3', 'g|alone')).to.include({ state: 'run' })
    unlock()
    await clock.advance(100)
    expect(await claim(store, 'g|4', 'g|new')).to.not.have.property('degraded')
    const second = file.open()
    expect(await claim(second, 'g|5', 'g|alone')).to.deep.equal({ state: 'replay' })
    await second.close()
  })

  it('keeps a reply whose turn was claimed before', async () => {
    const claim = await store.turns.claim('g|1', LEASE)
    await lockAndLeave()
    await store.turns.finish('g|1', fenceOf(claim), HELLO, KEPT_MS)
    expect(await store.turns.claim('g|1', LEASE)).to.deep.include({ state: 'done', reply: HELLO })
    unlock()
  })

  it('starts with it, and waits for its file as for a write', async () => {
    const fresh = file.folder.newFile()
    const locker = openBeside(fresh)
    locker.exec('BEGIN EXCLUSIVE')
    const early = createSqliteStore({ file: fresh, clock })
    const setting = early.values.set('k', 1)
    await clock.advance(100)
    locker.exec('ROLLBACK')
    await clock.advance(100)
    await setting
    expect(await early.values.get('k')).to.equal(1)
    expect((await early.values.entry('k'))?.value).to.equal(1)
    await early.close()
  })

  it('leaves nothing that waits when it is closed', async () => {
    lock()
    const setting = store.values.set('k', 1)
    await store.close()
    await setting
    unlock()
  })
})

function fenceOf(claim: Claim): number {
  if (claim.state !== 'run') throw new Error(`expected run, got ${claim.state}`)
  return claim.fence
}
