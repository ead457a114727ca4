/**
 * WeChat's message encryption (消息加解密): AES-256-CBC over
 * `random(16) + length(4, big-endian) + message + appId`, padded PKCS#7 to blocks of 32.
 * Source: developers.weixin.qq.com, push/encryption.
 */
import { isUtf8 } from 'node:buffer'
import { randomInt, randomUUID, timingSafeEqual } from 'node:crypto'
import { decryptBlocks, encryptBlocks } from './cbc.ts'

/** WeChat pads to 32, the cipher to 16. */
const BLOCK = 32
const HEAD = 20

/**
 * The 32 bytes of an EncodingAESKey (消息加解密密钥), which is base64 of 43 characters without its
 * `=`. The last two bits are unused and often set. The configuration checks the key's shape; this
 * function does not.
 * Source: developers.weixin.qq.com, Message_encryption_and_decryption_instructions.
 */
export function decodeKey(encodingAESKey: string): Uint8Array {
  return Buffer.from(`${encodingAESKey}=`, 'base64')
}

/**
 * Encrypts a message, in base64.
 * @param random 16 bytes. Only known-answer tests give it.
 */
export function encrypt(
  key: Uint8Array,
  message: string,
  appId: string,
  random: Uint8Array = randomBlock(),
): string {
  const length = Buffer.byteLength(message)
  const size = HEAD + length + Buffer.byteLength(appId)
  // A message of whole blocks gets one more full block of padding.
  const pad = BLOCK - (size % BLOCK)
  // Every byte is written. `alloc` would make memory of its own for each message.
  const block = Buffer.allocUnsafe(size + pad).fill(pad, size)
  block.set(random)
  block.writeUInt32BE(length, 16)
  block.write(message, HEAD)
  block.write(appId, HEAD + length)
  return encryptBlocks(key, block).toString('base64')
}

/** 16 bytes from node's pool of randomness. `randomBytes` asks OpenSSL and costs as much as the cipher. */
function randomBlock(): Uint8Array {
  return Buffer.from(randomUUID().replaceAll('-', ''), 'hex')
}

/**
 * Undefined for an empty text and for a text that is no base64. Node's decoder would skip wrong
 * characters silently.
 */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return text !== '' && bytes.toString('base64') === text ? bytes : undefined
}

/** Decrypts base64 by {@link decryptBytes}. */
export function decrypt(key: Uint8Array, ciphertext: string, appId: string): string | undefined {
  const bytes = decodeBase64(ciphertext)
  return bytes && decryptBytes(key, bytes, appId)
}

/** Decrypted in place of a ciphertext that has no whole number of blocks. */
const NO_BLOCKS = Buffer.alloc(2 * BLOCK)

/**
 * Decrypts a message and checks all its parts: blocks, every byte of the padding, the length, UTF-8
 * and the whole appId. Returns undefined for every failure, without the reason. All checks run even
 * if one fails, so that the time does not tell which one failed.
 */
export function decryptBytes(key: Uint8Array, bytes: Buffer, appId: string): string | undefined {
  const isWhole = bytes.length > 0 && bytes.length % BLOCK === 0
  const padded = decryptBlocks(key, isWhole ? bytes : NO_BLOCKS)
  const { pad, isPadded } = paddingOf(padded)
  const block = padded.subarray(0, padded.length - pad)
  const end = HEAD + padded.readUInt32BE(16)
  const isOf = endsWith(block, end, appId)
  const message = block.subarray(HEAD, end)
  const isText = isUtf8(message)
  const text = message.toString()
  return isWhole && isPadded && isOf && isText ? text : undefined
}

/** Reads a whole block, however many bytes are padding. For wrong padding `pad` is 0. */
function paddingOf(padded: Buffer): { readonly pad: number; readonly isPadded: boolean } {
  const last = padded.at(-1) as number
  let wrong = 0
  for (let i = 1; i <= BLOCK; i += 1) {
    const byte = padded[padded.length - i] as number
    wrong |= i <= last ? byte ^ last : 0
  }
  const isPadded = wrong === 0 && last >= 1 && last <= BLOCK
  return { pad: isPadded ? last : 0, isPadded }
}

/** Whether the part of `block` from `from` to its end equals `text`. */
function endsWith(block: Buffer, from: number, text: string): boolean {
  const wanted = Buffer.from(text)
  const found = Buffer.alloc(wanted.length)
  block.copy(found, 0, Math.max(0, block.length - wanted.length))
  const isSame = timingSafeEqual(found, wanted)
  return isSame && from + wanted.length === block.length
}

/** Ten random digits, like a nonce of WeChat. */
export function randomNonce(): string {
  return String(randomInt(10_000_000_000)).padStart(10, '0')
}
