import { expect } from 'chai'
import { digest, digestBytes, digestNumber, digestOfToken } from '#src/crypto/digest.js'

// By coreutils' sha1sum and sha256sum, in base64url.
describe('digest', () => {
  it('is sha1 of the text in base64url', () => {
    expect(digest('abc')).to.equal('qZk-NkcGgWq6PiVxeFDCbJzQ2J0')
    expect(digest('')).to.equal('2jmj7l5rSw0yVb_vlWAYkK_YBwk')
  })
})

describe('digestBytes', () => {
  it('is sha256 of the bytes in base64url', () => {
    expect(digestBytes(Buffer.from('abc'))).to.equal('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0')
    expect(digestBytes(new Uint8Array())).to.equal('47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU')
  })
})

describe('digestOfToken', () => {
  it('is 16 characters of sha256 of the token behind words of its own', () => {
    expect(digestOfToken('abc')).to.equal('ANcaYzW-tQi8yMG3')
  })
})

describe('digestNumber', () => {
  it('is a whole number from 1 to 2^52, the same for the same text', () => {
    for (let i = 0; i < 100; i += 1) {
      const number = digestNumber(`text ${i}`)
      expect(number).to.be.within(1, 2 ** 52)
      expect(number % 1).to.equal(0)
      expect(digestNumber(`text ${i}`)).to.equal(number)
      expect(digestNumber(`text ${i + 1}`)).not.to.equal(number)
    }
  })
})
