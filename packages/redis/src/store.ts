/** The Store over Redis. While Redis is away, this process keeps the data in its own memory. */
import { type Clock, failOpen, type Store, systemClock } from '@wechatbot/core'
import { readUrl } from './client.ts'
import { createJobs } from './jobs/jobs.ts'
import { createKeys } from './keys.ts'
import { createLate } from './late.ts'
import { createLink } from './link.ts'
import { createSets } from './sets.ts'
import { createTurns } from './turns.ts'
import { createValues } from './values.ts'

export interface RedisStoreOptions {
  /**
   * `redis://[:password@]host:port[/db]` for one server; `redis+cluster://host:port,host:port` for a cluster.
   * `rediss` in place of `redis` uses TLS.
   */
  readonly url: string
  /** The prefix of every key. @default 'wechatbot:', or `?prefix=` of the URL */
  readonly prefix?: string
  /**
   * The clock for the time that a command may take. Values and leases end by the clock of Redis, and jobs are due by
   * the clock of the machine. @default the machine's clock
   */
  readonly clock?: Clock
  /** For tests: milliseconds between the tries of a job. @default 5 s, 30 s, 5 min */
  readonly jobRetriesMs?: readonly number[]
}

const PREFIX = 'wechatbot:'

/**
 * Connects in the background, so that a bot also starts while Redis is away. While Redis is away, each process goes
 * on alone with a store in memory. It returns to Redis by itself.
 */
export function createRedisStore(options: RedisStoreOptions): Store {
  const address = readUrl(options.url)
  const clock = options.clock ?? systemClock
  const link = createLink(address, clock)
  const keys = createKeys(options.prefix ?? address.prefix ?? PREFIX)
  const { close: leave, ...jobs } = createJobs({
    ...{ link, keys, clock },
    retriesMs: options.jobRetriesMs,
  })
  const shared = {
    values: createValues(link, keys),
    sets: createSets(link, keys),
    turns: createTurns(link, keys),
    late: createLate(link, keys),
    jobs,
    close: async () => {
      leave()
      await link.close()
    },
  }
  return failOpen(shared, clock)
}
