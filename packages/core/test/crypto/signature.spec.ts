import { expect } from 'chai'
import { findToken, isSameSignature, sign } from '#src/crypto/signature.js'

const TIMESTAMP = '1714036504'
const NONCE = '1514711492'
/** WeChat's worked example, for the token AAAAA. */
const SIGNATURE = 'f464b24fc39322e44b38aa78f5edd27bd1441696'

describe('sign', () => {
  it("gives the signature of WeChat's worked example", () => {
    expect(sign('AAAAA', TIMESTAMP, NONCE)).to.equal(SIGNATURE)
  })

  it('does not depend on the order of the parts', () => {
    expect(sign(NONCE, 'AAAAA', TIMESTAMP)).to.equal(SIGNATURE)
  })

  it('sorts by code unit, not by locale, number or code point', () => {
    // Of 'Ba', '109' and '\u{1f600}\uffee', by coreutils' sha1sum.
    expect(sign('a', 'B')).to.equal('2fd22ce656b849cb086889e5eacd1da49228eb0a')
    expect(sign('9', '10')).to.equal('a1422e6a168630cdd214ac5e31ca01ae1bee8d92')
    expect(sign('\uffee', '\u{1f600}')).to.equal('9bea0996c91116d771a2e4df4594ba634e92f897')
  })

  it('leaves the list it is given as it is', () => {
    const parts = ['b', 'a'] as const
    sign(...parts)
    expect(parts).to.deep.equal(['b', 'a'])
  })
})

describe('isSameSignature', () => {
  it('is false for every length but its own, and throws for none', () => {
    for (let length = 0; length <= 100; length += 1) {
      expect(isSameSignature('a'.repeat(40), 'a'.repeat(length)), `${length}`).to.equal(
        length === 40,
      )
    }
  })

  it('is false for a signature of as many characters but more bytes', () => {
    expect(isSameSignature('a'.repeat(40), `${'a'.repeat(39)}é`)).to.equal(false)
  })

  it('sees a difference at either end', () => {
    const swapped = (at: number) => {
      return `${SIGNATURE.slice(0, at)}${SIGNATURE[at] === '0' ? '1' : '0'}${SIGNATURE.slice(at + 1)}`
    }
    expect(isSameSignature(SIGNATURE, swapped(0))).to.equal(false)
    expect(isSameSignature(SIGNATURE, swapped(39))).to.equal(false)
  })
})

describe('findToken', () => {
  it('finds the token wherever it stands in the list', () => {
    for (const tokens of [
      ['AAAAA', 'x', 'y'],
      ['x', 'AAAAA', 'y'],
      ['x', 'y', 'AAAAA'],
    ]) {
      expect(findToken(tokens, SIGNATURE, TIMESTAMP, NONCE)).to.equal('AAAAA')
    }
  })

  it('finds nothing for another nonce, another token or no token', () => {
    expect(findToken(['AAAAA'], SIGNATURE, TIMESTAMP, '1')).to.equal(undefined)
    expect(findToken(['AAAAB'], SIGNATURE, TIMESTAMP, NONCE)).to.equal(undefined)
    expect(findToken([], SIGNATURE, TIMESTAMP, NONCE)).to.equal(undefined)
  })

  it('tries the tokens after the one that matches', () => {
    let asked = 0
    const tokens = ['AAAAA', 'x', 'y']
    const counting = new Proxy(tokens, {
      get(target, name, receiver) {
        if (typeof name === 'string' && /^\d+$/.test(name)) asked += 1
        return Reflect.get(target, name, receiver)
      },
    })
    findToken(counting, SIGNATURE, TIMESTAMP, NONCE)
    expect(asked).to.equal(3)
  })
})
