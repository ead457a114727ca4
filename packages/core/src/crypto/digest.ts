/** A short name for a long value. */
import { createHash, hash, randomBytes } from 'node:crypto'

/** 27 characters in place of `text`: sha1 in base64url. Not for secrets. */
export function digest(text: string): string {
  return hash('sha1', text, 'base64url')
}

/** 43 characters in place of a file: sha256 in base64url. */
export function digestBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url')
}

/**
 * 16 characters in place of a token (令牌), for keys of the Store. Whoever guesses the token knows
 * the digest, so no log shows it.
 */
export function digestOfToken(token: string): string {
  return createHash('sha256').update(`wechatbot token ${token}`).digest('base64url').slice(0, 16)
}

/** Of this process, so that nobody can look for two texts with one number. */
const SALT = randomBytes(16).toString('base64url')

/** A whole number from 1 to 2^52 in place of `text`, for the memory of this process. */
export function digestNumber(text: string): number {
  // 13 hexadecimal digits are 52 bits.
  return Number.parseInt(hash('sha1', SALT + text).slice(0, 13), 16) + 1
}
