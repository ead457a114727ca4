import { expect } from 'chai'
import { mayBeLast } from '#src/turn/attempt.js'
import { noteMiss } from '#src/turn/gap.js'
import { Turn } from '#src/turn/turn.js'
import { messageOf, pushOf, T0, textXml } from '../fixtures.ts'
import { recordingLogger } from '../recording-logger.ts'
import { settled } from '../settled.ts'

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

  it('is neither queued nor poison, and has one answer, at its beginning', () => {
    expect(newTurn()).to.include({ isQueued: false, instead: undefined, isPoison: false })
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

  it('notes once that something leaves, and waits until that is written down', async () => {
    const turn = newTurn()
    const notes: string[] = []
    let write = () => {}
    turn.onLeaving(() => {
      notes.push('noted')
      return new Promise<void>((resolve) => (write = resolve))
    })
    expect(turn.hasLeft).to.equal(false)
    const calls = [1, 2].map((call) => turn.leaves().then(() => notes.push(`written for ${call}`)))
    expect(turn.hasLeft).to.equal(true)
    await settled()
    expect(notes).to.deep.equal(['noted'])
    write()
    await Promise.all(calls)
    expect(notes).to.deep.equal(['noted', 'written for 1', 'written for 2'])
  })

  it('has no owner here any more when it is handed over, and its handlers are told', () => {
    const turn = newTurn()
    turn.handOver('closing')
    expect(turn.isLost).to.equal(true)
    expect((turn.signal.reason as Error).message).to.equal('closing')
  })

  it('is lost until this process claims it again, which ends no hand-over', () => {
    const [turn, log] = [newTurn(), recordingLogger()]
    turn.lose(1, log)
    expect(turn.isLost).to.equal(true)
    turn.own(2)
    expect(turn.isLost).to.equal(false)
    turn.lose(1, log)
    expect(turn.isLost).to.equal(false)
    turn.handOver('closing')
    turn.own(3)
    expect(turn.isLost).to.equal(true)
    expect(log.lines).to.have.length(1)
  })

  it('may have had its last attempt where the Store has not counted it', () => {
    const attempt = { turn: newTurn(), number: 2, push: pushOf(textXml()) }
    const uncounted = { ...attempt, turn: newTurn() }
    noteMiss(uncounted.turn)
    const last = { ...attempt, number: 3 }
    expect([attempt, uncounted, last].map(mayBeLast)).to.deep.equal([false, true, true])
  })

  it('keeps its first delivery', () => {
    const turn = newTurn()
    const delivery = Promise.resolve()
    turn.deliversBy(delivery)
    turn.deliversBy(Promise.resolve())
    expect(turn.delivery).to.equal(delivery)
  })
})
