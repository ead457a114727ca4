/** Second stage: Push -> Message. XML becomes fields, fields become one typed message. */
import { readMessage } from '../message/read.ts'
import type { Message } from '../message/types.ts'
import type { Push } from '../push.ts'
import { parseXml } from '../xml/codec.ts'

/** What cloud hosting sends to see whether the path exists; `success` answers it. */
export interface Probe {
  readonly kind: 'probe'
}

/**
 * @throws WechatBotError BAD_XML for what is no complete document, BAD_MESSAGE for a document
 *   without what every message has.
 */
export function parse(push: Push): Message | Probe {
  const fields = parseXml(push.xml)
  if (fields.MsgType === undefined && fields.action === 'CheckContainerPath') {
    return { kind: 'probe' }
  }
  return readMessage(fields)
}
