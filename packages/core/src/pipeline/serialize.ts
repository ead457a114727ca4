/**
 * Fifth stage: Reply -> body. The one writer of passive replies (被动回复). Nothing that breaks one
 * of WeChat's limits leaves: it is repaired with a warning, or, in development, an error.
 */
import type { Clock } from '../clock.ts'
import { WechatBotError } from '../errors.ts'
import type { Logger } from '../records/log.ts'
import { replyFields } from '../reply/fields.ts'
import { fit } from '../reply/limits.ts'
import type { Reply } from '../reply/types.ts'
import type { Attempt } from '../turn/turn.ts'
import type { XmlWriter } from '../xml/write.ts'

export interface SerializeParts {
  readonly clock: Clock
  readonly log: Logger
  readonly development: boolean
  readonly writeXml: XmlWriter
}

/** WeChat's word for "handled, nothing to say". Never sealed, in no mode. */
export const SUCCESS = 'success'

/** @throws WechatBotError BAD_REPLY with advice, in development, for a reply beyond the limits. */
export function serialize(reply: Reply, attempt: Attempt, bot: SerializeParts): string {
  const { turn, push } = attempt
  const { message } = turn
  const fitted = fit(reply, message)
  for (const advice of fitted.advice) {
    if (bot.development) throw new WechatBotError('BAD_REPLY', advice)
    bot.log.warn({ key: turn.key, plugin: turn.answeredBy, advice }, 'reply repaired')
  }
  const fields = replyFields(fitted.reply)
  if (fields === undefined) return SUCCESS
  const now = bot.clock.now()
  const xml = bot.writeXml({
    // The other way round than in the push.
    ToUserName: message.FromUserName,
    FromUserName: message.ToUserName,
    CreateTime: Math.floor(now / 1000),
    ...fields,
  })
  return push.seal(xml, now)
}
