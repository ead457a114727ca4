/** Sessions in a file: over restarts, over processes, and while the file is locked. */
import { createBot, createLogger } from '@wechatbot/core'
import { type ManualClock, simulate } from '@wechatbot/simulator'
import { expect } from 'chai'
import { openBeside } from './beside.ts'
import { StoreFile } from './store-file.ts'

describe('sessions over SQLite', () => {
  let file: StoreFile
  let clock: ManualClock

  beforeEach(() => {
    file = new StoreFile()
    clock = file.clock
  })
  afterEach(() => file.remove())

  /** A bot as one more process would have it. */
  const open = () => {
    const store = file.open()
    const logger = createLogger({ level: 'silent' })
    const bot = createBot({ token: 'a-token', store, clock, logger, errorText: '坏了' })
    const cart = bot.session({ name: 'cart', initial: (): readonly string[] => [] })
    bot.hears(/^买 (.+)$/, async (ctx, [, item = '']) => {
      const items = await cart.update(ctx, (state) => [...state, item])
      return items.join('、')
    })
    return { store, bot, cart }
  }

  it('are there again after a restart', async () => {
    const before = open()
    const first = await simulate(before.bot)
    await first.user('oA').says('买 茶').shouldReply('茶')
    await first.close()
    await before.store.close()
    const again = await simulate(open().bot)
    await again.user('oA').says('买 水').shouldReply('茶、水')
    await again.user('oB').says('买 酒').shouldReply('酒')
    await again.close()
  })

  it('lose none of 100 updates of one state over two stores of one file', async () => {
    const carts = [open().cart, open().cart]
    const names = Array.from({ length: 100 }, (_, i) => String(i))
    await clock.passWhile(() =>
      Promise.all(names.map((name, i) => carts[i % 2]?.update('oA', (all) => [...all, name]))),
    )
    expect((await open().cart.get('oA')).toSorted()).to.deep.equal(names.toSorted())
  })

  it('reject while another process has the file, and lose no state to this one', async () => {
    const { bot, cart } = open()
    await cart.set('oA', ['茶'])
    const other = openBeside(file.path)
    other.exec('BEGIN IMMEDIATE')
    const wechat = await simulate(bot)
    await wechat.user('oA').says('买 水').shouldReply('坏了')
    other.exec('ROLLBACK')
    await clock.advance(1000)
    await wechat.user('oA').says('买 米').shouldReply('茶、米')
    await wechat.close()
  })
})
