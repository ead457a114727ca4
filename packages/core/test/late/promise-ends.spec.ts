/** The end of a promise: its reply has been delivered, or has come in time after all. */
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { moment } from '#src/clock.js'
import type { Promised, Promises } from '#src/late/promises.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import { Turn } from '#src/turn/turn.js'
import { createSpecClock, messageOf, pushOf, textXml } from '../fixtures.ts'
import { settled } from '../settled.ts'
import { promisesOver } from './parts.ts'

describe('a promise', () => {
  let clock: ManualClock
  let store: Store
  let promises: Promises
  let turn: Turn
  let draining: AbortController

  const over = (own: Partial<Store> = {}): Promises =>
    promisesOver({ ...store, outlivesProcess: true, ...own }, clock, draining.signal)
  const standing = async (): Promise<Promised[]> => {
    const all: Promised[] = []
    for await (const promised of promises.list()) all.push(promised)
    return all
  }

  beforeEach(async () => {
    clock = createSpecClock()
    draining = new AbortController()
    store = createMemoryStore({ clock })
    promises = over()
    turn = new Turn('key', messageOf(textXml()), moment(clock), 1, 1)
    turn.push = pushOf(textXml())
    await promises.make(turn, 'mailbox')
  })

  describe('that is fulfilled while the Store is away', () => {
    let isAway: boolean
    let isFulfilled: boolean

    beforeEach(async () => {
      isAway = true
      isFulfilled = false
      const { values } = store
      const remove: typeof values.delete = (key) =>
        isAway ? Promise.reject(new Error('down')) : values.delete(key)
      const away = over({ values: { ...values, delete: remove } })
      away.adopt(turn, (await standing())[0] as Promised)
      void away.fulfil(turn).then(() => {
        isFulfilled = true
      })
      await clock.advance(2500)
    })

    it('is removed when it is back: who finds it would deliver once more', async () => {
      expect(isFulfilled).to.equal(false)
      isAway = false
      await clock.advance(500)
      expect(isFulfilled).to.equal(true)
      expect(await standing()).to.deep.equal([])
    })

    it('is left to another process that takes it over', async () => {
      turn.handOver('closing')
      await clock.advance(500)
      expect(isFulfilled).to.equal(true)
    })

    it('is left to the next process when the bot is told to end', async () => {
      draining.abort()
      await settled()
      expect(isFulfilled).to.equal(true)
    })

    it('is left alone after it has expired', async () => {
      await clock.advance(600_000)
      expect(isFulfilled).to.equal(true)
    })
  })
})
