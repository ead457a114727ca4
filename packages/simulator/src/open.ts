/** Opens an encrypted reply as WeChat does. */
import type { XmlFields } from '@wechatbot/core'
import { decodeKey } from '@wechatbot/core/internal/crypto/aes'
import { openEnvelope } from '@wechatbot/core/internal/crypto/envelope'
import type { AccountSecrets } from './sign.ts'

/**
 * The XML inside the envelope of a reply. Undefined when the signature, the ciphertext or the id is wrong.
 * Source: developers.weixin.qq.com, push/encryption (MsgSignature, TimeStamp, Nonce).
 */
export function openReply(fields: XmlFields, secrets: AccountSecrets): string | undefined {
  const { MsgSignature, TimeStamp, Nonce } = fields
  if (typeof MsgSignature !== 'string' || typeof TimeStamp !== 'string') return undefined
  if (typeof Nonce !== 'string') return undefined
  const { token, encodingAESKey = '', appId = '' } = secrets
  const signed = { msgSignature: MsgSignature, timestamp: TimeStamp, nonce: Nonce }
  const sealing = { tokens: [token], keys: [decodeKey(encodingAESKey)], appId }
  return openEnvelope(fields, signed, sealing)?.xml
}
