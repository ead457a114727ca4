/**
 * The model of turns over a real Redis: every question goes to another of two instances. Time is real
 * here, so several runs go on beside each other, each with keys of its own.
 */
import { createRedisStore } from '@wechatbot/redis'
import type { Store, Turns } from 'wechatbot'
import { hasRedis, type RedisServer, startRedis } from '#redis-server'
import { runs, TIMEOUT_MS } from './fuzz.js'
import type { TestStore } from './ledger.js'
import { turnsProperty } from './turns.js'

const LANES = 16
/** What one question takes is far below the first; a waiter asks every 150 ms, so that is the least of the second. */
const TIMES = { leaseMs: 120, patienceMs: 300 }

const pass = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
const now = () => performance.now()

describe('properties of turns over Redis', function () {
  this.timeout(TIMEOUT_MS)
  let redis: RedisServer
  let last = 0

  before(async function () {
    if (!hasRedis()) return this.skip()
    redis = await startRedis()
  })
  after(() => redis?.close())

  const create = (): TestStore => {
    last += 1
    const prefix = `run${last}:`
    const instances = [1, 2].map(() => createRedisStore({ url: redis.url, prefix }))
    return { store: inTurn(instances), now, pass }
  }
  const lanes = (ttlMs: number, count: number) =>
    Promise.all(
      Array.from({ length: LANES }, () => turnsProperty({ create, ttlMs, ...TIMES }, runs(count))),
    )

  it('have one owner at a time, whichever instance is asked', () => lanes(600_000, 3))

  it('have one owner at a time also when they are forgotten', () => lanes(300, 3))
})

/** One store of several instances: each question is for the next. */
function inTurn(instances: readonly Store[]): Store {
  let asked = 0
  const next = (): Turns => {
    asked += 1
    return (instances[asked % instances.length] as Store).turns
  }
  return {
    ...(instances[0] as Store),
    turns: {
      bind: (...args) => next().bind(...args),
      claim: (...args) => next().claim(...args),
      renew: (...args) => next().renew(...args),
      finish: (...args) => next().finish(...args),
      wait: (...args) => next().wait(...args),
    },
    close: async () => {
      await Promise.all(instances.map((each) => each.close()))
    },
  }
}
