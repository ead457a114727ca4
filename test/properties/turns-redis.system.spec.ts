/**
 * The model of turns over a real Redis: every question goes to another of two instances. Time is real
 * here, so several runs go on beside each other, each with keys of its own.
 */
import { createRedisStore } from '@wechatbot/redis'
import { hasRedis, type RedisServer, startRedis } from '#redis-server'
import { runs, TIMEOUT_MS } from './fuzz.js'
import { inTurn } from './in-turn.js'
import type { TestStore } from './ledger.js'
import { turnsProperty } from './turns.js'

const LANES = 16
const TIMES = {
  leaseMs: 120,
  /** A waiter asks every 150 ms. */
  patienceMs: 160,
  /** After 300 ms an instance goes on alone. */
  answerMs: 250,
  runMs: 2000,
}

const pass = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

describe('properties of turns over Redis', function () {
  this.timeout(TIMEOUT_MS)
  let redis: RedisServer
  let last = 0

  before(async function () {
    if (!hasRedis()) return this.skip()
    redis = await startRedis()
  })
  after(() => redis?.close())

  const create = async (): Promise<TestStore> => {
    last += 1
    const prefix = `run${last}:`
    const instances = [1, 2].map(() => createRedisStore({ url: redis.url, prefix }))
    // Without Redis there is nothing to renew, and it says so.
    const isAlone = () =>
      Promise.all(instances.map((each) => each.turns.renew('none', 1, 1))).then(
        () => false,
        () => true,
      )
    await isAlone()
    // By the wall clock, as Redis: then also the parts of a millisecond that it drops are the same.
    return { store: inTurn(instances), now: Date.now, pass, isAlone }
  }

  const property = (name: string, ttlMs: number) =>
    it(name, async function () {
      const lanes = Array.from({ length: LANES }, () =>
        // A smaller example takes the same time once more, and comes at another moment.
        turnsProperty({ create, ttlMs, ...TIMES }, { ...runs(2), endOnFailure: true }),
      )
      const sure = await Promise.all(lanes)
      // The machine was too busy for Redis to answer in time.
      if (sure.every((count) => count === 0)) this.skip()
    })

  property('have one owner at a time, whichever instance is asked', 600_000)

  property('have one owner at a time also when they are forgotten', 300)
})
