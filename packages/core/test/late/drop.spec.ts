import { expect } from 'chai'
import { createDrop } from '#src/late/drop.js'
import { createMemoryStore } from '#src/store/memory.js'
import { Turn } from '#src/turn/turn.js'
import { createSpecClock, messageOf, pushOf, T0, textXml } from '../fixtures.ts'
import { linesWith, recordingLogger } from '../recording-logger.ts'
import { lateParts, promisesOver } from './parts.ts'

describe('drop', () => {
  it('answers none at once, tells the handler, and logs the reply that comes later', async () => {
    const clock = createSpecClock()
    const log = recordingLogger()
    const turn = new Turn('key', messageOf(textXml()), { now: T0, monotonic: 5000 }, 1, 1)
    const drop = createDrop(lateParts(clock, { log }))
    await clock.advance(4500)
    expect(turn.signal.aborted).to.equal(false)
    const answer = await drop.answer({ turn, number: 2, push: pushOf(textXml()) })
    expect(answer).to.deep.equal({ type: 'none' })
    expect(turn.signal.aborted).to.equal(true)
    await clock.advance(1500)
    expect(log.lines).to.deep.equal([])
    turn.answeredBy = 'slow'
    turn.settle({ type: 'text', content: 'at last' })
    await clock.advance(0)
    const [line] = linesWith(log, 'late reply dropped')
    expect(line?.fields).to.deep.equal({
      key: 'key',
      attempt: 2,
      waitedMs: 6000,
      reply: 'text',
      plugin: 'slow',
    })
  })

  it('leaves an attempt that is not the last to other processes when the bot is told to end', async () => {
    const clock = createSpecClock()
    const drain = new AbortController()
    const store = { ...createMemoryStore({ clock }), outlivesProcess: true }
    const promises = promisesOver(store, clock)
    const drop = createDrop(lateParts(clock, { store, promises, draining: drain.signal }))
    const answerOf = (number: number) => {
      const turn = new Turn(`${number}`, messageOf(textXml()), { now: T0, monotonic: 5000 }, 1, 1)
      return drop.answer({ turn, number, push: pushOf(textXml()) })
    }
    expect(await answerOf(1)).to.deep.equal({ type: 'none' })
    drain.abort()
    expect(await answerOf(2)).to.equal('unanswered')
    expect(await answerOf(3)).to.deep.equal({ type: 'none' })
  })

  it('can always cut a growing reply off', async () => {
    const { continuation } = createDrop(lateParts(createSpecClock()))
    expect(continuation?.line).to.equal('')
    expect(await continuation?.isAble()).to.equal(true)
  })
})
