/**
 * AES-256-CBC for many messages under one key, each on its own. Making a cipher costs twice what the blocks of
 * a message cost, so each key keeps its two.
 *
 * CBC combines each block by XOR with the ciphertext block before it, and the first with the IV. A cipher that is
 * used again goes on with the last block of the message before. So the first block of a message is combined with that
 * block and with the IV besides: the two XORs of the old block cancel each other, and what comes out is what a new cipher
 * would make. In decryption, the XOR goes into the first block that comes out.
 * Source: NIST SP 800-38A, section 6.2.
 */
import { type Cipher, createCipheriv, createDecipheriv, type Decipher } from 'node:crypto'

const BYTES = 16

interface Chain<T> {
  readonly cipher: T
  readonly iv: Uint8Array
  /** The last ciphertext block combined with the IV. Zeros before the first message, for a new cipher begins with the IV. */
  readonly link: Uint8Array
}

/** Keys of accounts live as long as their bots. */
const encrypting = new WeakMap<Uint8Array, Chain<Cipher>>()
const decrypting = new WeakMap<Uint8Array, Chain<Decipher>>()

/**
 * @param key 32 bytes that never change.
 * @param blocks whole blocks. The first one is changed.
 */
export function encryptBlocks(key: Uint8Array, blocks: Buffer): Buffer {
  const chain = encrypting.get(key) ?? beginChain(encrypting, key, createCipheriv)
  combine(blocks, chain.link)
  const ciphertext = chain.cipher.update(blocks)
  relink(chain, ciphertext)
  return ciphertext
}

/**
 * @param key 32 bytes that never change.
 * @param ciphertext whole blocks.
 */
export function decryptBlocks(key: Uint8Array, ciphertext: Buffer): Buffer {
  const chain = decrypting.get(key) ?? beginChain(decrypting, key, createDecipheriv)
  const blocks = chain.cipher.update(ciphertext)
  combine(blocks, chain.link)
  relink(chain, ciphertext)
  return blocks
}

function beginChain<T extends Cipher | Decipher>(
  chains: WeakMap<Uint8Array, Chain<T>>,
  key: Uint8Array,
  create: (name: string, key: Uint8Array, iv: Uint8Array) => T,
): Chain<T> {
  // WeChat takes the first 16 bytes of the key as the IV.
  const iv = key.subarray(0, BYTES)
  const cipher = create('aes-256-cbc', key, iv)
  // WeChat pads by its own rule. Without OpenSSL's padding, all blocks come out at once.
  cipher.setAutoPadding(false)
  const chain = { cipher, iv, link: new Uint8Array(BYTES) }
  chains.set(key, chain)
  return chain
}

function relink({ link, iv }: Chain<unknown>, ciphertext: Buffer): void {
  ciphertext.copy(link, 0, ciphertext.length - BYTES)
  combine(link, iv)
}

/** XORs `other` into the first block of `bytes`. */
function combine(bytes: Uint8Array, other: Uint8Array): void {
  for (let i = 0; i < BYTES; i += 1) bytes[i] = (bytes[i] as number) ^ (other[i] as number)
}
