/** Known answers are by the `openssl` command; what is malformed is sealed here, by hand. */
import { createCipheriv } from 'node:crypto'
import { expect } from 'chai'
import {
  decodeBase64,
  decodeKey,
  decrypt,
  decryptBytes,
  encrypt,
  randomNonce,
} from '#src/crypto/aes.js'

const ENCODED_KEY = '9qWeRtYuIoPaSdFgHjKlZxCvBnM1234567890AbCdEf'
const KEY = decodeKey(ENCODED_KEY)
const APP_ID = 'wxownfixture00001'
const RANDOM = '0123456789abcdef'

const ANSWERS = {
  'of two characters': [
    'hi',
    'ATY7n/dwxLABxipGNDN7Tm9JTknD1Q6xv3+joD7t+z9X7b4nU8PF6QwJB71N7EZGtzPQicbht/y5JeneXYNvfg==',
  ],
  'with characters of several bytes': [
    '你好，世界 😀',
    'ATY7n/dwxLABxipGNDN7TmoRusEFMwwSxz/KXFiZie1X+O7/qk1uEepoHd9XjiFctkVP/TwYkhqZZbYABZ+zZQ==',
  ],
  'that fills its blocks, so that a whole one of padding follows': [
    'x'.repeat(27),
    'ATY7n/dwxLABxipGNDN7Ts9DvahjTWCVfdBtPu1hd1FclXmTEj5y4H5w4DSKyNCLTx0K4ZFDBYWsrCw5e6pqQdZtwMscrMYg7W4YLaYaW8yeKWjWSr3V9es5aACPJ2gE',
  ],
  'that is empty': [
    '',
    'ATY7n/dwxLABxipGNDN7ThCKakmyRnN9T8FWZVe0mmliJH6ah4VxSoIGk2i9IbXspqL0DCcQ/Lq3+N34kXY/uA==',
  ],
} as const

/** What the blocks hold: a message, the length it claims to have, the appId, and padding. */
interface Content {
  readonly message?: string | Uint8Array
  readonly length?: number
  readonly appId?: string
  /** Each byte of the padding; without it, as it should be. */
  readonly padding?: readonly number[]
}

function blocksOf({ message = 'hi', length, appId = APP_ID, padding }: Content): Buffer {
  const body = Buffer.from(message)
  const head = Buffer.alloc(20)
  head.write(RANDOM)
  head.writeUInt32BE(length ?? body.length, 16)
  const content = Buffer.concat([head, body, Buffer.from(appId)])
  const missing = 32 - (content.length % 32)
  return Buffer.concat([content, Buffer.from(padding ?? Array(missing).fill(missing))])
}

function sealed(blocks: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-cbc', KEY, KEY.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([cipher.update(blocks), cipher.final()])
}

const opened = (content: Content, appId = content.appId ?? APP_ID) =>
  decryptBytes(KEY, sealed(blocksOf(content)), appId)

describe('decodeKey', () => {
  it('gives the 32 bytes of the 43 characters', () => {
    expect(Buffer.from(KEY).toString('base64')).to.match(/^9qWeRtYuIoPaSdFgHjKlZxCvBnM1/)
    expect(KEY).to.have.length(32)
  })

  it('ignores the last two bits', () => {
    const other = decodeKey(`${ENCODED_KEY.slice(0, -1)}c`)
    expect(Buffer.from(other).equals(KEY)).to.equal(true)
  })
})

describe('a message', () => {
  for (const [what, [message, ciphertext]] of Object.entries(ANSWERS)) {
    it(`${what} is encrypted as openssl does it, and decrypted again`, () => {
      expect(encrypt(KEY, message, APP_ID, Buffer.from(RANDOM))).to.equal(ciphertext)
      expect(decrypt(KEY, ciphertext, APP_ID)).to.equal(message)
    })
  }

  it('is encrypted differently each time', () => {
    const [one, other] = [encrypt(KEY, 'hi', APP_ID), encrypt(KEY, 'hi', APP_ID)]
    expect(one).not.to.equal(other)
    for (const ciphertext of [one, other]) {
      expect(ciphertext).to.have.length(ANSWERS['of two characters'][1].length)
      expect(decrypt(KEY, ciphertext, APP_ID)).to.equal('hi')
    }
  })

  it('may fill its blocks but for one byte, and may be for an account without an appId', () => {
    expect(opened({ message: 'x'.repeat(26), padding: [1] })).to.equal('x'.repeat(26))
    expect(opened({ message: 'x'.repeat(12), appId: '' })).to.equal('x'.repeat(12))
    expect(opened({ message: '', appId: '' })).to.equal('')
  })
})

describe('a ciphertext is refused', () => {
  const refuses = (what: string, open: () => string | undefined) => {
    it(what, () => {
      expect(open()).to.equal(undefined)
    })
  }

  refuses('when it is no base64', () => decrypt(KEY, '@@@@', APP_ID))
  refuses('when it is empty', () => decryptBytes(KEY, Buffer.alloc(0), APP_ID))
  refuses('when it is one block and a half, though its padding is right', () => {
    return opened({ padding: Array(9).fill(9) })
  })
  refuses('when bytes follow its last block', () => {
    return decryptBytes(KEY, Buffer.concat([sealed(blocksOf({})), Buffer.alloc(5)]), APP_ID)
  })
  refuses('when it was made with another key', () => {
    const other = decodeKey('a'.repeat(43))
    return decryptBytes(other, sealed(blocksOf({})), APP_ID)
  })
  refuses('for another appId', () => opened({}, 'wxownfixture00002'))
  refuses('for an appId that goes on', () => opened({ appId: `${APP_ID}x` }, APP_ID))
  refuses('for an appId that ends early', () => opened({ appId: APP_ID.slice(0, -1) }, APP_ID))
  refuses('when its padding is 0', () => opened({ message: 'x'.repeat(26), padding: [0] }))
  refuses('when its padding is longer than a block', () => {
    return opened({ message: 'x'.repeat(26), padding: Array(33).fill(33) })
  })
  refuses('when a byte of its padding differs', () => {
    return opened({ message: 'x'.repeat(24), padding: [2, 3, 3] })
  })
  refuses('when the first of 32 bytes of padding differs', () => {
    return opened({ message: 'x'.repeat(27), padding: [31, ...Array(31).fill(32)] })
  })
  refuses('when it has no padding', () => opened({ message: 'x'.repeat(27), padding: [] }))
  refuses('when its padding leaves less than a head', () => {
    return decryptBytes(KEY, sealed(Buffer.alloc(32, 13)), '')
  })
  refuses('when its length goes beyond its end', () => opened({ length: 20 }, ''))
  refuses('when its length takes in a part of the appId', () => opened({ length: 3 }))
  refuses('when its message is no UTF-8', () => opened({ message: Uint8Array.of(0xff, 0xfe) }))
})

describe('decodeBase64', () => {
  it('gives the bytes', () => {
    expect(decodeBase64('aGk=')?.toString()).to.equal('hi')
  })

  it('refuses what is empty, unpadded, or has other characters or bits that mean nothing', () => {
    for (const text of ['', 'aGk', 'aGk=\n', 'a Gk=', 'aG-_', 'aGl=']) {
      expect(decodeBase64(text), text).to.equal(undefined)
    }
  })
})

describe('randomNonce', () => {
  it('is ten digits, small numbers too', () => {
    const nonces = Array.from({ length: 300 }, randomNonce)
    expect(nonces.filter((nonce) => !/^\d{10}$/.test(nonce))).to.deep.equal([])
    expect(new Set(nonces).size).to.be.above(290)
    // One in ten begins with 0.
    expect(nonces.some((nonce) => nonce.startsWith('0'))).to.equal(true)
  })
})
