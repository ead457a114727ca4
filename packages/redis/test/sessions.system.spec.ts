import {
  type Clock,
  createBot,
  createLogger,
  type Session,
  type Store,
  systemClock,
} from '@wechatbot/core'
import { expect } from 'chai'
import { createRedisStore } from '#src/index.js'
import { patientClock } from './patient-clock.ts'
import { hasRedis, type RedisServer, startRedis } from './redis-server.ts'

describe('sessions over Redis', () => {
  let redis: RedisServer
  const stores: Store[] = []

  /** Of one more instance: a bot, and a store of its own over the same Redis. */
  const open = (clock: Clock = patientClock): Session<string[]> => {
    const store = createRedisStore({ url: redis.url, clock })
    stores.push(store)
    const logger = createLogger({ level: 'silent' })
    const bot = createBot({ token: 'session-token', appId: 'wx1', store, logger })
    return bot.session({ name: 'cart', initial: (): string[] => [] })
  }

  beforeEach(async function () {
    if (!hasRedis()) return this.skip()
    redis = await startRedis()
  })
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close()
    await redis?.close()
  })

  it('lose none of 400 updates of one state over two instances', async () => {
    const carts = [open(), open()]
    const names = Array.from({ length: 400 }, (_, i) => String(i))
    const updateAll = async (cart: Session<string[]>, mine: readonly string[]) => {
      // As many as one user may have in flight.
      for (let i = 0; i < mine.length; i += 20) {
        const some = mine.slice(i, i + 20)
        await Promise.all(some.map((name) => cart.update('oA', (items) => [...items, name])))
      }
    }
    await Promise.all(carts.map((cart, i) => updateAll(cart, names.slice(i * 200, i * 200 + 200))))
    const items = await open().get('oA')
    expect(items.toSorted()).to.deep.equal(names.toSorted())
    expect(redis.cli('KEYS', '*')).to.equal('wechatbot:{wx1}:value:session|bot|cart|oA')
  })

  it('keep the time to live in Redis, and leave nothing when they are cleared', async () => {
    const cart = open()
    await cart.set('oA', ['茶'])
    const key = redis.cli('KEYS', '*')
    expect(Number(redis.cli('PTTL', key))).to.be.within(604_700_000, 604_800_000)
    await cart.clear('oA')
    expect(Number(redis.cli('PTTL', key))).to.be.below(1001)
    expect(await cart.get('oA')).to.deep.equal([])
  })

  it('reject while Redis is away, and are what they were when it is back', async () => {
    // A Redis that hangs is away after the time of a command.
    const cart = open(systemClock)
    await cart.set('oA', ['茶'])
    redis.freeze()
    for (const use of [
      () => cart.get('oA'),
      () => cart.set('oA', ['lost']),
      () => cart.update('oA', (items) => [...items, 'lost']),
      () => cart.clear('oA'),
    ]) {
      expect(await use().catch((error: unknown) => error)).to.include({ code: 'STORE_AWAY' })
    }
    redis.thaw()
    for (;;) {
      const items = await cart.get('oA').catch(() => undefined)
      if (items !== undefined) return expect(items).to.deep.equal(['茶'])
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  })

  it('reject for one user whose key holds something else, and serve the others', async () => {
    const cart = open()
    await cart.set('oB', ['茶'])
    redis.cli('RPUSH', 'wechatbot:{wx1}:value:session|bot|cart|oA', 'a list')
    for (let i = 0; i < 3; i += 1) {
      expect(await cart.get('oA').catch((error: unknown) => error)).to.include({
        code: 'STORE_AWAY',
      })
      expect(await cart.get('oB')).to.deep.equal(['茶'])
    }
  })
})
