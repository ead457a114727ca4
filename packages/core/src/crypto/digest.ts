/** A short name for a long value. */
import { createHash, hash } from 'node:crypto'

/** 27 characters that stand for `text`: sha1 in base64url. Not for secrets. */
export function digest(text: string): string {
  return hash('sha1', text, 'base64url')
}

/** 43 characters that stand for a file: sha256 in base64url. */
export function digestBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url')
}

/**
 * 16 characters that stand for a token (令牌) in keys of the Store. Of a token that can be guessed the digest
 * can be, too: so it goes into no log.
 */
export function digestOfToken(token: string): string {
  return createHash('sha256').update(`wechatbot token ${token}`).digest('base64url').slice(0, 16)
}
