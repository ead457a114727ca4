import { expect } from 'chai'
import * as v from 'valibot'
import type { Store } from '#src/store/types.js'
import { failure } from '../fixtures.ts'
import { linesWith, type RecordingLogger } from '../recording-logger.ts'
import { add, type Cart, type Carts, createCarts, KEY } from './carts.ts'

describe('a session', () => {
  let log: RecordingLogger
  let store: Store
  let open: Carts['open']

  beforeEach(() => {
    ;({ log, store, open } = createCarts())
  })

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
