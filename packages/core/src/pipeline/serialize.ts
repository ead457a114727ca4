/**
 * Fifth stage: Reply -> body. The one writer of passive replies (被动回复). Nothing that breaks one
 * of WeChat's limits leaves: it is repaired with a warning, or, in development, an error.
 */
import { WechatBotError } from '../errors.ts'
import { replyFields } from '../reply/fields.ts'
import { fit } from '../reply/limits.ts'
import type { Reply } from '../reply/types.ts'
import type { Attempt } from '../turn/turn.ts'
import type { Runtime } from './runtime.ts'

/** What serialize uses of the runtime. */
export interface SerializeParts {
  readonly settings: Pick<Runtime['settings'], 'development'>
  readonly services: Pick<Runtime['services'], 'clock' | 'log' | 'writeXml'>
}

/** WeChat's word for "handled, nothing to say". Never sealed, in no mode. */
export const SUCCESS = 'success'

/** @throws WechatBotError BAD_REPLY with advice, in development, for a reply beyond the limits. */
export function serialize(
  reply: Reply,
  attempt: Attempt,
  { settings, services }: SerializeParts,
): string {
  const { turn, push } = attempt
  const { message } = turn
  const fitted = fit(reply, message)
  for (const advice of fitted.advice) {
    if (settings.development) throw new WechatBotError('BAD_REPLY', advice)
    services.log.warn({ key: turn.key, plugin: turn.answeredBy, advice }, 'reply repaired')
  }
  if (fitted.reply.type === 'none') return SUCCESS
  const now = services.clock.now()
  const xml = services.writeXml({
    // The other way round than in the push.
    ToUserName: message.FromUserName,
    FromUserName: message.ToUserName,
    CreateTime: Math.floor(now / 1000),
    ...replyFields(fitted.reply),
  })
  return push.seal(xml, now)
}
