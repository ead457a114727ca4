/** The key of a message. Two runs of the same message have the same key. */
import type { Message } from '@wechatbot/core'

/** Unique among one user's messages. A retry has the same key. */
export function keyOf(message: Message): string {
  const { MsgId = '', EventKey = '' } = message as { MsgId?: string; EventKey?: string }
  return MsgId === '' ? `${message.kind} ${message.CreateTime} ${EventKey}` : MsgId
}
