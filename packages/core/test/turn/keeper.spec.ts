import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import type { InFlight } from '#src/turn/in-flight.js'
import { eventXml, textXml } from '../fixtures.ts'
import type { RecordingLogger } from '../recording-logger.ts'
import { settled } from '../settled.ts'
import { createKeeping, type Keeping, SORRY } from './keeping.ts'

describe('the keeper', () => {
  let clock: ManualClock
  let turns: InFlight
  let renewals: Keeping['renewals']
  let log: RecordingLogger
  let newKeeper: Keeping['newKeeper']
  let add: Keeping['add']

  beforeEach(() => {
    ;({ clock, turns, renewals, log, newKeeper, add } = createKeeping())
  })

  for (const [what, xml, limitMs] of [
    ['a message', textXml(), 60_000],
    ['an event', eventXml('CLICK', { EventKey: 'k' }), 50_000],
  ] as const) {
    it(`tells the handler of ${what} to stop after ${limitMs / 1000} s, and settles for it`, async () => {
      const turn = add('a', 1, xml)
      turn.asked = 'slow'
      newKeeper()()
      await clock.advance(limitMs - 1)
      expect(turn.signal.aborted).to.equal(false)
      expect(turn.settled).to.equal(undefined)
      expect(log.lines).to.deep.equal([])
      await clock.advance(1)
      expect((turn.signal.reason as Error).message).to.equal(`no reply after ${limitMs} ms`)
      expect(turn.settled).to.equal(SORRY)
      expect(log.lines).to.deep.equal([
        {
          level: 'error',
          fields: { key: 'a', plugin: 'slow', timeoutMs: limitMs },
          text: 'handler timed out',
        },
      ])
      expect(renewals.at(-1)?.[0]).to.equal(limitMs - 1000)
    })
  }

  it('counts a time-out from the head of the request, however late it was woken', async () => {
    const turn = add('a', 1)
    await clock.advance(59_500)
    newKeeper()()
    await clock.advance(999)
    expect(turn.settled).to.equal(undefined)
    await clock.advance(1)
    expect(turn.settled).to.equal(SORRY)
  })

  it('does not time out a settled turn whose reply is still being written', async () => {
    const turn = add('a', 1)
    turn.settle({ type: 'none' })
    await settled()
    turns.add(turn)
    newKeeper()()
    await clock.advance(61_000)
    expect(turn.signal.aborted).to.equal(false)
    expect(log.lines).to.deep.equal([])
  })

  it('forgets a turn that was never handled, without a log line', async () => {
    const turn = add('a', 1)
    turn.run = undefined
    newKeeper()()
    await clock.advance(59_999)
    expect(turns.size).to.equal(1)
    await clock.advance(1)
    expect(turns.size).to.equal(0)
    expect(turn.settled).to.equal(undefined)
    // It may never be handled: another process may have it as soon as its lease ends.
    expect(renewals).to.deep.equal([])
    expect(log.lines).to.deep.equal([])
  })

  it('forgets a turn that was never handled, and was settled by another process', async () => {
    const turn = add('a', 1)
    turn.run = undefined
    turn.settle({ type: 'none' })
    await settled()
    turns.add(turn)
    newKeeper()()
    await clock.advance(60_000)
    expect(turns.size).to.equal(0)
    expect(log.lines).to.deep.equal([])
  })

  it('has one timer, however often it is woken, and none without a turn', async () => {
    const wake = newKeeper()
    wake()
    await settled()
    expect(clock.pending).to.equal(0)
    const turn = add('a', 1)
    for (let i = 0; i < 3; i += 1) wake()
    await clock.advance(2000)
    expect(renewals.map(([ms]) => ms)).to.deep.equal([1000, 2000])
    expect(clock.pending).to.equal(1)
    turn.settle(SORRY)
    await clock.advance(1000)
    expect(clock.pending).to.equal(0)
    add('b', 2)
    wake()
    await clock.advance(1000)
    expect(renewals.at(-1)).to.deep.equal([4000, 'b', 2, 3000])
  })
})
