/**
 * WeChat's signatures (签名).
 * Source: developers.weixin.qq.com, message push (验证消息来自微信服务器).
 */
import { hash, timingSafeEqual } from 'node:crypto'

/**
 * `sha1` over the sorted and joined parts, in lower-case hex. Parts are sorted by code unit, never
 * by locale. Token, timestamp and nonce give `signature`. With the ciphertext as a fourth part they
 * give `msg_signature`.
 *
 * Parts are joined without a separator, so different parts can give one signature. Callers check
 * the shape of every part first.
 */
export function sign(...parts: readonly string[]): string {
  return hash('sha1', [...parts].sort().join(''))
}

/** Whether two signatures are equal. The time it takes does not depend on where they differ. */
export function isSameSignature(one: string, other: string): boolean {
  const a = Buffer.from(one)
  const b = Buffer.from(other)
  // Lengths are compared first: timingSafeEqual throws on different lengths.
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
