import { expect } from 'chai'
import { createBot } from '#src/bot.js'
import { canReplace, completed } from '#src/store/completed.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { BasicStore, BasicValues, Store } from '#src/store/types.js'
import { createSpecClock, failure, TOKEN } from '../fixtures.ts'
import { recordingLogger } from '../recording-logger.ts'

/** A Store as one was written before there were entries and sets, its methods on its class. */
class OldStore implements BasicStore {
  readonly #store: Store
  isClosed = false

  constructor(store: Store) {
    this.#store = store
  }

  get values(): BasicValues {
    const { get, set, delete: remove, setIfAbsent } = this.#store.values
    return { get, set, delete: remove, setIfAbsent }
  }

  get turns() {
    return this.#store.turns
  }

  get late() {
    return this.#store.late
  }

  async close() {
    this.isClosed = true
  }
}

describe('a completed store', () => {
  const newStore = () => createMemoryStore({ clock: createSpecClock() })

  it('is the store itself, where that lacks nothing', () => {
    const store = newStore()
    expect(completed(store)).to.equal(store)
    expect(canReplace(store.values)).to.equal(true)
  })

  it('keeps what a store has, and closes it', async () => {
    const old = new OldStore(newStore())
    const store = completed(old)
    await store.values.set('k', 1)
    expect(await store.values.get('k')).to.equal(1)
    expect(await store.values.setIfAbsent('k', 2)).to.equal(false)
    await store.values.delete('k')
    expect(await old.values.get('k')).to.equal(undefined)
    expect(store.turns).to.equal(old.turns)
    expect(store.late).to.equal(old.late)
    await store.close()
    expect(old.isClosed).to.equal(true)
  })

  it('says what it lacks where that is asked for', async () => {
    const old = new OldStore(newStore())
    const { values, sets } = completed(old)
    expect(canReplace(old.values)).to.equal(false)
    for (const [what, ask] of [
      ['values.entry', () => values.entry('k')],
      ['values.replace', () => values.replace('k', 1, undefined)],
      ['sets', () => sets.add('s', 'm', 1)],
      ['sets', () => sets.remove('s', 'm')],
      ['sets', () => sets.list('s', { limit: 1 })],
    ] as const) {
      const { message } = await failure('BAD_CONFIG', ask)
      expect(message).to.contain(`needs a Store with ${what}, and this one`)
      expect(message.split('\n')).to.have.length(1)
    }
  })

  it('lacks sets only, where it has entries', async () => {
    const { sets: _, ...rest } = { ...newStore(), warnings: ['slow disk'] }
    const store = completed(rest)
    expect(store.warnings).to.deep.equal(['slow disk'])
    expect(store.values).to.equal(rest.values)
    await failure('BAD_CONFIG', () => store.sets.list('s', { limit: 1 }))
  })

  it('serves a bot', async () => {
    const store = new OldStore(newStore())
    const bot = createBot({ token: TOKEN, store, logger: recordingLogger() })
    await bot.ready()
    await bot.close()
    expect(store.isClosed).to.equal(false)
  })

  it('lacks jobs only, where it has entries and sets', async () => {
    const { jobs: _, ...rest } = newStore()
    const store = completed(rest)
    expect(store).to.not.have.any.keys('warnings', 'outlivesProcess')
    expect(store.sets).to.equal(rest.sets)
    const job = { id: 'a', name: 'n', data: null }
    for (const ask of [
      () => store.jobs.add(job, 0),
      () => store.jobs.list({ state: 'waiting', limit: 1 }),
      async () => store.jobs.work(async () => {}),
    ]) {
      const { message } = await failure('BAD_CONFIG', ask)
      expect(message).to.contain('store.jobs needs a Store with jobs, and this one')
    }
  })

  it('keeps its jobs, and that it outlives its process', async () => {
    const { sets: _, ...rest } = { ...newStore(), outlivesProcess: true }
    const store = completed(rest)
    expect(store.jobs).to.equal(rest.jobs)
    expect(store.outlivesProcess).to.equal(true)
  })

  it('has entries only where it can both read and replace them', () => {
    const { values } = newStore()
    const { entry: _, ...withoutEntry } = values
    const { replace: __, ...withoutReplace } = values
    expect([canReplace(withoutEntry), canReplace(withoutReplace)]).to.deep.equal([false, false])
  })
})
