/** The Store over Redis. What Redis does not do just now, this process does for itself. */
import { createMemoryStore, type LateReply, type Store } from '@wechatbot/core'
import { type Client, readUrl } from './client.ts'
import { createKeys } from './keys.ts'
import { createLink } from './link.ts'
import { LIST, PUT, TAKE_LATE } from './scripts.ts'
import { createTurns } from './turns.ts'

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

  const either = async <T>(remote: () => Promise<T>, here: () => Promise<T>): Promise<T> => {
    try {
      return await remote()
    } catch {
      return here()
    }
  }
  /** A command of one key. */
  const ask = <T>(name: string, command: (redis: Client, name: string) => Promise<T>) =>
    link.ask(name, (redis) => command(redis, name))
  const set = (key: string, value: unknown, ttlMs?: number) => {
    const args = [keys.value(key), JSON.stringify(value)] as const
    return link.ask(args[0], (redis) =>
      ttlMs === undefined ? redis.set(...args) : redis.set(...args, 'PX', whole(ttlMs)),
    )
  }
  const setNew = (key: string, value: unknown, ttlMs?: number) => {
    const args = [keys.value(key), JSON.stringify(value)] as const
    return link.ask(args[0], (redis) =>
      ttlMs === undefined ? redis.set(...args, 'NX') : redis.set(...args, 'PX', whole(ttlMs), 'NX'),
    )
  }

  return {
    values: {
      get: (key) =>
        either(
          async () => fromJson(await ask(keys.value(key), (redis, name) => redis.get(name))),
          () => local.values.get(key),
        ),
      set: (key, value, ttlMs) =>
        either(
          async () => void (await set(key, value, ttlMs)),
          () => local.values.set(key, value, ttlMs),
        ),
      delete: (key) =>
        either(
          async () => void (await ask(keys.value(key), (redis, name) => redis.del(name))),
          () => local.values.delete(key),
        ),
      setIfAbsent: (key, value, ttlMs) =>
        either(
          async () => (await setNew(key, value, ttlMs)) === 'OK',
          () => local.values.setIfAbsent(key, value, ttlMs),
        ),
    },

    turns: createTurns(link, keys, local.turns),

    late: {
      put: (box, late, ttlMs) =>
        either(
          async () => {
            const json = JSON.stringify(late)
            await ask(keys.box(box), (redis, name) =>
              redis.eval(PUT, 1, name, late.id, json, whole(ttlMs)),
            )
          },
          () => local.late.put(box, late, ttlMs),
        ),
      take: (box) =>
        either(
          async () => {
            const json = await ask(keys.box(box), (redis, name) => redis.eval(TAKE_LATE, 1, name))
            return (fromJson(json) as LateReply | undefined) ?? (await local.late.take(box))
          },
          () => local.late.take(box),
        ),
      // What was kept here while Redis was away is handed over all the same.
      list: async (box) => {
        const here = await local.late.list(box)
        return either(
          async () => {
            const found = await ask(keys.box(box), (redis, name) => redis.eval(LIST, 1, name))
            return [...(found as string[]).map((json) => JSON.parse(json) as LateReply), ...here]
          },
          async () => here,
        )
      },
      remove: async (box, id) => {
        const isHere = await local.late.remove(box, id)
        return either(
          async () =>
            (await ask(keys.box(box), (redis, name) => redis.hdel(name, id))) === 1 || isHere,
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

function fromJson(json: unknown): unknown {
  return typeof json === 'string' ? (JSON.parse(json) as unknown) : undefined
}

/** Redis takes whole milliseconds, and no zero. */
function whole(ms: number): number {
  return Math.max(1, Math.round(ms))
}
