import { expect } from 'chai'
import { cutOf, toPieces } from '#src/reply/cut.js'

/** What is cut off of a text that is still being written. */
const begun = (text: string, limit = 2048) => text.slice(0, cutOf(text, 0, limit, false))

describe('a piece of a text that is being written', () => {
  const cases: [what: string, text: string, piece: string][] = [
    ['ends with a sentence', '你好。今天天', '你好。'],
    ['takes closing quotes with their sentence', '他说：“好。”然后走', '他说：“好。”'],
    ['ends with a pause where no sentence has ended', '你好，今天天', '你好，'],
    ['ends before the last character where there is no pause', '今天天气', '今天天'],
    ['leaves a link that has no end', '看。<a href="https://x">这', '看。'],
    ['is nothing of an open link alone', '<a href="https://x">这', ''],
    ['leaves an address that may go on', '见 https://exa', '见 '],
    ['leaves a number that may go on', '价格3.5', '价格'],
    ['leaves an open code fence', '如下。\n```js\nlet a = 1\n', '如下。\n'],
    ['takes a code fence that has ended', '```\na\nb\n```\n好', '```\na\nb\n```\n'],
    ['leaves an emoji that may go on', '好👩‍', '好'],
  ]
  for (const [what, text, piece] of cases) {
    it(what, () => {
      expect(begun(text)).to.equal(piece)
    })
  }

  it('never has more bytes than the limit, nor ends inside a grapheme, a number or a link', () => {
    const text = '👩‍👩‍👧价格1,000.50元，<a href="https://x.cn/y">看这里</a>。'.repeat(20)
    const pieces = toPieces(text, 100)
    expect(pieces.join('')).to.equal(text)
    for (const piece of pieces) {
      expect(Buffer.byteLength(piece)).to.be.at.most(100)
      expect(piece).to.match(/[。，]$/)
    }
  })

  it('of one endless thing is cut after all', () => {
    for (const thing of ['a', '1', 'https://x.cn/', '```x', '<a href="']) {
      const text = thing + 'y'.repeat(5000)
      expect(toPieces(text, 100).join(''), thing).to.equal(text)
      expect(begun(text, 100), thing).to.have.length.above(0)
    }
  })
})
