/**
 * @wechatbot/redis: several instances as one.
 *
 * `store: 'redis://127.0.0.1:6379'` in the configuration is all it takes; `rediss://` for TLS,
 * `redis+cluster://` for Redis Cluster.
 */
import type { Store } from '@wechatbot/core'
import { createRedisStore } from './store.ts'

export { createRedisStore, type RedisStoreOptions } from './store.ts'

/** `loadConfig` calls it with the URL of `store`. */
export default function fromUrl(url: string): Store {
  return createRedisStore({ url })
}
