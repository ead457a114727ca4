/**
 * WeChat's message encryption (消息加解密): AES-256-CBC over
 * `random(16) + length(4, big-endian) + message + appId`, padded PKCS#7 to blocks of 32.
 * Source: developers.weixin.qq.com, push/encryption.
 */
import { isUtf8 } from 'node:buffer'
import { createCipheriv, createDecipheriv, randomInt, randomUUID } from 'node:crypto'

/** WeChat's, not the cipher's 16: OpenSSL's own padding must be off. */
const BLOCK = 32
const HEAD = 20

/** The 32 bytes of an EncodingAESKey of 43 characters. Its last two bits are unused, and often set. */
export function decodeKey(encodingAESKey: string): Uint8Array {
  return Buffer.from(`${encodingAESKey}=`, 'base64')
}

/**
 * Encrypts a message, in base64.
 * @param random 16 bytes; only known-answer tests give their own.
 */
export function encrypt(
  key: Uint8Array,
  message: string,
  appId: string,
  random: Uint8Array = randomBlock(),
): string {
  const length = Buffer.byteLength(message)
  const size = HEAD + length + Buffer.byteLength(appId)
  // A full block of padding when already aligned.
  const pad = BLOCK - (size % BLOCK)
  const block = Buffer.alloc(size + pad, pad)
  block.set(random)
  block.writeUInt32BE(length, 16)
  block.write(message, HEAD)
  block.write(appId, HEAD + length)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return cipher.update(block).toString('base64')
}

/** 16 bytes of node's pool of randomness. `randomBytes` asks OpenSSL, and costs as much as the cipher. */
function randomBlock(): Uint8Array {
  return Buffer.from(randomUUID().replaceAll('-', ''), 'hex')
}

/** Undefined for what is no base64, or empty. Node's decoder skips what is not, without a word. */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return text !== '' && bytes.toString('base64') === text ? bytes : undefined
}

/** Decrypts base64: {@link decryptBytes}. */
export function decrypt(key: Uint8Array, ciphertext: string, appId: string): string | undefined {
  const bytes = decodeBase64(ciphertext)
  return bytes && decryptBytes(key, bytes, appId)
}

/**
 * Decrypts a message and checks all there is to check: blocks, every byte of the padding, the
 * length, UTF-8 and the whole appId. Undefined for every failure: which one it was is nobody's
 * business.
 */
export function decryptBytes(key: Uint8Array, bytes: Buffer, appId: string): string | undefined {
  if (bytes.length === 0 || bytes.length % BLOCK !== 0) return undefined
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const padded = decipher.update(bytes)
  const pad = padded.at(-1) ?? 0
  if (pad < 1 || pad > BLOCK) return undefined
  if (padded.subarray(-pad).some((byte) => byte !== pad)) return undefined
  const block = padded.subarray(0, -pad)
  if (block.length < HEAD) return undefined
  const end = HEAD + block.readUInt32BE(16)
  if (end > block.length || block.subarray(end).toString() !== appId) return undefined
  const message = block.subarray(HEAD, end)
  return isUtf8(message) ? message.toString() : undefined
}

/** Ten random digits: a nonce as WeChat makes them. */
export function randomNonce(): string {
  return String(randomInt(10_000_000_000)).padStart(10, '0')
}
