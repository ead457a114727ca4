import { expect } from 'chai'
import fc from 'fast-check'
import { fitting, toPages } from '#src/reply/pages.js'
import type { Sight } from '#src/reply/things.js'
import { beginnings, plainPages } from './plain-cutting.ts'

const bytes = (text: string) => Buffer.byteLength(text)

/** What texts are made of that are hard to cut: the parts that join, and the halves of everything. */
const PARTS = [
  ...[
    '你好',
    'か',
    '字',
    '。',
    '，',
    '.',
    '; ',
    '. ',
    '!',
    '？',
    '：',
    ',',
    '…',
    '“',
    '！」',
    '」',
    '"',
  ],
  ...[' ', '\n', '\r', '\r\n', '\u3000', '\ufeff', 'word ', 'я', '1', 'x'.repeat(30)],
  ...['é', 'e\u0301', '\u0301', ' \u0301', '\u0301'.repeat(20), 'か\u3099', '字\u302a', '\u0600'],
  ...[
    '😀',
    '👨‍👩‍👧',
    '🇨🇳',
    '🇨',
    '👍🏽',
    '🏽',
    '\u200d',
    '\u3030',
    '\ud83d',
    '\udc00',
    '한',
    'ᄀ',
    'ᅡ',
    'क्षि',
  ],
  ...['<a', '<a ', '<ab', '<a href="x">', '>', '</a>', '<a href="https://x.y/z">点这里。看</a>'],
  ...['https://', 'http:/', 'http://x.y/a?b=1', 'https://a!', `<a>${'y'.repeat(60)}</a>`],
  `https://q.z/${'p'.repeat(70)}`,
]

/** Counts the characters that are looked through, and those of them that are for graphemes. */
function counting(): Sight & { readonly seen: number; readonly segmented: number } {
  const segmenter = new Intl.Segmenter()
  let seen = 0
  let segmented = 0
  return {
    get segmented() {
      return segmented
    },
    get seen() {
      return seen
    },
    find: (text, pattern, from) => {
      pattern.lastIndex = from
      const found = pattern.exec(text)?.index ?? text.length
      seen += found - from + 1
      return found
    },
    graphemes: (text) => {
      seen += text.length
      segmented += text.length
      return segmenter.segment(text)
    },
  }
}

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

  it('are what the plain rule makes, and so are beginnings', () => {
    const text = fc.array(fc.constantFrom(...PARTS), { maxLength: 30 }).map((all) => all.join(''))
    const anything = fc.string({ unit: 'binary', maxLength: 100 })
    fc.assert(
      fc.property(fc.oneof(text, anything), fc.integer({ min: 4, max: 120 }), (it, limit) => {
        expect(toPages(it, limit)).to.deep.equal(plainPages(it, limit))
        expect(fitting(it, limit)).to.equal(beginnings(it, limit).at(-1) ?? '')
      }),
      { numRuns: 60 },
    )
  }).timeout(300_000)

  describe('of a text that is made to be hard', () => {
    const units = [
      '<a ',
      '<a>',
      '<a></a>',
      'https://',
      '</a>',
      '>',
      '。”',
      '\u0301',
      ' ',
      ' \u0301',
    ]
    const more = [
      'a',
      '你。',
      '👨‍👩‍👧',
      '한',
      'a😀',
      '<a href="https://x">https://y</a> z',
      '\ud83d',
    ]
    for (const unit of [...units, ...more]) {
      const name = JSON.stringify(unit)

      it(`look through each character a few times: ${name}`, () => {
        for (const length of [4096, 16_384]) {
          const inner = unit.repeat(length / unit.length)
          for (const text of [inner, `<a>${inner}</a>`, `https://${inner}`]) {
            const sight = counting()
            toPages(text, 256, sight)
            expect(sight.seen / text.length).to.be.within(0.5, 12)
          }
        }
      })

      it(`tell graphemes apart no further than they fit: ${name}`, () => {
        const sight = counting()
        fitting(unit.repeat(16_384 / unit.length), 256, sight)
        expect(sight.segmented).to.be.below(1024)
      })
    }
  })
})
