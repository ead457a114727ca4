/** The Store over Redis. What Redis does not do just now, this process does for itself. */
import { createJobs, failOpen, type Store, systemClock } from '@wechatbot/core'
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
  const link = createLink(address)
  const keys = createKeys(options.prefix ?? address.prefix ?? PREFIX)
  const table = jobTable(link, keys, systemClock)
  const { stop, ...jobs } = createJobs({
    ...{ table, clock: systemClock, isShared: true },
    retriesMs: options.jobRetriesMs,
  })

  return failOpen({
    values: createValues(link, keys),
    sets: createSets(link, keys),
    turns: createTurns(link, keys),
    late: createLate(link, keys),
    jobs,
    close: async () => {
      void stop()
      await link.close()
    },
  })
}
