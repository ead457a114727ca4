import { expect } from 'chai'
import { isRestOf, keyOfPage, pagesOf, pagesOfRest } from '#src/late/waiting-replies.js'

describe('a page of the mailbox', () => {
  it('names its turn, whatever the key is', () => {
    const long = '茶'.repeat(9000)
    for (const key of ['key', 'key#1', 'a#1b']) {
      const pages = [...pagesOf(key, { type: 'text', content: long }), ...pagesOfRest(key, long)]
      expect(new Set(pages.map(({ id }) => id)).size).to.equal(pages.length)
      expect(pages).to.have.length.above(20)
      for (const { id } of pages) expect(keyOfPage(id)).to.equal(key)
    }
  })

  it('is told from a page of the rest', () => {
    const [page] = pagesOf('key', { type: 'text', content: '茶' })
    const [rest] = pagesOfRest('key', '茶')
    expect(page && isRestOf('key', page)).to.equal(false)
    expect(rest && isRestOf('key', rest)).to.equal(true)
    expect(rest && isRestOf('ke', rest)).to.equal(false)
  })

  it('has another name than the place of its turn', () => {
    expect(keyOfPage('a#1b')).to.equal('a#1b')
    expect(pagesOf('key', { type: 'text', content: '茶' })[0]?.id).not.to.equal('key')
  })
})
