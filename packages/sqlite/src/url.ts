/** Reads the file from a URL of the configuration. */
import { resolve } from 'node:path'
import { WechatBotError } from '@wechatbot/core'

/**
 * `sqlite:./wechatbot.db`, `sqlite:wechatbot.db` or `sqlite:/var/lib/bot/wechatbot.db`. An absolute path may also
 * have `//` in front. The path is used as it is written: `%` is a plain character.
 * @param folder the folder where a relative path begins.
 * @throws WechatBotError BAD_CONFIG for a URL without a path, and for SQLite in memory.
 */
export function fileOf(url: string, folder: string): string {
  const path = url.replace(/^sqlite:/i, '').replace(/^\/\/(?=\/|[a-z]:)/i, '')
  if (path === '' || path.startsWith('//')) {
    throw new WechatBotError(
      'BAD_CONFIG',
      `store: expected a file, as in "sqlite:./wechatbot.db", got "${url}"; an absolute path has one / or three`,
    )
  }
  if (path === ':memory:') {
    throw new WechatBotError(
      'BAD_CONFIG',
      'store: SQLite in memory ends with the process, as "memory:" does, which is faster: take that',
    )
  }
  return resolve(folder, path)
}
