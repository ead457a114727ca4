import { expect } from 'chai'
import { shortened, widthOf } from '#src/terminal/columns.js'

describe('a text in columns', () => {
  it('is cut where it is too wide, and nowhere else', () => {
    expect(shortened('hears 天气', 10)).to.equal('hears 天气')
    expect(shortened('hears 天气预报', 10)).to.equal('hears 天…')
    expect(shortened('abcdefghij!', 10)).to.equal('abcdefgh…')
  })

  it('is cut before a character that takes two columns, never within one', () => {
    expect(shortened('天气预报', 7)).to.equal('天气…')
    expect(shortened('🍵🍵🍵🍵', 7)).to.equal('🍵🍵…')
    expect(widthOf('天🍵a')).to.equal(5)
  })
})
