import { expect } from 'chai'
import { Phrasebook } from '#src/words/phrasebook.js'

const ENGLISH = {
  problem: (path: string, expected: string) => `${path}: expected ${expected}`,
  object: 'an object',
  list: 'a list',
  plain: 'ok',
  heads: { id: 'id' },
}
const CHINESE: typeof ENGLISH = {
  problem: (path, expected) => `${path}：期望 ${expected}`,
  object: '一个对象',
  list: '一个列表',
  plain: 'ok',
  heads: { id: '编号' },
}

describe('a phrasebook', () => {
  it('translates the phrases that were used, also inside others', () => {
    const book = new Phrasebook()
    const words = book.follow(ENGLISH, () => CHINESE)
    const text = `2 problems\n  ${words.problem('bots', words.object)}\n  ${words.problem('log', words.list)}`
    expect(book.translate(text)).to.equal('2 problems\n  bots：期望 一个对象\n  log：期望 一个列表')
  })

  it('leaves the words as they are, and what was not used untranslated', () => {
    const book = new Phrasebook()
    const words = book.follow(ENGLISH, () => CHINESE)
    expect([words.problem('a', 'b'), words.plain, words.heads.id]).to.deep.equal([
      'a: expected b',
      'ok',
      'id',
    ])
    expect(book.translate('an object, ok, id')).to.equal('an object, ok, id')
  })

  it('remembers the last 500 phrases', () => {
    const book = new Phrasebook()
    const words = book.follow(ENGLISH, () => CHINESE)
    for (let i = 0; i <= 500; i += 1) words.problem(`p${i}.`, 'b')
    expect(book.translate('p0.: expected b')).to.equal('p0.: expected b')
    expect(book.translate('p500.: expected b')).to.equal('p500.：期望 b')
  })
})
