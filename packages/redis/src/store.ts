/** The Store over Redis. What Redis does not do just now, this process does for itself. */
import { type Clock, createJobs, failOpen, type Store, systemClock } from '@wechatbot/core'
import { readUrl } from './client.ts'
import { jobTable } from './job-table.ts'
import { createKeys } from './keys.ts'
import { createLate } from './late.ts'
import { createLink } from './link.ts'
import { createSets } from './sets.ts'
import { createTurns } from './turns.ts'
import { createValues } from './values.ts'

export interface RedisStoreOptions {
  /**
   * `redis://[:password@]host:port[/db]`; `redis+cluster://host:port,host:port` for a cluster; with
   * `rediss` in place of `redis` over TLS.
   */
  readonly url: string
  /** Of every key. @default 'wechatbot:', or `?prefix=` of the URL */
  readonly prefix?: string
  /** For the time that a command has, and for when jobs are due. What is kept, and a lease, ends by the clock of Redis. @default the machine's clock */
  readonly clock?: Clock
  /** For tests: milliseconds between the tries of a job. @default 5 s, 30 s, 5 min */
  readonly jobRetriesMs?: readonly number[]
}

const PREFIX = 'wechatbot:'

/**
 * Connects in the background: a Redis that is away costs no start. While it is away each process goes
 * on alone, with a store in memory, and comes back by itself.
 */
export function createRedisStore(options: RedisStoreOptions): Store {
  const address = readUrl(options.url)
  const clock = options.clock ?? systemClock
  const link = createLink(address, clock)
  const keys = createKeys(options.prefix ?? address.prefix ?? PREFIX)
  const table = jobTable(link, keys, clock)
  const { stop, ...jobs } = createJobs({
    ...{ table, clock, isShared: true },
    retriesMs: options.jobRetriesMs,
  })
  const shared = {
    values: createValues(link, keys),
    sets: createSets(link, keys),
    turns: createTurns(link, keys),
    late: createLate(link, keys),
    jobs,
    close: async () => {
      void stop()
      await link.close()
    },
  }
  return failOpen(shared, clock)
}
