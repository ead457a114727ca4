/** The Store of the bots of `wechatbot dev`, over a link that copies messages as IPC does. */
import { deserialize, serialize } from 'node:v8'
import { createMemoryStore, type Store } from '@wechatbot/core'
import { createManualClock, storeContract } from '@wechatbot/simulator'
import { expect } from 'chai'
import { createDistantStore, type DistantStore } from '#src/dev/distant-store.js'
import { KeptStore } from '#src/dev/kept-store.js'

const RETRIES_MS = [1000, 2000]
/** A time that has gone by. */
const PAST = 1

const copied = <T>(message: T): T => deserialize(serialize(message)) as T

/** A process of bots that uses the store of its parent. */
function linked(store: Store): DistantStore & { readonly kept: KeptStore } {
  const kept = new KeptStore(store, (message) => {
    const copy = copied(message)
    queueMicrotask(() => distant.take(copy))
  })
  const distant = createDistantStore((message) => {
    const copy = copied(message)
    queueMicrotask(() => kept.take(copy))
  })
  return { ...distant, kept }
}

describe('the store that the parent of the bots keeps', () => {
  let clock = createManualClock()
  let parent: Store

  const newParent = () => {
    clock = createManualClock()
    parent = createMemoryStore({ clock, jobRetriesMs: RETRIES_MS })
  }
  beforeEach(newParent)

  storeContract({
    name: 'of the parent',
    create: () => {
      newParent()
      return linked(parent).store
    },
    pass: (ms) => clock.advance(ms),
    another: () => {
      const { store, kept } = linked(parent)
      const close = async () => {
        await store.close()
        kept.end()
      }
      return { ...store, close }
    },
    jobRetriesMs: RETRIES_MS,
  })

  it('forgets nothing when the process ends', async () => {
    const before = linked(parent)
    await before.store.values.set('k', { a: 1 })
    await before.store.jobs.add({ id: 'a', name: 'n', data: null }, Number.MAX_SAFE_INTEGER)
    await before.store.close()
    before.kept.end()
    const { store } = linked(parent)
    expect(await store.values.get('k')).to.deep.equal({ a: 1 })
    expect((await store.jobs.list({ state: 'waiting', limit: 9 })).jobs).to.have.length(1)
  })

  it('runs a job again whose process has ended', async () => {
    const before = linked(parent)
    let begun = 0
    before.store.jobs.work(() => {
      begun += 1
      return new Promise(() => {})
    })
    await before.store.jobs.add({ id: 'a', name: 'n', data: null }, PAST)
    await clock.advance(0)
    expect(begun).to.equal(1)
    before.kept.end()
    const ran: unknown[] = []
    linked(parent).store.jobs.work(async ({ id, tries, error }) => ran.push([id, tries, error]))
    await clock.advance(1000)
    expect(ran).to.deep.equal([['a', 1, 'the process has ended']])
    expect(begun).to.equal(1)
  })

  it('leaves all jobs to another process when it is told to rest', async () => {
    const [old, fresh] = [linked(parent), linked(parent)]
    const ran: string[] = []
    old.store.jobs.work(async () => void ran.push('old'))
    old.rest()
    await clock.advance(0)
    await fresh.store.jobs.add({ id: 'a', name: 'n', data: null }, PAST)
    await clock.advance(60_000)
    expect(ran).to.deep.equal([])
    fresh.store.jobs.work(async () => void ran.push('fresh'))
    await clock.advance(60_000)
    expect(ran).to.deep.equal(['fresh'])
  })

  it('lets another process go on when one that waits for a turn has ended', async () => {
    const [owner, waiter, third] = [linked(parent), linked(parent), linked(parent)]
    const options = { leaseMs: 1000, ttlMs: 9000 }
    await owner.store.turns.claim('g|1', options)
    const { signal } = new AbortController()
    let outcome = 'waits'
    waiter.store.turns
      .wait('g|1', { ...options, signal })
      .then(() => (outcome = 'owns it'))
      .catch(() => (outcome = 'gave up'))
    await clock.advance(0)
    waiter.kept.end()
    await clock.advance(0)
    expect(outcome).to.equal('gave up')
    const ended = await clock.passWhile(() => third.store.turns.wait('g|1', { ...options, signal }))
    expect(ended).to.include({ state: 'run' })
  })

  it('gives up a wait at once, with the reason of its signal', async () => {
    const { store } = linked(parent)
    const options = { leaseMs: 1000, ttlMs: 9000 }
    await store.turns.claim('g|1', options)
    const abort = new AbortController()
    const waited = store.turns.wait('g|1', { ...options, signal: abort.signal })
    await clock.advance(0)
    abort.abort(new Error('hung up'))
    expect(await waited.catch((error: Error) => error.message)).to.equal('hung up')
    const late = store.turns.wait('g|1', { ...options, signal: abort.signal })
    expect(await late.catch((error: Error) => error.message)).to.equal('hung up')
  })

  it('rejects a value that cannot be sent, and the error of the parent, and goes on', async () => {
    const { store } = linked(parent)
    const failed = (call: Promise<unknown>) =>
      call.then(
        () => 'none',
        (error: Error) => error.message,
      )
    expect(await failed(store.values.set('k', () => {}))).to.contain('could not be cloned')
    const broken = {
      ...parent,
      sets: { ...parent.sets, add: () => Promise.reject(new Error('full')) },
    }
    expect(await failed(linked(broken).store.sets.add('s', 'm', 1000))).to.equal('full')
    await store.values.set('k', 1)
    expect(await store.values.get('k')).to.equal(1)
  })

  it('rejects every call when the parent has gone, those in flight, too', async () => {
    const { store, lose } = linked(parent)
    const stop = store.jobs.work(async () => {})
    const inFlight = store.values.get('k').catch(({ code }: { code: string }) => code)
    lose()
    const later = await store.values.get('k').catch(({ code }: { code: string }) => code)
    expect([await inFlight, later]).to.deep.equal(['STORE_AWAY', 'STORE_AWAY'])
    await stop()
  })
})
