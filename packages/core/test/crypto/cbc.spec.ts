import { createCipheriv, randomBytes } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { decryptBlocks, encryptBlocks } from '#src/crypto/cbc.js'

/** What a cipher makes that was made for this message alone. */
function alone(key: Uint8Array, blocks: Uint8Array): Buffer {
  return createCipheriv('aes-256-cbc', key, key.subarray(0, 16))
    .setAutoPadding(false)
    .update(blocks)
}

const messages = fc.array(
  fc.record({
    key: fc.integer({ min: 0, max: 1 }),
    isDecrypted: fc.boolean(),
    blocks: fc.integer({ min: 1, max: 40 }),
    seed: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  }),
  { minLength: 1, maxLength: 30 },
)

describe('AES for many messages under one key', () => {
  it('makes of each message what a new cipher makes of it', () => {
    fc.assert(
      fc.property(messages, (all) => {
        const keys = [randomBytes(32), randomBytes(32)] as const
        for (const { key: which, isDecrypted, blocks, seed } of all) {
          const key = keys[which] as Buffer
          const plain = Buffer.concat(Array<Uint8Array>(blocks).fill(seed))
          const ciphertext = alone(key, plain)
          const [made, wanted] = isDecrypted
            ? [decryptBlocks(key, ciphertext), plain]
            : [encryptBlocks(key, Buffer.from(plain)), ciphertext]
          expect(made.equals(wanted)).to.equal(true)
        }
      }),
    )
  })

  it('leaves a ciphertext as it came', () => {
    const key = randomBytes(32)
    const ciphertext = randomBytes(64)
    const before = Buffer.from(ciphertext)
    decryptBlocks(key, ciphertext)
    expect(ciphertext.equals(before)).to.equal(true)
  })

  it('refuses a key of another length each time', () => {
    const key = randomBytes(31)
    for (let i = 0; i < 2; i += 1) {
      expect(() => encryptBlocks(key, randomBytes(32))).to.throw(RangeError, 'key length')
      expect(() => decryptBlocks(key, randomBytes(32))).to.throw(RangeError, 'key length')
    }
  })
})
