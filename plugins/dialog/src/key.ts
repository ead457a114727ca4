/** What makes two runs of a message the same. */
import type { Message } from '@wechatbot/core'

/** Of one user's messages. A retry repeats it. */
export function keyOf(message: Message): string {
  const { MsgId = '', EventKey = '' } = message as { MsgId?: string; EventKey?: string }
  return MsgId === '' ? `${message.kind} ${message.CreateTime} ${EventKey}` : MsgId
}
