import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { REPLY_KEPT_MS } from '#src/pipeline/run.js'
import type { Reply } from '#src/reply/types.js'
import { KeptReplies } from '#src/store/kept-replies.js'
import { createSpecClock } from '../fixtures.js'

const text = (content: string) => ({ type: 'text', content }) as const
const NONE = { type: 'none' } as const
const MB = 1024 * 1024

describe('the replies of finished turns', () => {
  let clock: ManualClock
  let replies: KeptReplies
  /** The place of each reply. */
  let places: Map<string, number>

  const keep = (key: string, reply: Reply, keptMs = REPLY_KEPT_MS) => {
    places.set(key, replies.add(reply, keptMs))
  }
  const get = (key: string) => replies.get(places.get(key) ?? Number.NaN)

  beforeEach(() => {
    clock = createSpecClock()
    replies = new KeptReplies(clock, 10_000)
    places = new Map()
  })

  it('are given back as copies for a minute, then gone', async () => {
    const reply = text('你好')
    keep('k', reply)
    await clock.advance(REPLY_KEPT_MS - 1)
    expect(get('k')).to.deep.equal(reply)
    expect(get('k')).to.not.equal(reply)
    await clock.advance(1)
    expect(get('k')).to.equal(undefined)
    expect(replies.bytes).to.equal(0)
  })

  it('are kept each for the time that it was given', async () => {
    keep('long', text('a'), REPLY_KEPT_MS)
    keep('short', text('b'), 300)
    keep('long too', text('c'), REPLY_KEPT_MS)
    await clock.advance(299)
    expect(get('short')).to.deep.equal(text('b'))
    await clock.advance(1)
    expect(get('short')).to.equal(undefined)
    expect(get('long')).to.deep.equal(text('a'))
    expect(get('long too')).to.deep.equal(text('c'))
  })

  it('are swept when their time is over, whatever else is asked for', async () => {
    for (let i = 0; i < 1000; i += 1) keep(`k${i}`, text('a'.repeat(1000)))
    expect(replies.bytes).to.be.above(1000 * 1000)
    await clock.advance(REPLY_KEPT_MS)
    expect(replies.bytes).to.equal(0)
    keep('another', text('b'))
    expect(get('k999')).to.equal(undefined)
    expect(get('another')).to.deep.equal(text('b'))
  })

  it('leave no timer behind when none is kept', async () => {
    for (let i = 0; i < 3; i += 1) {
      keep(`k${i}`, text('a'))
      await clock.advance(10_000)
    }
    expect(clock.pending).to.equal(1)
    await clock.advance(REPLY_KEPT_MS)
    expect(clock.pending).to.equal(0)
    keep('k', text('a'))
    replies.clear()
    expect(clock.pending).to.equal(0)
  })

  it('never take more than 64 MB, whatever their size: the oldest make room', () => {
    const long = text('a'.repeat(MB))
    for (let i = 0; i < 100; i += 1) {
      keep(`k${i}`, long)
      expect(replies.bytes).to.be.at.most(64 * MB)
    }
    expect(get('k0')).to.equal(undefined)
    // A slice is forgotten as a whole: a sixteenth.
    for (let i = 75; i < 100; i += 1) expect(get(`k${i}`)).to.deep.equal(long)
    keep('huge', text('a'.repeat(65 * MB)))
    expect(replies.bytes).to.equal(0)
  })

  it('are never more than there is room for, whatever their size', () => {
    for (let i = 0; i < 50_000; i += 1) keep(`k${i}`, text('a'))
    expect(get('k39999')).to.equal(undefined)
    expect(get('k41000')).to.deep.equal(text('a'))
    expect(replies.bytes).to.be.below(10_000 * 200)
  })

  it('go on after all of them have ended', async () => {
    for (let round = 0; round < 3; round += 1) {
      keep('k', text(`round ${round}`))
      expect(get('k')).to.deep.equal(text(`round ${round}`))
      await clock.advance(REPLY_KEPT_MS)
      expect(get('k')).to.equal(undefined)
    }
  })

  /** A reply that takes so many bytes. */
  const ofBytes = (bytes: number) => {
    return text('a'.repeat(bytes - 1 - JSON.stringify('').length))
  }
  /** Which of these are there at the end of the minute that began when the first was kept. */
  const leftOf = async (began: number, keys: readonly string[]) => {
    await clock.advance(REPLY_KEPT_MS - (clock.monotonic() - began))
    return keys.filter((key) => get(key) !== undefined)
  }

  it('take the bytes of their text as JSON in UTF-8, and one besides', () => {
    keep('k', text('好'))
    expect(replies.bytes).to.equal('""'.length + 3 + 1)
  })

  const image = { type: 'image', mediaId: 'a-media-id' } as const
  for (const reply of [text(''), text('{"type":"none"}'), text('a\n"\\'), image, NONE]) {
    it(`are given back as they were: ${JSON.stringify(reply)}`, () => {
      for (const key of ['one', 'two']) keep(key, reply)
      expect(get('one')).to.deep.equal(reply)
      expect(get('two')).to.deep.equal(reply)
    })
  }

  it('end with the first of their slice, which takes replies for 3750 ms', async () => {
    const began = clock.monotonic()
    for (const [key, at] of Object.entries({ a: 0, b: 3749, c: 3750 })) {
      await clock.advance(at - (clock.monotonic() - began))
      keep(key, text(key))
    }
    expect(await leftOf(began, ['a', 'b', 'c'])).to.deep.equal(['c'])
  })

  it('begin a new slice when the last one might have no room for them', async () => {
    const began = clock.monotonic()
    // In other letters the second might take three times as much, which is just what is left.
    const quarter = ofBytes(64 * 1024)
    for (const key of ['a', 'b', 'c']) {
      keep(key, quarter)
      await clock.advance(1)
    }
    expect(get('b')).to.deep.equal(quarter)
    expect(await leftOf(began, ['a', 'b', 'c'])).to.deep.equal(['c'])
  })

  it('begin a new slice when it has a sixteenth of their number', async () => {
    const began = clock.monotonic()
    replies = new KeptReplies(clock, 32)
    for (const key of ['a', 'b', 'c']) {
      keep(key, text(key))
      await clock.advance(1)
    }
    expect(await leftOf(began, ['a', 'b', 'c'])).to.deep.equal(['c'])
  })

  it('fill all that there is room for', () => {
    const long = ofBytes(4 * MB)
    for (let i = 0; i < 16; i += 1) keep(`k${i}`, long)
    expect(replies.bytes).to.equal(64 * MB)
    expect(get('k0')).to.deep.equal(long)
    keep('one more', text('a'))
    expect(get('k0')).to.equal(undefined)
    expect(get('k1')).to.deep.equal(long)
  })

  it('are as many as there may be', () => {
    replies = new KeptReplies(clock, 32)
    const keys = Array.from({ length: 33 }, (_, i) => `k${i}`)
    const kept = () => keys.filter((key) => get(key) !== undefined)
    for (const key of keys.slice(0, 32)) keep(key, text('a'))
    expect(kept()).to.deep.equal(keys.slice(0, 32))
    keep('k32', text('a'))
    expect(kept()).to.deep.equal(keys.slice(2))
  })

  it('are gone when they are cleared, and count no more', () => {
    replies = new KeptReplies(clock, 32)
    const keys = Array.from({ length: 32 }, (_, i) => `k${i}`)
    for (const key of keys) keep(key, text('a'))
    replies.clear()
    expect(replies.bytes).to.equal(0)
    expect(get('k31')).to.equal(undefined)
    for (const key of keys) keep(key, text('b'))
    expect(get('k0')).to.deep.equal(text('b'))
  })
})
