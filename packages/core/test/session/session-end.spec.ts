/** How long a state is kept, and what is left when it is cleared. */
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import type { Store } from '#src/store/types.js'
import { add, type Carts, createCarts, KEY } from './carts.ts'

const DAY_MS = 24 * 60 * 60_000

describe('a session ends', () => {
  let clock: ManualClock
  let store: Store
  let open: Carts['open']

  beforeEach(() => {
    ;({ clock, store, open } = createCarts())
  })

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
