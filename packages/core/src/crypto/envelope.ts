/**
 * The envelope of an encrypted push (安全模式, 兼容模式): opened, and sealed again for the reply.
 * Source: developers.weixin.qq.com, push/encryption.
 */

import type { XmlFields } from '../xml/fields.ts'
import { buildXml, type XmlWriter } from '../xml/write.ts'
import { decodeBase64, decryptBytes, encrypt, randomNonce } from './aes.ts'
import { findToken, sign } from './signature.ts'

/** Who can open and seal: the account's tokens, keys and id. */
export interface Sealing {
  readonly tokens: readonly string[]
  /** Decoded, 32 bytes each. */
  readonly keys: readonly Uint8Array[]
  readonly appId: string
  /** For the envelopes of replies. @default {@link buildXml} */
  readonly writeXml?: XmlWriter
}

/** The signed parts of the query. Their shapes have been checked. */
export interface EnvelopeQuery {
  readonly msgSignature: string
  readonly timestamp: string
  readonly nonce: string
}

export interface Opened {
  readonly xml: string
  /** With the token and the key that opened this one. */
  readonly seal: (xml: string, now: number) => string
}

/**
 * Opens an envelope, or says undefined: no valid ciphertext, signature, key, padding, length or
 * appId. Which one it was stays unsaid, so that nobody can feel their way in.
 */
export function openEnvelope(
  envelope: XmlFields,
  query: EnvelopeQuery,
  sealing: Sealing,
): Opened | undefined {
  const ciphertext = envelope.Encrypt
  if (typeof ciphertext !== 'string') return undefined
  // Before comparing: over an empty ciphertext, msg_signature is what `signature` is.
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

/** The envelope around a reply. `now` in milliseconds. */
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
