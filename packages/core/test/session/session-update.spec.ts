/** What becomes of a state that several messages change at once, and of a change that fails. */
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import type { Store } from '#src/store/types.js'
import { failure } from '../fixtures.ts'
import { settled } from '../settled.ts'
import { add, type Cart, type Carts, createCarts } from './carts.ts'

describe('a session is updated', () => {
  let clock: ManualClock
  let store: Store
  let open: Carts['open']

  beforeEach(() => {
    ;({ clock, store, open } = createCarts())
  })

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
    expect(message).to.match(/^session "cart" of "shop": not written, others were quicker for 5 s/)
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
