/** A Redis for each spec of a `describe`, as these make it go away. */
import type { Clock } from '@wechatbot/core'
import { createRedisStore } from '#src/index.js'
import { patientClock } from './patient-clock.ts'
import { hasRedis, type RedisServer, startRedis } from './redis-server.ts'
import { OpenStores } from './shared-redis.ts'

/** The specs are skipped where there is no Redis. */
export class OwnRedis {
  readonly stores = new OpenStores()
  #server: RedisServer | undefined

  constructor() {
    before(async function () {
      if (!hasRedis()) return this.skip()
      // A second of a busy machine, in which no connection is made.
      await import('bullmq')
    })
    beforeEach(async () => {
      this.#server = await startRedis()
    })
    afterEach(async () => {
      await this.stores.close()
      await this.#server?.close()
    })
  }

  get server(): RedisServer {
    if (this.#server === undefined) throw new Error('expected a Redis, which `beforeEach` starts')
    return this.#server
  }

  open(clock: Clock = patientClock) {
    return this.stores.add(createRedisStore({ url: this.server.url, clock }))
  }
}
