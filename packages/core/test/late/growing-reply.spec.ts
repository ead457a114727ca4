import { expect } from 'chai'
import { moment } from '#src/clock.js'
import type { Draft } from '#src/late/draft.js'
import { GrowingReply } from '#src/late/growing-reply.js'
import { GrowingText } from '#src/reply/stream.js'
import { Turn } from '#src/turn/turn.js'
import { createSpecClock, messageOf, textXml } from '../fixtures.ts'
import { settled } from '../settled.ts'
import { Source } from './instance.ts'

const AGAIN = '（重新回答）'

describe('a reply that this process writes', () => {
  const clock = createSpecClock()
  let source: Source
  let turn: Turn
  let reply: GrowingReply

  beforeEach(() => {
    source = new Source()
    turn = new Turn('key', messageOf(textXml()), moment(clock), 1, 1)
    reply = new GrowingReply(turn, new GrowingText(source))
  })
  /** The draft of a vanished process: the user has been given `delivered` of its text. */
  const left = (delivered: string, more = ''): Draft => ({
    ...{ text: delivered + more, taken: delivered.length, isOver: true, isClosed: true },
    first: { content: delivered, by: 'mailbox' },
    last: { turn: 'asking', from: 0, to: delivered.length, isMore: true },
  })

  it('is not known to the Store, nor answered with a part, at its beginning', () => {
    expect(reply).to.include({ isKept: false, isCutOff: false, firstAt: undefined, written: '' })
  })

  it('is the draft where there is none yet', async () => {
    await source.write('一。')
    const draft = { text: '一。', taken: 0, isOver: false }
    expect(reply.align(undefined)).to.deep.equal({ draft, isAligned: true, prefix: '' })
  })

  it('goes on after what a vanished process had given its user, whatever that had written besides', async () => {
    await source.write('一。二。')
    const { draft, isAligned, prefix } = reply.align(left('一。', '另一句。'))
    expect(draft).to.deep.include({ text: '一。二。', taken: 2, isOver: false, isClosed: false })
    expect(draft.last).to.deep.equal({ turn: 'asking', from: 0, to: 2, isMore: true })
    expect({ isAligned, prefix }).to.deep.equal({ isAligned: true, prefix: '' })
  })

  it('is not decided on while it is shorter than what the user has', async () => {
    await source.write('一')
    const { draft, isAligned, prefix } = reply.align(left('一。', '另一句。'))
    expect(draft).to.deep.include({ text: '一。', taken: 2, isOver: false, isClosed: false })
    expect({ isAligned, prefix }).to.deep.equal({ isAligned: false, prefix: '' })
  })

  it('adds nothing if it ends within what the user has', async () => {
    await source.write('一')
    await source.end()
    const { draft, isAligned, prefix } = reply.align(left('一。'))
    expect(draft).to.deep.include({ text: '一。', taken: 2, isOver: true })
    expect({ isAligned, prefix }).to.deep.equal({ isAligned: true, prefix: '' })
  })

  it('begins anew, and says so, if it has other words', async () => {
    await source.write('二。')
    const { draft, ...rest } = reply.align(left('一。'))
    expect(draft).to.deep.equal({
      ...{ text: `${AGAIN}二。`, taken: 0, isOver: false, isClosed: false },
      first: { content: '一。', by: 'mailbox' },
    })
    expect(rest).to.deep.equal({ isAligned: true, prefix: AGAIN })
  })

  it('also begins anew if its end only is what the user has', async () => {
    await source.write('二。一。')
    await source.end()
    expect(reply.align(left('一。')).draft).to.deep.include({
      text: `${AGAIN}二。一。`,
      isOver: true,
    })
  })

  it('also begins anew if it is the end of what the user has', async () => {
    await source.write('。')
    expect(reply.align(left('一。')).prefix).to.equal(AGAIN)
    await source.end()
    expect(reply.align(left('一。')).prefix).to.equal(AGAIN)
  })

  it('stays as it was decided, with all that it has written since', async () => {
    await source.write('二。')
    const first = reply.align(left('一。'))
    expect(reply.written).to.equal('二。')
    reply.settle(first)
    await source.write('三。')
    expect(reply.written).to.equal(`${AGAIN}二。三。`)
    const { draft, isAligned, prefix } = reply.align(first.draft)
    expect(draft.text).to.equal(`${AGAIN}二。三。`)
    expect({ isAligned, prefix }).to.deep.equal({ isAligned: true, prefix: AGAIN })
  })

  describe('has a time limit', () => {
    it('from the moment its message was received', async () => {
      await clock.advance(1000)
      const end = reply.limit(clock, 5000)
      await clock.advance(3999)
      expect(reply.isCutOff).to.equal(false)
      await clock.advance(1)
      expect(reply.isCutOff).to.equal(true)
      await reply.text.over
      end()
    })

    it('that may be over', async () => {
      await clock.advance(9000)
      reply.limit(clock, 5000)
      await clock.advance(0)
      expect(reply.isCutOff).to.equal(true)
    })

    it('that leaves nothing behind when it ends before', async () => {
      const end = reply.limit(clock, 5000)
      end()
      expect(clock.pending).to.equal(0)
      turn.abort('too late')
      await settled()
      expect(reply.text.isOver).to.equal(false)
    })

    it('and stops when nobody can get it any more, without being cut off', async () => {
      reply.limit(clock, 5000)
      expect(reply.text.isOver).to.equal(false)
      turn.abort('nobody is there')
      await settled()
      expect(reply.text.isOver).to.equal(true)
      expect(reply.isCutOff).to.equal(false)
    })

    it('and does not begin where nobody could get it', async () => {
      turn.abort('nobody is there')
      reply.limit(clock, 5000)
      await settled()
      expect(reply.text.isOver).to.equal(true)
    })
  })
})
