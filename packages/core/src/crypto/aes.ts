/**
 * WeChat's message encryption (消息加解密): AES-256-CBC over
 * `random(16) + length(4, big-endian) + message + appId`, padded PKCS#7 to blocks of 32.
 * Source: developers.weixin.qq.com, push/encryption.
 */
import { isUtf8 } from 'node:buffer'
import {
  createCipheriv,
  createDecipheriv,
  randomInt,
  randomUUID,
  timingSafeEqual,
} from 'node:crypto'

/** WeChat's, not the cipher's 16: OpenSSL's own padding must be off. */
const BLOCK = 32
const HEAD = 20

/**
 * The 32 bytes of an EncodingAESKey (消息加解密密钥): base64 of 43 characters without its `=`. Its last two bits are
 * unused, and often set. The key's shape is checked where it is configured, not here.
 * Source: developers.weixin.qq.com, Message_encryption_and_decryption_instructions.
 */
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

/** Decrypted in the place of what is no whole number of blocks. */
const NO_BLOCKS = Buffer.alloc(2 * BLOCK)

/**
 * Decrypts a message and checks all there is to check: blocks, every byte of the padding, the
 * length, UTF-8 and the whole appId. Undefined for every failure: which one it was is nobody's
 * business, so all checks are made whichever fails, and the time does not tell.
 */
export function decryptBytes(key: Uint8Array, bytes: Buffer, appId: string): string | undefined {
  const isWhole = bytes.length > 0 && bytes.length % BLOCK === 0
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const padded = decipher.update(isWhole ? bytes : NO_BLOCKS)
  const { pad, isPadded } = paddingOf(padded)
  const block = padded.subarray(0, padded.length - pad)
  const end = HEAD + padded.readUInt32BE(16)
  const isOf = endsWith(block, end, appId)
  const message = block.subarray(HEAD, end)
  const isText = isUtf8(message)
  const text = message.toString()
  return isWhole && isPadded && isOf && isText ? text : undefined
}

/** Looks at a whole block, however many bytes are padding; of a wrong one, none. */
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

/** Whether `text` is what stands from `from` to the end of `block`. */
function endsWith(block: Buffer, from: number, text: string): boolean {
  const wanted = Buffer.from(text)
  const found = Buffer.alloc(wanted.length)
  block.copy(found, 0, Math.max(0, block.length - wanted.length))
  const isSame = timingSafeEqual(found, wanted)
  return isSame && from + wanted.length === block.length
}

/** Ten random digits: a nonce as WeChat makes them. */
export function randomNonce(): string {
  return String(randomInt(10_000_000_000)).padStart(10, '0')
}
