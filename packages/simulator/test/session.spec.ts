import {
  createBot,
  createLogger,
  createMemoryStore,
  definePlugin,
  type Scope,
} from '@wechatbot/core'
import { createManualClock, type ManualClock, simulate } from '@wechatbot/simulator'
import { expect } from 'chai'

const CART = { name: 'cart', initial: () => ({ items: [] as string[] }) }

describe('a session of a bot', () => {
  let clock: ManualClock
  let store: ReturnType<typeof createMemoryStore>

  beforeEach(() => {
    clock = createManualClock()
    store = createMemoryStore({ clock })
  })

  const newBot = () => {
    const logger = createLogger({ level: 'silent' })
    const bot = createBot({ token: 'a-token', clock, store, logger, errorText: '坏了' })
    const cart = bot.session(CART)
    bot.hears(/^买 (.+)$/, async (ctx, [, item = '']) => {
      const { items } = await cart.update(ctx, (state) => ({ items: [...state.items, item] }))
      return items.join('、')
    })
    bot.hears('付款', async (ctx) => {
      await cart.clear(ctx)
      return '谢谢'
    })
    return { bot, cart }
  }

  it('is one conversation, over messages and restarts, of one user', async () => {
    const first = await simulate(newBot().bot)
    await first.user('oA').says('买 茶').shouldReply('茶')
    await first.user('oB').says('买 酒').shouldReply('酒')
    await first.close()
    const again = await simulate(newBot().bot)
    await again.user('oA').says('买 水').shouldReply('茶、水')
    await again.user('oA').says('付款').shouldReply('谢谢')
    await again.user('oA').says('买 米').shouldReply('米')
    await again.user('oB').says('买 菜').shouldReply('酒、菜')
    await again.close()
  })

  it('loses none of the messages that come at once', async () => {
    const { bot, cart } = newBot()
    const wechat = await simulate(bot)
    const user = wechat.user('oA')
    await Promise.all(Array.from({ length: 20 }, (_, i) => user.says(`买 ${i}`).shouldReply()))
    const { items } = await user.session(cart).get()
    expect(items.toSorted()).to.deep.equal(Array.from({ length: 20 }, (_, i) => `${i}`).toSorted())
    await wechat.close()
  })

  it('is set and read by a test', async () => {
    const { bot, cart } = newBot()
    const wechat = await simulate(bot)
    expect(await wechat.user('oA').session(cart).get()).to.deep.equal({ items: [] })
    await wechat
      .user('oA')
      .session(cart)
      .set({ items: ['茶'] })
    await wechat.user('oA').says('买 水').shouldReply('茶、水')
    expect(await wechat.user('oA').session(cart).get()).to.deep.equal({ items: ['茶', '水'] })
    expect(await wechat.user('oB').session(cart).get()).to.deep.equal({ items: [] })
    await wechat.close()
  })

  it('costs its own message when the Store is away, and no state', async () => {
    const { bot, cart } = newBot()
    const wechat = await simulate(bot)
    const user = wechat.user('oA')
    await user.says('买 茶').shouldReply('茶')
    const { entry } = store.values
    const values = store.values as { entry: typeof entry }
    values.entry = () => Promise.reject(new Error('away'))
    await user.says('买 水').shouldReply('坏了')
    await user.says('付款').shouldReply('坏了')
    values.entry = entry
    expect(await user.session(cart).get()).to.deep.equal({ items: ['茶'] })
    await wechat.close()
  })

  it('is a plugin’s own, and is shown by describe', async () => {
    const shop = definePlugin({
      name: 'shop',
      setup(scope: Scope) {
        const cart = scope.session(CART)
        scope.hears('几个', async (ctx) => String((await cart.get(ctx)).items.length))
      },
    })
    const logger = createLogger({ level: 'silent' })
    const bot = createBot({ token: 'a-token', clock, store, logger, plugins: [shop, shop] })
    const own = bot.session(CART)
    const wechat = await simulate(bot)
    await wechat
      .user('oA')
      .session(own)
      .set({ items: ['茶'] })
    await wechat.user('oA').says('几个').shouldReply('0')
    const { sessions } = await bot.describe()
    expect(sessions.map(({ plugin, name }) => `${plugin} ${name}`)).to.deep.equal([
      'main cart',
      'shop cart',
      'shop#2 cart',
    ])
    await wechat.close()
  })
})
