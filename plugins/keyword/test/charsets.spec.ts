import { expect } from 'chai'
import { createCharsets, type Range } from '#src/charsets.js'

/** One after the other, as JavaScript tells them. */
function asked(pattern: RegExp, last: number): readonly number[] {
  return Array.from({ length: last + 1 }, (_, code) => code).filter((code) =>
    pattern.test(String.fromCodePoint(code)),
  )
}

function listed(ranges: readonly Range[]): readonly number[] {
  return ranges.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, i) => first + i),
  )
}

describe('a set of characters', () => {
  const charsets = createCharsets()

  const elements: readonly (readonly [element: string, flags: string])[] = [
    ['\\s', 'u'],
    ['.', ''],
    ['.', 'u'],
    ['\\w', 'iu'],
    ['[^\\W_]', 'i'],
    ['[^k]', 'iu'],
    ['\\P{Lu}', 'iu'],
    ['[\\ud83d]', ''],
    ['[\\ud83d]', 'u'],
    ['[一-龥😀]', 'u'],
  ]
  for (const [element, flags] of elements) {
    it(`is what JavaScript matches with ${element} and the flags "${flags}"`, () => {
      const last = flags.includes('u') ? 0x10ffff : 0xffff
      const expected = asked(new RegExp(`^${element}$`, flags), last)
      expect(listed(charsets.ofElement(element, flags)).join()).to.equal(expected.join())
    })
  }

  it('is all writings of one letter in both cases', () => {
    for (const flags of ['i', 'iu']) {
      for (const letter of ['k', 'ſ', 'ß', 'ς', 'İ', 'ﬅ', 'Ა', 'ꭰ', '退', '1', 'Ⅷ', 'µ', 'ǅ']) {
        const code = letter.codePointAt(0) as number
        const last = flags.includes('u') ? 0x1ffff : 0xffff
        const expected = asked(new RegExp(`^${letter}$`, flags), last)
        expect(listed(charsets.ofCharacter(code, flags)), `${letter} ${flags}`).to.deep.equal(
          expected,
        )
      }
    }
    expect(charsets.ofCharacter(0x6b, 'u')).to.deep.equal([[0x6b, 0x6b]])
  })
})
