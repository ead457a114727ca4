import { expect } from 'chai'
import { keyOfPage, pageId } from '#src/late/waiting-replies.js'

describe('a page of the mailbox', () => {
  it('names its turn, whatever the key is', () => {
    for (const key of ['key', 'key#1', 'a#1b']) {
      for (const page of [0, 63]) expect(keyOfPage(pageId(key, page))).to.equal(key)
    }
  })

  it('has another name than the place of its turn', () => {
    expect(keyOfPage('a#1b')).to.equal('a#1b')
    expect(pageId('key', 0)).not.to.equal('key')
  })
})
