/**
 * Signs a push, and encrypts it in safe and compatible mode. No other file of the repository signs pushes.
 * Source: developers.weixin.qq.com, message push (dev/push) and push/encryption.
 */
import type { Mode } from '@wechatbot/core'
import { decodeKey, encrypt } from '@wechatbot/core/internal/crypto/aes'
import { sign } from '@wechatbot/core/internal/crypto/signature'
import { parseXml } from '@wechatbot/core/internal/xml/codec'
import { buildXml } from '@wechatbot/core/internal/xml/write'
import { randomDigits } from './push.ts'

/** What WeChat knows of an account. */
export interface AccountSecrets {
  readonly token: string
  /** @default 'safe' with an encodingAESKey, else 'plain' */
  readonly mode?: Mode
  readonly appId?: string
  readonly encodingAESKey?: string
}

export interface SignOptions extends AccountSecrets {
  /** Milliseconds since 1970. @default the machine's clock */
  readonly now?: number
  /** @default ten random digits */
  readonly nonce?: string
}

/** One POST of WeChat. */
export interface SignedPush {
  readonly query: Readonly<Record<string, string>>
  readonly body: string
}

/** `signature`, `timestamp` and `nonce`. They are the query of a handshake and part of the query of every push. */
export function signQuery(options: SignOptions): Readonly<Record<string, string>> {
  const seconds = Math.floor((options.now ?? Date.now()) / 1000)
  // Ten digits, which is the length until the year 2286.
  const timestamp = String(seconds).padStart(10, '0')
  const nonce = options.nonce ?? randomDigits(10)
  return { signature: sign(options.token, timestamp, nonce), timestamp, nonce }
}

/** Signs a ciphertext of any origin: the query of an encrypted push. */
export function signCiphertext(
  ciphertext: string,
  options: SignOptions,
): Readonly<Record<string, string>> {
  const signed = signQuery(options)
  const { timestamp = '', nonce = '' } = signed
  const msg_signature = sign(options.token, timestamp, nonce, ciphertext)
  return { ...signed, encrypt_type: 'aes', msg_signature }
}

/** Signs a push, and encrypts it if the account's mode requires that. */
export function signPush(xml: string, options: SignOptions): SignedPush {
  const fields = parseXml(xml)
  // The OpenID is unsigned and for information only. WeChat has sent it since about 2018.
  const openid = String(fields.FromUserName ?? '')
  const mode = modeOf(options)
  if (mode === 'plain') return { query: { ...signQuery(options), openid }, body: xml }
  const { encodingAESKey = '', appId = '' } = options
  const Encrypt = encrypt(decodeKey(encodingAESKey), xml, appId)
  return {
    query: { ...signCiphertext(Encrypt, options), openid },
    // Compatible mode sends everything twice: unsigned in plain text, and encrypted.
    body: buildXml(
      mode === 'compat' ? { ...fields, Encrypt } : { ToUserName: fields.ToUserName ?? '', Encrypt },
    ),
  }
}

/** The mode an account is in. */
export function modeOf({ mode, encodingAESKey }: AccountSecrets): Mode {
  return mode ?? (encodingAESKey === undefined ? 'plain' : 'safe')
}
