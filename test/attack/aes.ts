/** Ciphertexts that WeChat would never make: the right key, and everything else free. */
import { createCipheriv, randomBytes } from 'node:crypto'
import { decodeKey } from 'wechatbot'

export interface Block {
  readonly message: string | Uint8Array
  readonly appId: string
  /** What the length field says. @default the truth */
  readonly length?: number
  /** After everything else. @default PKCS#7 to 32, as WeChat pads */
  readonly padding?: (missing: number) => Uint8Array
}

/** Base64 of `random(16) + length + message + appId + padding` under an EncodingAESKey. */
export function encryptBlock(encodingAESKey: string, block: Block): string {
  const message = Buffer.from(block.message as string)
  const length = Buffer.alloc(4)
  length.writeUInt32BE((block.length ?? message.length) >>> 0)
  const head = Buffer.concat([randomBytes(16), length, message, Buffer.from(block.appId)])
  const missing = 32 - (head.length % 32)
  const padding = block.padding?.(missing) ?? Buffer.alloc(missing, missing)
  return encryptBytes(encodingAESKey, Buffer.concat([head, padding]))
}

/** Whole blocks as they are. */
export function encryptBytes(encodingAESKey: string, bytes: Uint8Array): string {
  const key = decodeKey(encodingAESKey)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([cipher.update(bytes), cipher.final()]).toString('base64')
}
