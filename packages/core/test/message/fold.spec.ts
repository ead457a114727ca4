import { expect } from 'chai'
import fc from 'fast-check'
import { fold, foldPart, inShortRuns } from '#src/message/fold.js'

describe('fold', () => {
  const same: readonly (readonly [string, string])[] = [
    ['VIP', 'vip'],
    ['ＶＩＰ１２３', 'vip123'],
    ['ｶﾞ', 'ガ'],
    ['é', 'e\u0301'],
    ['Straße', 'STRASSE'],
    ['ẞ', 'SS'],
    ['STRAẞE', 'straße'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['ΟΔΟΣ', 'οδος'],
    ['  营业　　时间\n', '营业 时间'],
    ['①', '1'],
    ['你好！', '你好!'],
    ['人工。', '人工'],
    ['转人工！！', '转人工'],
    ['ＶＩＰ', 'vip。'],
    ['在吗……', '在吗'],
    ['好的~～', '好的'],
    ['人\u200b工', '人工'],
    ['人工\u2063', '人工'],
    ['❤\ufe0f', '❤'],
    ['\ufeff菜单', '菜单'],
    ['？', '?'],
  ]
  for (const [a, b] of same) {
    it(`makes ${JSON.stringify(a)} and ${JSON.stringify(b)} one`, () => {
      expect(fold(a)).to.equal(fold(b))
    })
  }

  it('keeps apart what is not the same', () => {
    expect(fold('退货')).not.to.equal(fold('退款'))
    expect(fold('营业 时间')).not.to.equal(fold('营业时间'))
    expect(fold('C#')).not.to.equal(fold('C'))
    expect(fold('C++')).not.to.equal(fold('C'))
    expect(fold('？')).not.to.equal(fold('！'))
    expect(fold('？')).not.to.equal(fold(''))
  })

  it('leaves punctuation where parts are looked for', () => {
    expect(foldPart('在吗？')).to.equal('在吗?')
    expect(foldPart('ＶＩＰ\u200b！')).to.equal('vip!')
  })

  it('changes no character of Unicode when done again, nor in the other case', () => {
    const apart: string[] = []
    for (let code = 0; code <= 0x10ffff; code += 1) {
      const each = String.fromCodePoint(code)
      const folded = fold(each)
      const others = [folded, each.toUpperCase(), each.toLowerCase()]
      const isApart = (other: string) => other !== each && fold(other) !== folded
      if (others.some(isApart)) apart.push(code.toString(16))
    }
    expect(apart).to.deep.equal([])
  })

  it('gives a text of common characters the same result as any other', () => {
    const ascii = [...Array(128).keys()].map((code) => String.fromCharCode(code))
    // The forms of full width, and their neighbours.
    const forms = [...Array(0x62).keys()].map((code) => String.fromCharCode(0xff00 + code))
    const characters = [...ascii, ...forms]
    const ideographs = ['、', '。', '一', '你', '鿿', '\u3000']
    for (const each of [...characters, ...ideographs]) {
      // With a character that is removed, the text is not plain.
      expect(fold(`a${each}b`), each).to.equal(fold(`a${each}b\u200b`))
    }
    const text = fc.string({ unit: fc.constantFrom(...characters, ...ideographs), maxLength: 12 })
    fc.assert(
      fc.property(text, (each) => void expect(fold(each)).to.equal(fold(`${each}\u200b`))),
      { numRuns: 5000 },
    )
  })

  it('changes nothing when done again', () => {
    const text = fc.string({ unit: 'binary', maxLength: 20 })
    fc.assert(
      fc.property(text, (each) => void expect(fold(fold(each))).to.equal(fold(each))),
      { numRuns: 5000 },
    )
  })

  it('has no more than thirty marks in a row to put into order, and changes no shorter row', () => {
    const marks = fc.constantFrom('\u0300', '\u0315', '\u0345', 'ﾞ', '\u0f77', '\u034f', '\u20e3')
    const rows = fc.array(fc.oneof({ weight: 60, arbitrary: marks }, fc.constant('か')), {
      maxLength: 200,
      size: 'max',
    })
    fc.assert(
      fc.property(rows, (each) => {
        const text = each.join('')
        const parted = inShortRuns(text)
        expect(parted).not.to.match(/(?:(?!\u034f)[\p{M}ﾞﾟ]){31}/u)
        expect(inShortRuns(parted)).to.equal(parted)
        expect(parted.replaceAll('\u034f', '')).to.equal(text.replaceAll('\u034f', ''))
      }),
    )
    expect(inShortRuns(`e${'\u0301'.repeat(30)}`)).to.equal(`e${'\u0301'.repeat(30)}`)
  })

  it('gives upper and lower case of anything the same', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 10 })
    fc.assert(
      fc.property(text, (each) => void expect(fold(each.toUpperCase())).to.equal(fold(each))),
      { numRuns: 5000 },
    )
  })
})
