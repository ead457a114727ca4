/**
 * Fifth stage: Reply -> body. Only this stage writes passive replies (被动回复). No reply beyond
 * WeChat's limits leaves. It is repaired with a warning. In development it is an error.
 */
import { WechatBotError } from '../errors.ts'
import { replyFields } from '../reply/fields.ts'
import { fit } from '../reply/limits.ts'
import type { Reply } from '../reply/types.ts'
import type { Attempt } from '../turn/attempt.ts'
import type { Runtime } from './runtime.ts'

/** The parts of the runtime that serialize uses. */
export interface SerializeParts {
  readonly settings: Pick<Runtime['settings'], 'development'>
  readonly services: Pick<Runtime['services'], 'clock' | 'log' | 'writeXml'>
}

/** WeChat's word for "handled, no reply". It is never sealed, in any mode. */
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
    // Sender and receiver change places.
    ToUserName: message.FromUserName,
    FromUserName: message.ToUserName,
    CreateTime: Math.floor(now / 1000),
    ...replyFields(fitted.reply),
  })
  return push.seal(xml, now)
}
