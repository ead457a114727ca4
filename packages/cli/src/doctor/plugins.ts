/** Whether the plugins can be set up. */
import type { Bot } from '@wechatbot/core'
import { type Finding, fail, ok, textOf } from './finding.ts'

export async function examinePlugins(bot: Bot): Promise<Finding> {
  try {
    await bot.ready()
    return ok('plugins', bot.plugins.length === 0 ? 'none' : bot.plugins.join(', '))
  } catch (error) {
    return fail('plugins', textOf(error))
  }
}
