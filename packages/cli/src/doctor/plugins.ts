/** Whether the plugins can be set up. */
import type { Bot } from '@wechatbot/core'
import type { Words } from '../words/index.ts'
import { type Finding, fail, ok, textOf } from './finding.ts'

export async function examinePlugins(bot: Bot, say: Words['doctor']['plugins']): Promise<Finding> {
  try {
    // Not ready(): it would run the jobs.
    await bot.describe()
    return ok('plugins', bot.plugins.length === 0 ? say.none : bot.plugins.join(', '))
  } catch (error) {
    return fail('plugins', textOf(error))
  }
}
