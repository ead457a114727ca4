/** Parts of a bot's own configuration that need the API. Plugins warn of theirs during their setup. */
import type { BotConfig } from '@wechatbot/core'
import { resolveBot } from '@wechatbot/core/internal/config/defaults'
import type { Words } from '../words/index.ts'

/** Gives a warning for each such part, on an account without the API. */
export function findApiNeeds(bot: BotConfig, say: Words['check']): readonly string[] {
  if (resolveBot(bot).hasApi) return []
  return [
    ...(bot.menu === undefined ? [] : [say.menuNeedsApi]),
    ...(bot.late?.includes('customer-service') ? [say.lateNeedsApi] : []),
  ]
}
