/** Whether WeChat's console takes a token. Core takes more: a token that works today must go on working. */
import type { BotConfig } from '@wechatbot/core'
import type { Words } from '../words/index.ts'

/** As long as a token may be. The check of the configuration refuses a shorter one than WeChat. */
const MAX_LENGTH = 32

/**
 * Why the console refuses the first such token of a bot; undefined where it takes all of them.
 * @param words are asked only for a token that is refused.
 */
export function whyRefused(
  { token }: Pick<BotConfig, 'token'>,
  words: () => Words['doctor']['token'],
): string | undefined {
  for (const each of [token].flat()) {
    if (!/^[A-Za-z0-9]*$/.test(each)) return words().odd
    if (each.length > MAX_LENGTH) return words().long(each.length)
  }
  return undefined
}
