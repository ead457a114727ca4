/**
 * @wechatbot/sqlite: a bot that forgets nothing when it restarts. It needs one machine and no server.
 *
 * `store: 'sqlite:./wechatbot.db'` in the configuration is all it takes.
 */
import { existsSync } from 'node:fs'
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

/**
 * The file that the first start will make. Undefined if it is there. `wechatbot check` and `doctor` ask before they open
 * the store: they run as another user than the bot, and a file of theirs would be closed to it.
 * @throws WechatBotError BAD_CONFIG like `fromUrl`, for a URL that names no file.
 */
fromUrl.missing = (url: string, where: { readonly folder: string }): string | undefined => {
  const file = fileOf(url, where.folder)
  return existsSync(file) ? undefined : file
}
