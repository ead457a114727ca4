/** A bot with rules and an answer of its own to all else, for one user. */
import { createBot } from '@wechatbot/core'
import keyword from '@wechatbot/plugin-keyword'
import { type FakeUser, simulate } from '@wechatbot/simulator'

export async function replying(
  options: Parameters<typeof keyword>[0],
  ask: (user: FakeUser) => Promise<unknown>,
): Promise<void> {
  const bot = createBot({ token: 'a-token', plugins: [keyword(options)] })
  bot.on('*', () => '没有规则')
  const other = await simulate(bot)
  await ask(other.user('oA')).finally(() => other.close())
}
