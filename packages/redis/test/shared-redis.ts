/** What the specs of the store share: stores over a Redis of their own, and what they claim. */
import type { Claim, Clock, Reply, Store } from '@wechatbot/core'
import { createRedisStore } from '#src/index.js'
import { patientClock } from './patient-clock.ts'
import { hasRedis, type RedisServer, startRedis } from './redis-server.ts'

export const HELLO: Reply = { type: 'text', content: '你好' }
export const LEASE = { leaseMs: 1000, ttlMs: 60_000 }
export const pass = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

export function fenceOf(claim: Claim): number {
  if (claim.state !== 'run') throw new Error(`expected run, got ${claim.state}`)
  return claim.fence
}

/** Stores that are closed after each spec. */
export class OpenStores {
  readonly #stores: Store[] = []

  add(store: Store): Store {
    this.#stores.push(store)
    return store
  }

  async close(): Promise<void> {
    for (const store of this.#stores.splice(0)) await store.close()
  }
}

interface Opening {
  /** Another instance has the same. */
  readonly prefix?: string
  readonly clock?: Clock
  readonly jobRetriesMs?: readonly number[]
}

/** A Redis for the specs of one `describe`, which are skipped where there is none. */
export class SharedRedis {
  readonly stores = new OpenStores()
  #server: RedisServer | undefined
  #lastPrefix = 0

  constructor() {
    const own = this
    before(async function () {
      if (!hasRedis()) return this.skip()
      own.#server = await startRedis()
      // A second of a busy machine, in which no connection is made.
      await import('bullmq')
    })
    afterEach(() => this.stores.close())
    after(() => this.#server?.close())
  }

  get server(): RedisServer {
    if (this.#server === undefined) throw new Error('expected a Redis, which `before` starts')
    return this.#server
  }

  newPrefix(): string {
    this.#lastPrefix += 1
    return `spec${this.#lastPrefix}:`
  }

  /** A store of its own, or with a prefix one more instance. */
  open({ prefix = this.newPrefix(), clock = patientClock, ...rest }: Opening = {}): Store {
    const { url } = this.server
    return this.stores.add(createRedisStore({ url, prefix, clock, ...rest }))
  }
}
