import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import * as v from 'valibot'
import { createSessions } from '#src/session/sessions.js'
import type { SessionOptions } from '#src/session/types.js'
import { sessionRecord } from '#src/store/keys.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store, Values } from '#src/store/types.js'
import { createSpecClock, failure } from '../fixtures.ts'
import { linesWith, recordingLogger } from '../recording-logger.ts'
import { settled } from '../settled.ts'

interface Cart {
  readonly items: readonly string[]
}

const DAY_MS = 24 * 60 * 60_000

describe('a session', () => {
  const log = recordingLogger()
  let clock: ManualClock
  let store: Store

  beforeEach(() => {
    clock = createSpecClock()
    store = createMemoryStore({ clock })
    log.lines.length = 0
  })

  /** One of a process of its own, as all that a process shares with others is the Store. */
  const open = (options: Partial<SessionOptions<Cart>> = {}, values: Values = store.values) => {
    const sessions = createSessions({ values, scope: 'wx1', clock, isOpen: () => true })
    const ofShop = sessions.of({ name: 'shop', log }, 'shop')
    return ofShop<Cart>({ name: 'cart', initial: () => ({ items: [] }), ...options })
  }
  const add = (item: string) => (cart: Cart) => ({ items: [...cart.items, item] })
  const KEY = sessionRecord('wx1', 'shop', 'cart', 'oA')

  it('is initial() for a user who has none, and writes nothing', async () => {
    const made: Cart[] = []
    const initial = () => {
      made.push({ items: [] })
      return made.at(-1) as Cart
    }
    const cart = open({ initial })
    expect(await cart.get('oA')).to.equal(made[0])
    expect(await cart.get('oA')).to.equal(made[1])
    expect(await store.values.entry(KEY)).to.equal(undefined)
  })

  it('is each user’s own, by a context or an OpenID', async () => {
    const cart = open()
    await cart.set({ from: 'oA' }, { items: ['茶'] })
    expect(await cart.get('oA')).to.deep.equal({ items: ['茶'] })
    expect(await cart.get({ from: 'oB' })).to.deep.equal({ items: [] })
  })

  it('gives copies, and takes them', async () => {
    const cart = open()
    const items = ['茶']
    await cart.set('oA', { items })
    items.push('水')
    const first = (await cart.get('oA')) as { items: string[] }
    first.items.push('酒')
    expect(await cart.get('oA')).to.deep.equal({ items: ['茶'] })
  })

  it('is of no user without an OpenID', async () => {
    const cart = open()
    for (const user of ['', undefined, null, {}, { from: '' }, 5] as string[]) {
      for (const use of [
        () => cart.get(user),
        () => cart.set(user, { items: [] }),
        () => cart.update(user, (state) => state),
        () => cart.clear(user),
      ]) {
        const { message } = await failure('BAD_SESSION', use)
        expect(message).to.match(/^session "cart" of "shop": expected a context or an OpenID, got /)
      }
    }
  })

  describe('is updated', () => {
    it('to what its function returns, and says what was written', async () => {
      const cart = open()
      expect(await cart.update('oA', add('茶'))).to.deep.equal({ items: ['茶'] })
      const change = async (state: Cart) => ({ ...add('水')(state), note: undefined })
      expect(await cart.update('oA', change)).to.deep.equal({ items: ['茶', '水'] })
      expect(await cart.get('oA')).to.deep.equal({ items: ['茶', '水'] })
    })

    it('by a function that changes what it got', async () => {
      const cart = open({ initial: () => ({ items: ['茶'] }) })
      const change = (state: Cart) => {
        ;(state.items as string[]).push('水')
        return state
      }
      expect(await cart.update('oA', change)).to.deep.equal({ items: ['茶', '水'] })
    })

    it('again where another message was quicker', async () => {
      const cart = open()
      let runs = 0
      let proceed = () => {}
      const gate = new Promise<void>((resolve) => {
        proceed = resolve
      })
      const slow = cart.update('oA', async (state) => {
        runs += 1
        await gate
        return add('slow')(state)
      })
      expect(await cart.update('oA', add('quick'))).to.deep.equal({ items: ['quick'] })
      proceed()
      expect(await slow).to.deep.equal({ items: ['quick', 'slow'] })
      expect(runs).to.equal(2)
    })

    it('by fifty messages at once, none of which is lost or waits', async () => {
      const cart = open()
      const names = Array.from({ length: 50 }, (_, i) => String(i))
      await Promise.all(names.map((name) => cart.update('oA', add(name))))
      const { items } = await cart.get('oA')
      expect([...items].sort()).to.deep.equal([...names].sort())
      expect(clock.pending).to.equal(0)
    })

    it('by several processes at once, and by what sets it', async () => {
      const carts = [open(), open(), open()]
      const names = Array.from({ length: 30 }, (_, i) => String(i))
      await open().set('oA', { items: ['first'] })
      await clock.passWhile(() =>
        Promise.all(names.map((name, i) => carts[i % 3]?.update('oA', add(name)))),
      )
      const { items } = await open().get('oA')
      expect([...items].sort()).to.deep.equal(['first', ...names].sort())
    })

    it('for five seconds at most', async () => {
      let tries = 0
      const replace = async () => {
        tries += 1
        return false
      }
      const cart = open({}, { ...store.values, replace })
      let isOver = false
      const updating = failure('SESSION_BUSY', () => cart.update('oA', add('茶'))).finally(() => {
        isOver = true
      })
      await clock.advance(4999)
      await settled()
      expect(isOver).to.equal(false)
      expect(tries).to.be.within(400, 501)
      await clock.advance(11)
      const { message } = await updating
      expect(message).to.match(
        /^session "cart" of "shop": not written, others were quicker for 5 s/,
      )
    })

    it('not at all when its function throws or returns nothing', async () => {
      const cart = open()
      await cart.set('oA', { items: ['茶'] })
      const wrong = new Error('no tea')
      const thrown = await cart.update('oA', () => Promise.reject(wrong)).catch((it) => it)
      expect(thrown).to.equal(wrong)
      const forgot = () => cart.update('oA', (() => {}) as never)
      expect((await failure('BAD_SESSION', forgot)).message).to.contain('return the new state')
      expect(await cart.get('oA')).to.deep.equal({ items: ['茶'] })
    })
  })

  it('names the path of what cannot be kept, and keeps what it has', async () => {
    const cart = open()
    await cart.set('oA', { items: ['茶'] })
    const dated = { items: [new Date(0)] } as never
    for (const use of [() => cart.set('oA', dated), () => cart.update('oA', () => dated)]) {
      const error = await failure('BAD_SESSION', use)
      expect(error.message).to.match(/^session "cart" of "shop": items\[0\]: .+, got a Date$/)
      expect(error.problems).to.have.length(1)
    }
    const undefinedState = () => cart.set('oA', undefined as never)
    expect((await failure('BAD_SESSION', undefinedState)).message).to.contain('the state: expected')
    const large = () => cart.update('oA', add('x'.repeat(64 * 1024)))
    expect((await failure('BAD_SESSION', large)).message).to.match(
      /: items\[1\]: expected at most 65536 bytes of JSON in all, got 655\d\d$/,
    )
    expect(await cart.get('oA')).to.deep.equal({ items: ['茶'] })
  })

  describe('ends', () => {
    it('seven days after the last write, which reading is not', async () => {
      const cart = open()
      await cart.set('oA', { items: ['茶'] })
      await clock.advance(6 * DAY_MS)
      await cart.update('oA', add('水'))
      await clock.advance(6 * DAY_MS)
      await cart.get('oA')
      await clock.advance(DAY_MS - 1)
      expect(await cart.get('oA')).to.deep.equal({ items: ['茶', '水'] })
      await clock.advance(1)
      expect(await cart.get('oA')).to.deep.equal({ items: [] })
    })

    it('after its own time to live', async () => {
      const cart = open({ ttlMs: 1000 })
      await cart.set('oA', { items: ['茶'] })
      await clock.advance(999)
      expect(await cart.get('oA')).to.deep.equal({ items: ['茶'] })
      await clock.advance(1)
      expect(await cart.get('oA')).to.deep.equal({ items: [] })
    })

    it('when it is cleared, and leaves nothing behind', async () => {
      const cart = open()
      await cart.set('oA', { items: ['茶'] })
      await cart.set('oB', { items: ['水'] })
      await cart.clear('oA')
      expect(await cart.get('oA')).to.deep.equal({ items: [] })
      expect(await cart.get('oB')).to.deep.equal({ items: ['水'] })
      await clock.advance(1000)
      expect(await store.values.entry(KEY)).to.equal(undefined)
      await cart.clear('oA')
      expect(await cart.update('oA', add('新'))).to.deep.equal({ items: ['新'] })
    })

    it('also for an update that began before it was cleared', async () => {
      const cart = open()
      await cart.set('oA', { items: ['茶'] })
      let isCleared = false
      const updated = await cart.update('oA', async (state) => {
        if (!isCleared) await cart.clear('oA')
        isCleared = true
        return add('水')(state)
      })
      expect(updated).to.deep.equal({ items: ['水'] })
    })
  })

  describe('with a schema', () => {
    const schema = v.object({ items: v.array(v.string()), note: v.optional(v.string(), '-') })

    it('is what that puts out, when it is written and when it is read', async () => {
      await open().set('oA', { items: ['茶'], more: 1 } as never)
      const cart = open({ schema })
      expect(await cart.get('oA')).to.deep.equal({ items: ['茶'], note: '-' })
      expect(await cart.update('oA', add('水'))).to.deep.equal({ items: ['茶', '水'], note: '-' })
      await cart.set('oB', { items: [], more: 1 } as never)
      expect(await open().get('oB')).to.deep.equal({ items: [], note: '-' })
    })

    it('begins anew where that refuses what an earlier deployment wrote, and warns once a minute', async () => {
      for (const openid of ['oA', 'oB']) await open().set(openid, { items: { tea: 1 } } as never)
      const cart = open({ schema, initial: () => ({ items: ['new'] }) })
      expect(await cart.get('oA')).to.deep.equal({ items: ['new'] })
      expect(await cart.get('oB')).to.deep.equal({ items: ['new'] })
      const warnings = linesWith(log, 'state does not fit, begun anew')
      expect(warnings).to.have.length(1)
      expect(warnings[0]).to.deep.include({
        level: 'warn',
        fields: { code: 'BAD_SESSION', session: 'cart', openid: 'oA', paths: ['items'] },
      })
      expect(await cart.update('oA', add('茶'))).to.deep.equal({ items: ['new', '茶'], note: '-' })
    })

    it('rejects what that refuses, by its path, without a word of the user', async () => {
      const cart = open({ schema })
      const wrong = { items: ['茶', { secret: '13800138000' }] } as never
      for (const use of [() => cart.set('oA', wrong), () => cart.update('oA', () => wrong)]) {
        const error = await failure('BAD_SESSION', use)
        expect(error.message).to.equal('session "cart" of "shop": the schema refuses items[1]')
        expect(error.problems.map(({ path }) => path)).to.deep.equal(['items[1]'])
      }
      expect(await store.values.entry(KEY)).to.equal(undefined)
    })

    it('waits for one that takes its time', async () => {
      const validate = async (value: unknown) => ({ value: value as Cart })
      const late = { '~standard': { version: 1, vendor: 'by hand', validate } } as const
      expect(await open({ schema: late }).update('oA', add('茶'))).to.deep.equal({ items: ['茶'] })
    })
  })

  it('rejects, whatever is asked of it, while the Store is away', async () => {
    const cart = open(
      {},
      {
        ...store.values,
        entry: () => Promise.reject(new Error('away')),
      },
    )
    for (const use of [
      () => cart.get('oA'),
      () => cart.set('oA', { items: ['lost'] }),
      () => cart.update('oA', add('lost')),
      () => cart.clear('oA'),
    ]) {
      expect(await use().catch(({ message }: Error) => message)).to.equal('away')
    }
    const asked: string[] = []
    const replace = async (key: string) => {
      asked.push(key)
      throw new Error('away')
    }
    const half = open({}, { ...store.values, replace })
    for (const use of [() => half.set('oA', { items: [] }), () => half.clear('oA')]) {
      expect(await use().catch(({ message }: Error) => message)).to.equal('away')
    }
    expect(asked).to.deep.equal([KEY, KEY])
    expect(await open().get('oA')).to.deep.equal({ items: [] })
  })

  it('costs one user the state where somebody else wrote to the Store', async () => {
    const hostile: unknown[] = [
      undefined,
      null,
      5,
      'text',
      [],
      [{ state: 1 }],
      { State: { items: [] } },
      { state: null },
      { state: 'text' },
      { state: { items: 5 } },
      { state: { items: [5] } },
      JSON.parse('{"__proto__":{"state":{"items":["x"]}}}'),
      JSON.parse('{"state":{"__proto__":{"items":["x"]},"items":{}}}'),
      JSON.parse('{"state":{"constructor":{"prototype":{"items":["x"]}}}}'),
      JSON.parse(`{"state":${'['.repeat(1000)}${']'.repeat(1000)}}`),
    ]
    const schema = v.object({ items: v.array(v.string()) })
    const cart = open({ schema })
    await cart.set('oB', { items: ['茶'] })
    for (const [i, value] of hostile.entries()) {
      await store.values.set(KEY, value)
      expect(await cart.get('oA'), `${i}`).to.deep.equal({ items: [] })
      expect(await cart.update('oA', add(String(i)))).to.deep.equal({ items: [String(i)] })
      expect(await cart.get('oA')).to.deep.equal({ items: [String(i)] })
      expect(await cart.get('oB')).to.deep.equal({ items: ['茶'] })
      expect(({} as { items?: unknown }).items).to.equal(undefined)
    }
  })
})
