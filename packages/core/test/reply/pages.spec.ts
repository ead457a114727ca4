import { expect } from 'chai'
import fc from 'fast-check'
import { fitting, toPages } from '#src/reply/pages.js'

const bytes = (text: string) => Buffer.byteLength(text)

describe('pages of a long text', () => {
  it('leave a short one alone', () => {
    expect(toPages('你好。', 9)).to.deep.equal(['你好。'])
    expect(toPages('', 9)).to.deep.equal([])
  })

  it('end with sentences', () => {
    // 30 bytes hold ten characters.
    expect(toPages('一二三四。五六七八。九十一二三四。', 30)).to.deep.equal([
      '一二三四。五六七八。',
      '九十一二三四。',
    ])
    expect(toPages('First one. Second one. Third one.', 24)).to.deep.equal([
      'First one. Second one.',
      'Third one.',
    ])
  })

  it('take closing quotes with their sentence', () => {
    expect(toPages('他说：「好的。」然后就走了，没有回来。', 36)[0]).to.equal('他说：「好的。」')
  })

  it('end with a pause where a sentence is longer than a page, and anywhere without one', () => {
    expect(toPages('一二三四，五六七八九十一二', 30)[0]).to.equal('一二三四，')
    expect(toPages('一二三四五六七八九十一二', 30)[0]).to.equal('一二三四五六七八九十')
  })

  it('do not end early for a sentence that would leave a page nearly empty', () => {
    expect(toPages('好。一二三四五六七八九十', 30)[0]).to.equal('好。一二三四五六七八')
  })

  it('keep links, addresses and joined emoji whole', () => {
    const link = '<a href="https://example.com/a?b=1">点这里看。详情</a>'
    expect(toPages(`一二三四五六${link}。完`, bytes(link) + 4)).to.deep.equal([
      '一二三四五六',
      `${link}。`,
      '完',
    ])
    const address = 'https://example.com/path/to.html'
    expect(toPages(`看 ${address} 好`, bytes(address) + 3)[1]).to.equal(address)
    const family = '👨‍👩‍👧‍👦'
    expect(toPages(family.repeat(3), bytes(family) + 5)).to.deep.equal([family, family, family])
  })

  it('cut a link that is longer than a page after all', () => {
    const pages = toPages(`https://example.com/${'x'.repeat(100)}`, 40)
    expect(pages.join('')).to.equal(`https://example.com/${'x'.repeat(100)}`)
    for (const page of pages) expect(bytes(page)).to.be.at.most(40)
  })

  it('lose nothing but white space between them, and never exceed the limit', () => {
    const part = fc.constantFrom(
      '你好',
      '。',
      '，',
      ' ',
      '\n',
      'word ',
      '.',
      '😀',
      '👨‍👩‍👧',
      'é',
      '<a',
      '>',
      '！」',
    )
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 60 }),
        fc.integer({ min: 40, max: 90 }),
        (parts, limit) => {
          const text = parts.join('')
          const pages = toPages(text, limit)
          expect(pages.join('').replace(/\s/g, '')).to.equal(text.replace(/\s/g, ''))
          for (const page of pages) {
            expect(bytes(page)).to.be.within(1, limit)
            expect(Buffer.from(page).toString()).to.equal(page)
          }
        },
      ),
    )
  })

  it('have a beginning that fits', () => {
    expect(fitting('你好吗', 7)).to.equal('你好')
    expect(fitting('你', 2)).to.equal('')
  })
})
