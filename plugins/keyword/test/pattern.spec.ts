import { expect } from 'chai'
import { capped, MAX_PATTERN_INPUT, toPattern } from '#src/pattern.js'

describe('a pattern', () => {
  it('is a source, or /source/flags, or a RegExp; without g and y', () => {
    expect(String(toPattern('^a'))).to.equal('/^a/u')
    expect(String(toPattern('/^a/gi'))).to.equal('/^a/i')
    expect(String(toPattern('/a'))).to.equal('/\\/a/u')
    expect(String(toPattern(/a/gimy))).to.equal('/a/im')
    expect(() => toPattern('(')).to.throw(SyntaxError)
    expect(() => toPattern('/a/q')).to.throw(SyntaxError)
  })

  it(`sees ${MAX_PATTERN_INPUT} bytes, and no half character`, () => {
    expect(capped('短')).to.equal('短')
    expect(Buffer.byteLength(capped('a'.repeat(5000)))).to.equal(2048)
    expect(capped('一'.repeat(5000))).to.equal('一'.repeat(682))
    expect(capped(`a${'😀'.repeat(5000)}`)).to.equal(`a${'😀'.repeat(511)}`)
  })
})
