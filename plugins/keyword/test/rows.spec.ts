import { expect } from 'chai'
import { readRows } from '#src/rows.js'

/** The line of each row, and what is wrong with it. */
function read(text: string): readonly (readonly [number, string])[] {
  return readRows(text, '.csv').map(({ line, error }) => [
    line(),
    error === undefined ? 'right' : `${error.message}, got ${error.got}`,
  ])
}

describe('quotes in a table of rules', () => {
  it('cost their own row, where they stand wrong, and no other', () => {
    const rows = [
      'match,reply',
      'a,｛"type":"none"｝',
      'b,{"type":"image","media_id":"M"}',
      'c,"x"y',
      'd,"say ""x""',
      'and more"',
      'e,f',
    ]
    const expected = 'a quoted cell, with each " inside written twice'
    expect(read(rows.join('\n'))).to.deep.equal([
      [2, `${expected}, got ｛"type":"none"｝`],
      [3, `${expected}, got {"type":"image"`],
      [4, `${expected}, got "x"y`],
      [5, 'right'],
      [7, 'right'],
    ])
  })

  it('make the file no CSV in the header, and where they have no end', () => {
    expect(() => read('match",reply\na,b')).to.throw(/^CSV$/)
    expect(() => read('match,reply\na,x"y\nb,"c\nd,e')).to.throw(/^CSV$/)
  })
})
