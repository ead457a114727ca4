import { expect } from 'chai'
import { type Draft, Drafts, later, merged, nextPiece } from '#src/late/draft.js'
import { completed } from '#src/store/completed.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Values } from '#src/store/types.js'
import { createSpecClock } from '../fixtures.ts'

const draftOf = (text: string, more: Partial<Draft> = {}): Draft => ({
  ...{ text, taken: 0, isOver: false },
  ...more,
})

describe('the drafts of growing replies', () => {
  const clock = createSpecClock()
  let values: Values
  let drafts: Drafts

  beforeEach(() => {
    values = completed(createMemoryStore({ clock })).values
    drafts = new Drafts(values, 'wx1')
  })
  const read = (turn: string) => drafts.change(turn, () => undefined)

  it('are one for each turn, until they are removed', async () => {
    expect(await drafts.change('a', () => draftOf('一。'))).to.deep.equal(draftOf('一。'))
    expect(await read('a')).to.deep.equal(draftOf('一。'))
    expect(await read('b')).to.equal(undefined)
    await drafts.remove('a')
    expect(await read('a')).to.equal(undefined)
  })

  it('are kept for twenty minutes', async () => {
    await drafts.change('a', () => draftOf('一。'))
    await clock.advance(20 * 60_000 - 1)
    expect(await read('a')).to.deep.equal(draftOf('一。'))
    await clock.advance(1)
    expect(await read('a')).to.equal(undefined)
  })

  it('lose no change of two instances at once', async () => {
    const longer = (known: Draft | undefined) => draftOf(`${known?.text ?? ''}茶`)
    await Promise.all(Array.from({ length: 20 }, () => drafts.change('a', longer)))
    expect((await read('a'))?.text).to.equal('茶'.repeat(20))
  })

  it('are given up after a hundred tries', async () => {
    let tries = 0
    const replace = async () => {
      tries += 1
      // A loop without an end would hang this spec.
      if (tries > 200) throw new Error('too many tries')
      return false
    }
    const refusing = new Drafts({ ...values, replace }, 'wx1')
    const change = refusing.change('a', () => draftOf('一。'))
    expect(await change.catch((error: Error) => error.message)).to.equal(
      'the draft of a growing reply could not be written',
    )
    expect(tries).to.equal(100)
  })

  it('are joined by the longer text, and are over when either is', () => {
    expect(merged(undefined, '一。', false)).to.deep.equal(draftOf('一。'))
    expect(merged(draftOf('一。'), '一。二。', false).text).to.equal('一。二。')
    expect(merged(draftOf('一。二。'), '一。', false).text).to.equal('一。二。')
    expect(merged(draftOf('一。'), '一。', true).isOver).to.equal(true)
    expect(merged(draftOf('一。', { isOver: true }), '一。', false).isOver).to.equal(true)
    expect(merged(draftOf('一。', { taken: 2 }), '一。', false).taken).to.equal(2)
  })

  it('have a next piece where there is more than blanks', () => {
    expect(nextPiece(draftOf('一。二'), 2048)).to.deep.equal({ to: 2, piece: '一。' })
    expect(nextPiece(draftOf('一。二。', { taken: 2, isOver: true }), 2048)).to.deep.equal({
      to: 4,
      piece: '二。',
    })
    expect(nextPiece(draftOf('一。 \n', { taken: 2, isOver: true }), 2048)).to.equal(undefined)
    expect(nextPiece(draftOf(''), 2048)).to.equal(undefined)
  })

  describe('the later of two records', () => {
    const first = { content: '一。', by: 'mailbox' }

    it('is the one of which more has been given, with what only the other knows', () => {
      const stored = draftOf('一。二。三。', { taken: 6, first })
      const own = draftOf('一。二。三。四。', { taken: 2, isClosed: true })
      const both = { isOver: false, isClosed: true, first }
      expect(later(stored, own)).to.deep.equal({ text: stored.text, taken: 6, ...both })
      expect(later(own, stored)).to.deep.equal({ text: stored.text, taken: 6, ...both })
    })

    it('is that of this process where it has written other words', () => {
      const own = draftOf('（重新回答）一', { taken: 1 })
      expect(later(draftOf('壹。贰。', { taken: 4, first }), own)).to.equal(own)
    })
  })
})
