import { expect } from 'chai'
import { KeptReplies, REPLY_KEPT_MS } from '#src/store/kept-replies.js'

const text = (content: string) => ({ type: 'text', content }) as const
const MB = 1024 * 1024

describe('the replies of finished turns', () => {
  let now = 0
  let replies: KeptReplies

  beforeEach(() => {
    now = 1000
    replies = new KeptReplies(() => now, 10_000)
  })

  it('are given back as copies for a minute, then gone', () => {
    const reply = text('你好')
    replies.set('k', reply)
    now += REPLY_KEPT_MS - 1
    expect(replies.get('k')).to.deep.equal(reply)
    expect(replies.get('k')).to.not.equal(reply)
    now += 1
    expect(replies.get('k')).to.equal(undefined)
    expect(replies.bytes).to.equal(0)
  })

  it('are swept in passing, whichever key is asked for', () => {
    for (let i = 0; i < 1000; i += 1) replies.set(`k${i}`, text('a'.repeat(1000)))
    expect(replies.bytes).to.be.above(1000 * 1000)
    now += REPLY_KEPT_MS
    replies.set('another', text('b'))
    expect(replies.get('k999')).to.equal(undefined)
    expect(replies.bytes).to.be.below(1000)
  })

  it('never take more than 64 MB, whatever their size: the oldest make room', () => {
    const long = text('a'.repeat(MB))
    for (let i = 0; i < 100; i += 1) {
      replies.set(`k${i}`, long)
      expect(replies.bytes).to.be.at.most(64 * MB)
    }
    expect(replies.get('k0')).to.equal(undefined)
    // A slice is forgotten as a whole: a sixteenth.
    for (let i = 75; i < 100; i += 1) expect(replies.get(`k${i}`)).to.deep.equal(long)
    replies.set('huge', text('a'.repeat(32 * MB)))
    expect(replies.bytes).to.equal(0)
  })

  it('are never more than there is room for, whatever their size', () => {
    for (let i = 0; i < 50_000; i += 1) replies.set(`k${i}`, text('a'))
    expect(replies.get('k39999')).to.equal(undefined)
    expect(replies.get('k41000')).to.deep.equal(text('a'))
    expect(replies.bytes).to.be.below(10_000 * 200)
  })

  it('go on after all of them have ended', () => {
    for (let round = 0; round < 3; round += 1) {
      replies.set('k', text(`round ${round}`))
      expect(replies.get('k')).to.deep.equal(text(`round ${round}`))
      now += REPLY_KEPT_MS
      expect(replies.get('k')).to.equal(undefined)
    }
  })
})
