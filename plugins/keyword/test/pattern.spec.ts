import { expect } from 'chai'
import { capped, dangerOf, MAX_PATTERN_INPUT, toPattern } from '#src/pattern.js'

const MAX_MS = 10

/** Patterns that backtrack, each with what it backtracks on. */
const EVIL: readonly (readonly [pattern: string, pump: string, end?: string])[] = [
  ['(a+)+$', 'a'],
  ['([a-z]+)*$', 'a'],
  ['(a*)*b', 'a'],
  ['^(\\d+)*$', '0'],
  ['(x+x+)+y', 'x'],
  ['(.*a){20}', 'a'],
  ['^(a?){25}a{25}$', 'a'],
  ['^(.*,){11}P', ','],
  ['([^,]*,)*x$', ','],
  ['^(\\w+\\s?)*$', 'a '],
  ['(.+)+$', 'a', '\n'],
  ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'],
  ['^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+$', 'a'],
  ['(a|aa)+$', 'a'],
  ['(a|a)*$', 'a'],
  ['(a|b|ab)*c', 'ab'],
  ['(\\w|\\d)+$', '0'],
  ['^(?:.|.)*$x', 'x'],
  ['^(a|a|b)+c$', 'a'],
  ['^(.|\\n)*x$', 'a'],
  ['(ab|a)(b|bc)*$', 'ab'],
  ['(退|退款|款)+$', '退款'],
  ['(一|一一)+$', '一'],
  ['(?:你|你好|好)*$吗', '你好'],
  ['(\\s|\u3000)+$', '\u3000'],
  ['(\\s|\\u3000)+$', '\u3000'],
  ['([一-龥]|退)+$', '退'],
  ['a*a*a*a*a*b', 'a'],
  ['\\s*\\s*\\s*$', ' '],
  ['\\d*\\d*\\d*x', '0'],
  ['\\w+\\w+\\w+\\d', 'a'],
  ['\\d+\\d+\\d+年', '0'],
  ['.*.*=.*', '.'],
  ['(.*)(.*)(.*)x', 'a'],
  ['.*.*.*价格', '价格'],
  ['^(.+)到(.+)从(.+)去$', '到从'],
  ['(?=(a+))(a|b)*\\1$', 'a'],
  ['\\s+$', ' '],
]

/** What a shop writes. */
const GOOD = [
  '^退(货|款)$',
  '订单\\s*(\\d+)',
  '.*价格.*',
  '价格|多少钱',
  '^天气 (?<city>.+)$',
  '^\\s*查\\s*(\\S+)\\s*$',
  '^1[3-9]\\d{9}$',
  '(你好|您好|hi|hello)+',
  '^(.+)到(.+)$',
  '\\p{Script=Han}+',
  '(?<!不)要',
  '/^vip/i',
]

describe('a pattern', function () {
  this.timeout(30_000)

  it('has thirty evil ones to be tried with, and more', () => {
    expect(EVIL.length).to.be.at.least(30)
  })

  for (const [written, pump, end = '\u0000'] of EVIL) {
    it(`is refused, or fast on what is hard for it: ${written}`, () => {
      const pattern = toPattern(written)
      if (dangerOf(pattern) !== undefined) return
      const text = capped(pump.repeat(MAX_PATTERN_INPUT) + end)
      const spoiled = text.slice(0, -1) + end
      // The fastest of some, because other processes want the CPU too.
      const times = [text, spoiled, text, spoiled, text, spoiled].map((each) =>
        timeOf(pattern, each),
      )
      expect(Math.min(...times)).to.be.below(MAX_MS)
    })
  }

  it('is refused for all of the exponential ones', () => {
    const exponential = EVIL.slice(0, 18).map(([written]) => written)
    expect(exponential.filter((each) => dangerOf(toPattern(each)) === undefined)).to.deep.equal([])
  })

  for (const written of GOOD) {
    it(`is let through: ${written}`, () => {
      expect(dangerOf(toPattern(written))).to.equal(undefined)
    })
  }

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

function timeOf(pattern: RegExp, text: string): number {
  const start = performance.now()
  pattern.test(text)
  return performance.now() - start
}
