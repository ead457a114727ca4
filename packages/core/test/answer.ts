/** What a bot answers, without the stages before its handlers. */
import type { Bot } from '#src/bot.js'
import { handle } from '#src/pipeline/handle.js'
import { runtimeOf } from '#src/pipeline/runtime.js'
import { textXml } from './fixtures.ts'
import { attemptAt } from './parts.ts'

export const answerOf = async (bot: Bot, xml = textXml()) =>
  handle(await attemptAt(runtimeOf(bot), xml), runtimeOf(bot))
