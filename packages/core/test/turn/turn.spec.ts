import { expect } from 'chai'
import { Turn } from '#src/turn/turn.js'
import { messageOf, T0, textXml } from '../fixtures.ts'

describe('Turn', () => {
  const newTurn = () => new Turn('key', messageOf(textXml()), { now: T0, monotonic: 0 }, 1, 1)

  it('settles once, with the first reply', async () => {
    const turn = newTurn()
    expect(turn.settled).to.equal(undefined)
    turn.settle({ type: 'text', content: 'first' })
    turn.settle({ type: 'none' })
    expect(turn.settled).to.deep.equal({ type: 'text', content: 'first' })
    expect(await turn.reply).to.equal(turn.settled)
  })

  it('gives its reply to who asks before it exists', async () => {
    const turn = newTurn()
    const { reply } = turn
    expect(turn.reply).to.equal(reply)
    turn.settle({ type: 'none' })
    expect(await reply).to.deep.equal({ type: 'none' })
  })

  it('is neither queued, deferred nor poison at its beginning', () => {
    expect(newTurn()).to.include({ isQueued: false, isDeferred: false, isPoison: false })
  })

  it('aborts with the reason', () => {
    const turn = newTurn()
    turn.abort('closing')
    expect(turn.signal.aborted).to.equal(true)
    expect((turn.signal.reason as Error).message).to.equal('closing')
  })

  it('has a state of its own', () => {
    expect(newTurn().state).not.to.equal(newTurn().state)
  })
})
