/** The Store over Redis. What Redis does not do just now, this process does for itself. */
import { failOpen, type LateReply, type Store } from '@wechatbot/core'
import { type Client, readUrl } from './client.ts'
import { createKeys } from './keys.ts'
import { createLink, toBoolean, unknownAnswer, whole } from './link.ts'
import { LIST, PUT, REMOVE } from './scripts.ts'
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
  const onBox = <T>(box: string, command: (redis: Client, name: string) => Promise<T>) => {
    const name = keys.box(box)
    return link.ask(name, (redis) => command(redis, name))
  }
  return failOpen({
    values: createValues(link, keys),
    sets: createSets(link, keys),
    turns: createTurns(link, keys),
    late: {
      put: async (box, late, ttlMs) => {
        const args = [late.id, JSON.stringify(late), whole(ttlMs)]
        await onBox(box, (redis, name) => redis.eval(PUT, 1, name, ...args))
      },
      list: async (box) => {
        const found = await onBox(box, (redis, name) => redis.eval(LIST, 1, name))
        if (!Array.isArray(found)) throw unknownAnswer(found)
        return (found as string[]).map((json) => JSON.parse(json) as LateReply)
      },
      remove: async (box, id) =>
        toBoolean(await onBox(box, (redis, name) => redis.eval(REMOVE, 1, name, id))),
    },
    close: () => link.close(),
  })
}
