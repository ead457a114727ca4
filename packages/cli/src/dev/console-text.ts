/** What `wechatbot dev --real` says of WeChat's console (设置与开发 > 基本配置 > 服务器配置). */
import type { LoadedBot } from '@wechatbot/playground'
import { clean } from '../terminal/clean.ts'
import type { Words } from '../words/index.ts'

const MODES = { plain: '明文模式', compat: '兼容模式', safe: '安全模式' } as const

/** What to enter there. */
export function consoleText(
  bots: readonly Pick<LoadedBot, 'name' | 'path' | 'settings'>[],
  say: Words['dev'],
): string {
  const each = bots.map(
    ({ name, path, settings: { mode } }) => `${say.console.bot(name)}
  服务器地址 (URL)   ${say.console.url(path)}
  令牌 (Token)       ${say.console.token}
  EncodingAESKey     ${mode === 'plain' ? say.console.noKey : say.console.key}
  消息加解密方式     ${MODES[mode]}`,
  )
  return say.console.all(each.join('\n'))
}

/**
 * Why WeChat cannot reach the bots: their guard knows no tunnel. Undefined where nothing is in its way.
 * @param demos the names of the bots with the demo token.
 * @param tunnels the hosts that the user has allowed.
 */
export function unreachable(
  demos: readonly string[],
  tunnels: readonly string[],
  say: Words['dev'],
): string | undefined {
  if (demos.length === 0 || tunnels.length > 0) return undefined
  return say.console.demo(demos.map((name) => clean(say.console.bot(name))))
}
