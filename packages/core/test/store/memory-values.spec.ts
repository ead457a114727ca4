import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import type { Reply } from '#src/reply/types.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import { createSpecClock } from '../fixtures.ts'

const REPLY: Reply = { type: 'text', content: 'a' }

describe('memory store, values, sets and late replies', () => {
  let clock: ManualClock
  let store: Store

  beforeEach(() => {
    clock = createSpecClock()
    store = createMemoryStore({ clock })
  })

  describe('values', () => {
    it('are kept until they are deleted', async () => {
      expect(await store.values.get('k')).to.equal(undefined)
      await store.values.set('k', { a: [1] })
      await clock.advance(1e9)
      expect(await store.values.get('k')).to.deep.equal({ a: [1] })
      await store.values.delete('k')
      expect(await store.values.get('k')).to.equal(undefined)
    })

    it('end with their time to live', async () => {
      await store.values.set('k', 1, 100)
      await clock.advance(99)
      expect(await store.values.get('k')).to.equal(1)
      await clock.advance(1)
      expect(await store.values.get('k')).to.equal(undefined)
    })

    it('lose their time to live when they are set without one', async () => {
      await store.values.set('k', 1, 100)
      await store.values.set('k', 2)
      await clock.advance(1000)
      expect(await store.values.get('k')).to.equal(2)
    })

    it('are set by one of many with setIfAbsent', async () => {
      const wins = await Promise.all(
        Array.from({ length: 20 }, (_, i) => store.values.setIfAbsent('k', i, 100)),
      )
      expect(wins.filter(Boolean)).to.have.length(1)
      expect(await store.values.get('k')).to.equal(wins.indexOf(true))
      await clock.advance(100)
      expect(await store.values.setIfAbsent('k', 'next')).to.equal(true)
    })

    it('are copies, going in and coming out', async () => {
      const list = [1]
      await store.values.set('k', list)
      list.push(2)
      const came = (await store.values.get('k')) as number[]
      expect(came).to.deep.equal([1])
      came.push(3)
      expect(await store.values.get('k')).to.deep.equal([1])
    })

    it('are JSON, as in any other store, so that a laptop shows what a server keeps', async () => {
      await store.values.set('k', { at: new Date(0), of: undefined, all: new Set([1]) })
      expect(await store.values.get('k')).to.deep.equal({ at: '1970-01-01T00:00:00.000Z', all: {} })
      await store.values.set('k', undefined)
      expect(await store.values.get('k')).to.equal(null)
    })
  })

  describe('entries', () => {
    it('are copies, and their versions go on over all keys', async () => {
      const list = [1]
      await store.values.set('k', list)
      await store.values.set('other', 1)
      const entry = (await store.values.entry('k')) as { readonly value: number[] }
      expect(entry).to.deep.equal({ value: [1], version: '1' })
      entry.value.push(2)
      expect(await store.values.replace('k', list, '1', 100)).to.equal(true)
      list.push(3)
      expect(await store.values.entry('k')).to.deep.equal({ value: [1], version: '3' })
      await clock.advance(100)
      expect(await store.values.entry('k')).to.equal(undefined)
      expect(await store.values.replace('k', 1, '3')).to.equal(false)
    })
  })

  describe('sets', () => {
    it('are in order, and forget a member when its time is over', async () => {
      for (const [member, ms] of [
        ['b', 100],
        ['a', 200],
        ['c', 100],
      ] as const) {
        await store.sets.add('s', member, ms)
      }
      expect(await store.sets.list('s', { limit: 2 })).to.deep.equal({
        members: ['a', 'b'],
        next: 'b',
      })
      expect(await store.sets.list('s', { after: 'b', limit: 2 })).to.deep.equal({ members: ['c'] })
      await clock.advance(100)
      expect(await store.sets.list('s', { limit: 1 })).to.deep.equal({ members: ['a'] })
      await store.sets.add('s', 'b', 100)
      expect(await store.sets.list('s', { limit: 9 })).to.deep.equal({ members: ['a', 'b'] })
      await store.sets.remove('s', 'a')
      expect(await store.sets.list('s', { limit: 9 })).to.deep.equal({ members: ['b'] })
    })
  })

  describe('late replies', () => {
    const late = (id: string) => ({ id, reply: REPLY, storedAt: 1 })

    it('are listed oldest first, those of one box', async () => {
      await store.late.put('u', late('a'), 1000)
      await store.late.put('u', late('b'), 1000)
      await store.late.put('v', late('c'), 1000)
      expect(await store.late.list('u')).to.deep.equal([late('a'), late('b')])
      expect(await store.late.list('v')).to.deep.equal([late('c')])
    })

    it('end with their time to live', async () => {
      await store.late.put('u', late('a'), 100)
      await store.late.put('u', late('b'), 200)
      await clock.advance(100)
      expect(await store.late.list('u')).to.deep.equal([late('b')])
      await clock.advance(100)
      expect(await store.late.list('u')).to.deep.equal([])
    })

    it('take the place of one with the same id, at the end', async () => {
      for (const id of ['a', 'b']) await store.late.put('u', late(id), 1000)
      const again = { ...late('a'), storedAt: 2 }
      await store.late.put('u', again, 2000)
      expect(await store.late.list('u')).to.deep.equal([late('b'), again])
      await clock.advance(1999)
      expect(await store.late.list('u')).to.deep.equal([again])
    })

    it('are removed by id', async () => {
      await store.late.put('u', late('a'), 1000)
      await store.late.put('u', late('b'), 1000)
      expect(await store.late.remove('u', 'a')).to.equal(true)
      expect(await store.late.remove('u', 'a')).to.equal(false)
      expect(await store.late.list('u')).to.deep.equal([late('b')])
    })
  })

  it('ends with the store: what it kept for others is gone when it is closed', async () => {
    await store.values.set('k', 1)
    await store.late.put('u', { id: 'a', reply: REPLY, storedAt: 1 }, 1000)
    await store.sets.add('s', 'm', 1000)
    await store.jobs.add({ id: 'a', name: 'n', data: null }, 0)
    await store.close()
    expect(await store.jobs.list({ state: 'waiting', limit: 1 })).to.deep.equal({ jobs: [] })
    expect(await store.values.get('k')).to.equal(undefined)
    expect(await store.sets.list('s', { limit: 1 })).to.deep.equal({ members: [] })
    expect(await store.late.list('u')).to.deep.equal([])
  })
})
