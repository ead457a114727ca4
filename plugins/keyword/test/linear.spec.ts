import { expect } from 'chai'
import fc from 'fast-check'
import { createCharsets } from '#src/charsets.js'
import { createLinear, type Linear } from '#src/linear.js'
import { toMatch } from '#src/match.js'
import { toPattern } from '#src/pattern.js'
import { NotLinear } from '#src/translate.js'
import { regExps, texts } from './grammar.js'
import { attack, EVIL, GOOD } from './patterns.js'

const charsets = createCharsets()

/** Or why it does not take the expression. */
function linearOrWhy(pattern: RegExp): Linear | string {
  try {
    return createLinear(pattern, charsets)
  } catch (error) {
    if (error instanceof NotLinear) return error.message
    throw error
  }
}

/** What the engine finds. Undefined where it does not take the expression. */
function found(pattern: RegExp, text: string): string | undefined {
  const linear = linearOrWhy(pattern)
  if (typeof linear === 'string') return undefined
  const spans = linear.exec(text)
  return shown(spans === undefined ? null : toMatch(text, spans, pattern.hasIndices))
}

/** All of a match: deep equality would look at the elements of the list only. */
function shown(match: RegExpMatchArray | null): string {
  if (match === null) return 'none'
  const { index, input, groups, indices } = match
  const places = indices && { all: [...indices], groups: indices.groups }
  return JSON.stringify({ all: [...match], index, input, groups, places }, (_, value: unknown) =>
    value === undefined ? 'undefined' : value,
  )
}

describe('the linear engine', () => {
  it('finds what RegExp finds, with all groups, or does not take the expression', () => {
    let [taken, matched] = [0, 0]
    const property = fc.property(regExps, fc.array(texts, { maxLength: 8 }), (pattern, some) => {
      for (const text of some) {
        const by = found(pattern, text)
        if (by === undefined) return
        taken += 1
        const expected = shown(pattern.exec(text))
        if (expected !== 'none') matched += 1
        expect(by, `${pattern} for ${JSON.stringify(text)}`).to.equal(expected)
      }
    })
    fc.assert(property, { numRuns: RUNS })
    // Else it was compared with nothing.
    expect(taken).to.be.above(RUNS)
    expect(matched).to.be.above(RUNS / 2)
  })

  for (const written of GOOD) {
    it(`takes what a shop writes: ${written}`, () => {
      expect(linearOrWhy(toPattern(written))).to.have.property('steps')
    })
  }

  for (const each of EVIL) {
    it(`${each.needsWorker ? 'leaves' : 'takes'}, whoever asks: ${each.written}`, () => {
      const asked = [1, 2, 3].map(() => linearOrWhy(toPattern(each.written)))
      const kinds = asked.map((linear) => typeof linear)
      expect(new Set(kinds)).to.deep.equal(new Set([each.needsWorker ? 'string' : 'object']))
      if (each.needsWorker) return
      // As long as RegExp comes to an end with it.
      const text = attack(each, 16)
      expect(found(toPattern(each.written), text)).to.equal(
        shown(toPattern(each.written).exec(text)),
      )
    })
  }

  const left: readonly (readonly [pattern: RegExp, why: string])[] = [
    [/a(?=b)/, 'has a lookahead'],
    [/(?<!不)要/u, 'has a lookbehind'],
    [/(a)\1/, 'has a backreference'],
    [/(?<n>a)\k<n>/u, 'has a backreference'],
    [/^a/m, 'has ^ with the flag m'],
    [/\ba/iu, 'has \\b with the flags iu'],
    [/a\B/u, 'has \\B with the flag u'],
    [toPattern('/[\\p{L}--a]/v'), 'has the flag v'],
    [/(a*)*/, 'repeats what may be empty, (a*)*'],
    [/(?:退(货)?)+/u, 'repeats a group that not each repetition needs, (?:退(货)?)+'],
    [/(?:(a)|b){2}/, 'repeats a group that not each repetition needs, (?:(a)|b){2}'],
    [/a{2000}/, 'is too large for the linear engine'],
    [/(?:.*a){300}/, 'takes 9020 steps a character, the linear engine has 5000'],
  ]
  for (const [pattern, why] of left) {
    it(`says why it leaves ${pattern}`, () => {
      expect(linearOrWhy(pattern)).to.equal(why)
    })
  }

  it('gives a match as RegExp does, whatever its groups are called', () => {
    const pattern = /(?<__proto__>a)(?<b>b)?/d
    const spans = (linearOrWhy(pattern) as Linear).exec('xa')
    const match = toMatch('xa', spans as never, true)
    expect(Object.getPrototypeOf(match.groups)).to.equal(null)
    expect(Object.entries(match.groups ?? {})).to.deep.equal([
      ['__proto__', 'a'],
      ['b', undefined],
    ])
    expect(Object.values(match.indices?.groups ?? {})).to.deep.equal([[1, 2], undefined])
  })
})

/** `WECHATBOT_FUZZ_RUNS=50` for a night, as in test/properties. */
const RUNS = 1000 * Number(process.env.WECHATBOT_FUZZ_RUNS ?? 1)
