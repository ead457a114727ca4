/**
 * WeChat's signatures (签名).
 * Source: developers.weixin.qq.com, message push (验证消息来自微信服务器).
 */
import { hash, timingSafeEqual } from 'node:crypto'

/**
 * `sha1` over the sorted parts, joined without a separator, in lower-case hex.
 * Plain sort: by code unit, never by locale. With token, timestamp and nonce it is `signature`; with
 * the ciphertext as a fourth part it is `msg_signature`.
 *
 * The missing separator means that different parts can give one signature, so callers check the
 * shape of every part first.
 */
export function sign(...parts: readonly string[]): string {
  return hash('sha1', [...parts].sort().join(''))
}

/** Whether two signatures are equal, in a time that does not depend on where they differ. */
export function isSameSignature(one: string, other: string): boolean {
  const a = Buffer.from(one)
  const b = Buffer.from(other)
  // Length first: timingSafeEqual throws on different lengths.
  return a.length === b.length && timingSafeEqual(a, b)
}

/**
 * The token that made `signature` over these parts, or undefined. All tokens are always tried, so
 * that the time does not tell which one matched.
 */
export function findToken(
  tokens: readonly string[],
  signature: string,
  ...parts: readonly string[]
): string | undefined {
  let found: string | undefined
  for (const token of tokens) {
    if (isSameSignature(sign(token, ...parts), signature)) found = token
  }
  return found
}
