/** Second stage: Push -> Message. XML becomes fields, and fields become one typed message. */
import { refusal } from '../errors.ts'
import { readMessage } from '../message/read.ts'
import type { Message } from '../message/types.ts'
import type { Push } from '../turn/push.ts'
import { parseXml } from '../xml/codec.ts'

/** WeChat's cloud hosting sends it to test the path. The answer is `success`. */
export interface Probe {
  readonly kind: 'probe'
}

/**
 * @throws WechatBotError BAD_XML for a text that is no complete document, BAD_MESSAGE for a
 *   document without the fields of every message. BAD_CIPHERTEXT for either in an envelope, and for
 *   a message to another account than the envelope's.
 */
export function parse(push: Push): Message | Probe {
  if (push.sealedFor === undefined) return read(push.xml)
  let message: Message | Probe
  try {
    message = read(push.xml)
  } catch (cause) {
    throw refusal('BAD_CIPHERTEXT', 'no message in the envelope', cause)
  }
  if (message.kind !== 'probe' && message.ToUserName !== push.sealedFor) {
    throw refusal('BAD_CIPHERTEXT', 'envelope and message differ in ToUserName')
  }
  return message
}

function read(xml: string): Message | Probe {
  const fields = parseXml(xml)
  const isProbe = fields.MsgType === undefined && fields.action === 'CheckContainerPath'
  return isProbe ? { kind: 'probe' } : readMessage(fields)
}
