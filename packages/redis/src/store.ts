/** The Store over Redis. What Redis does not do just now, this process does for itself. */
import { createMemoryStore, type LateReply, type Store } from '@wechatbot/core'
import { type Client, readUrl } from './client.ts'
import { createKeys } from './keys.ts'
import { createLink, orHere, whole } from './link.ts'
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
  const local = createMemoryStore()

  const onBox = <T>(box: string, command: (redis: Client, name: string) => Promise<T>) => {
    const name = keys.box(box)
    return link.ask(name, (redis) => command(redis, name))
  }

  return {
    values: createValues(link, keys, local.values),
    sets: createSets(link, keys),
    turns: createTurns(link, keys, local.turns),

    late: {
      put: (box, late, ttlMs) =>
        orHere(
          async () => {
            const args = [late.id, JSON.stringify(late), whole(ttlMs)]
            await onBox(box, (redis, name) => redis.eval(PUT, 1, name, ...args))
          },
          () => local.late.put(box, late, ttlMs),
        ),
      // What was kept here while Redis was away is handed over all the same.
      list: async (box) => {
        const here = await local.late.list(box)
        return orHere(
          async () => {
            const found = await onBox(box, (redis, name) => redis.eval(LIST, 1, name))
            return [...(found as string[]).map((json) => JSON.parse(json) as LateReply), ...here]
          },
          async () => here,
        )
      },
      remove: async (box, id) => {
        const isHere = await local.late.remove(box, id)
        return orHere(
          async () =>
            (await onBox(box, (redis, name) => redis.eval(REMOVE, 1, name, id))) === 1 || isHere,
          async () => isHere,
        )
      },
    },

    close: async () => {
      await link.close()
      await local.close()
    },
  }
}
