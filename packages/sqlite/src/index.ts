/**
 * @wechatbot/sqlite: a bot that forgets nothing when it restarts, on one machine and without a server.
 *
 * `store: 'sqlite:./wechatbot.db'` in the configuration is all it takes.
 */
import type { Store } from '@wechatbot/core'
import { createSqliteStore } from './store.ts'
import { fileOf } from './url.ts'

export { createSqliteStore, type SqliteStoreOptions } from './store.ts'

/**
 * What `loadConfig` calls with the URL of `store`.
 * @param where of the configuration: `folder` is where a relative path begins.
 */
export default function fromUrl(url: string, where: { readonly folder: string }): Store {
  return createSqliteStore({ file: fileOf(url, where.folder) })
}
