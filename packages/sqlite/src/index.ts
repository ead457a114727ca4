/**
 * @wechatbot/sqlite: a bot that forgets nothing when it restarts. It needs one machine and no server.
 *
 * `store: 'sqlite:./wechatbot.db'` in the configuration is all it takes.
 */
import type { Store } from '@wechatbot/core'
import { createSqliteStore } from './store.ts'
import { fileOf } from './url.ts'

export { createSqliteStore, type SqliteStoreOptions } from './store.ts'

/**
 * `loadConfig` calls it with the URL of `store`.
 * @param where about the configuration: a relative path begins at `folder`.
 */
export default function fromUrl(url: string, where: { readonly folder: string }): Store {
  return createSqliteStore({ file: fileOf(url, where.folder) })
}
