/**
 * Opens the envelope of an encrypted push (安全模式, 兼容模式), and seals the reply.
 * Source: developers.weixin.qq.com, push/encryption.
 */

import type { XmlFields } from '../xml/fields.ts'
import { buildXml, type XmlWriter } from '../xml/write.ts'
import { decodeBase64, decryptBytes, encrypt, randomNonce } from './aes.ts'
import { findToken, sign } from './signature.ts'

/** The parts of an account that open and seal: tokens, keys and id. */
export interface Sealing {
  readonly tokens: readonly string[]
  /** Decoded keys of 32 bytes each. */
  readonly keys: readonly Uint8Array[]
  readonly appId: string
  /** Writes the envelopes of replies. @default {@link buildXml} */
  readonly writeXml?: XmlWriter
}

/** The signed parts of the query. Callers have checked their shapes. */
export interface EnvelopeQuery {
  readonly msgSignature: string
  readonly timestamp: string
  readonly nonce: string
}

export interface Opened {
  readonly xml: string
  /** Seals a reply with the token and the key that opened this envelope. */
  readonly seal: (xml: string, now: number) => string
}

/**
 * Opens an envelope. Returns undefined if the ciphertext, signature, key, padding, length or appId
 * is not valid. The reason stays unsaid, so that an attacker cannot learn from it.
 */
export function openEnvelope(
  envelope: XmlFields,
  query: EnvelopeQuery,
  sealing: Sealing,
): Opened | undefined {
  const ciphertext = envelope.Encrypt
  if (typeof ciphertext !== 'string') return undefined
  // Decoded before the comparison: over an empty ciphertext, msg_signature equals `signature`.
  const bytes = decodeBase64(ciphertext)
  if (bytes === undefined) return undefined
  const { msgSignature, timestamp, nonce } = query
  const token = findToken(sealing.tokens, msgSignature, timestamp, nonce, ciphertext)
  if (token === undefined) return undefined
  const { appId, writeXml } = sealing
  for (const key of sealing.keys) {
    const xml = decryptBytes(key, bytes, appId)
    if (xml === undefined) continue
    return { xml, seal: (reply, now) => seal(reply, now, { token, key, appId }, writeXml) }
  }
  return undefined
}

/** The envelope around a reply. `now` is in milliseconds. */
export function seal(
  xml: string,
  now: number,
  by: { readonly token: string; readonly key: Uint8Array; readonly appId: string },
  writeXml: XmlWriter = buildXml,
): string {
  const ciphertext = encrypt(by.key, xml, by.appId)
  const timestamp = String(Math.floor(now / 1000))
  const nonce = randomNonce()
  return writeXml({
    Encrypt: ciphertext,
    MsgSignature: sign(by.token, timestamp, nonce, ciphertext),
    TimeStamp: timestamp,
    Nonce: nonce,
  })
}
