/** Whatever a source writes, and wherever it is cut: the joined pieces are the text. */

import { expect } from 'chai'
import fc from 'fast-check'
import { cutOf } from '#core/reply/cut.js'

const part = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom(
    ...['。', '，', '\n', '…', '”', '1,000.50', '```\n', '<a href="https://x">', '</a>'],
    ...['https://x.cn/?a=1', '👩‍👩‍👧', '𠮷', '🇨🇳', '\ud83d', ' ', '. ', '你好'],
  ),
)

describe('pieces of a growing text', () => {
  it('are the text when they are joined, and fit', () => {
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 40 }),
        fc.integer({ min: 8, max: 120 }),
        (parts, limit) => {
          const text = parts.join('')
          let written = ''
          let taken = 0
          const pieces: string[] = []
          const take = (isOver: boolean) => {
            const to = cutOf(written, taken, limit, isOver)
            if (to === taken) return false
            pieces.push(written.slice(taken, to))
            taken = to
            return true
          }
          // By code units, as a model's chunks may come.
          for (let i = 0; i < text.length; i += 3) {
            written = text.slice(0, i + 3)
            take(false)
          }
          while (take(true));
          expect(pieces.join('')).to.equal(text)
          for (const piece of pieces) expect(Buffer.byteLength(piece)).to.be.at.most(limit)
        },
      ),
    )
  })
})
