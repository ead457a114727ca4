import { createManualClock, type ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { createOverlap, type OverlapName } from '#src/turn/overlap.js'
import { Turn } from '#src/turn/turn.js'
import { eventXml, messageOf, textXml } from '../fixtures.ts'
import { linesWith, recordingLogger } from '../recording-logger.ts'
import { settled } from '../settled.ts'

const REFUSAL = { type: 'text', content: '太忙了' } as const
const DONE = { type: 'none' } as const

describe('overlap', () => {
  const log = recordingLogger()
  let clock: ManualClock
  let lastId = 0
  const newTurn = (xml = textXml()) => {
    lastId += 1
    return new Turn(`key${lastId}`, messageOf(xml), { now: 0, monotonic: 0 }, 1, 1)
  }
  const newOverlap = (name: OverlapName) => createOverlap(name, { clock, log, refusal: REFUSAL })
  /** Whether each turn may run, as far as that is known. */
  const enterAll = (name: OverlapName, all: readonly Turn[]) => {
    const overlap = newOverlap(name)
    const may: (boolean | undefined)[] = all.map(() => undefined)
    all.forEach((turn, i) => {
      void Promise.resolve(overlap(turn)).then((it) => {
        may[i] = it
      })
    })
    return may
  }

  beforeEach(() => {
    clock = createManualClock()
    log.lines.length = 0
  })

  it('parallel: all run', async () => {
    const may = enterAll('parallel', [newTurn(), newTurn()])
    await settled()
    expect(may).to.deep.equal([true, true])
  })

  describe('queue', () => {
    it('runs one after the other, in order', async () => {
      const all = [newTurn(), newTurn(), newTurn()]
      const may = enterAll('queue', all)
      await settled()
      expect(may).to.deep.equal([true, undefined, undefined])
      all[0]?.settle(DONE)
      await settled()
      expect(may).to.deep.equal([true, true, undefined])
      all[1]?.settle(DONE)
      await settled()
      expect(may).to.deep.equal([true, true, true])
    })

    it('lets none pass whose reply is ready and still on its way to the user', async () => {
      const all = [newTurn(), newTurn(), newTurn()]
      const may = enterAll('queue', all)
      let fail = (_: Error) => {}
      all[0]?.deliversBy(new Promise((_, reject) => (fail = reject)))
      all[0]?.settle(DONE)
      await settled()
      expect(may).to.deep.equal([true, undefined, undefined])
      fail(new Error('the API is down'))
      await settled()
      expect(may).to.deep.equal([true, true, undefined])
    })

    it('waits two seconds for a delivery: the next message has a deadline, too', async () => {
      const all = [newTurn(), newTurn()]
      const may = enterAll('queue', all)
      all[0]?.deliversBy(new Promise(() => {}))
      all[0]?.settle(DONE)
      await clock.advance(1999)
      expect(may).to.deep.equal([true, undefined])
      await clock.advance(1)
      expect(may).to.deep.equal([true, true])
    })

    it('goes on after the first part of a reply that grows', async () => {
      const all = [newTurn(), newTurn()]
      const may = enterAll('queue', all)
      const never = new Promise<void>(() => {})
      all[0]?.grows(never)
      all[0]?.deliversBy(never)
      all[0]?.settle(DONE)
      await settled()
      expect(may).to.deep.equal([true, true])
    })

    it('does not pass the first one when the second is given up', async () => {
      const all = [newTurn(), newTurn(), newTurn()]
      const may = enterAll('queue', all)
      all[1]?.settle(DONE)
      await settled()
      expect(may).to.deep.equal([true, false, undefined])
      all[0]?.settle(DONE)
      await settled()
      expect(may[2]).to.equal(true)
    })

    it('refuses the message that 20 of its user are before, with the error text', async () => {
      const all = Array.from({ length: 22 }, () => newTurn())
      const may = enterAll('queue', all)
      await settled()
      expect(may.slice(20)).to.deep.equal([undefined, false])
      expect(all[21]?.settled).to.equal(REFUSAL)
      expect(linesWith(log, /20 of its user are waiting/)).to.have.length(1)
    })

    it('is one for each user', async () => {
      const may = enterAll('queue', [newTurn(), newTurn(textXml({ FromUserName: 'oOther' }))])
      await settled()
      expect(may).to.deep.equal([true, true])
    })
  })

  it('latest: the earlier one is told to stop, and is answered with nothing', async () => {
    const all = [newTurn(), newTurn()]
    const may = enterAll('latest', all)
    await settled()
    expect(may[1]).to.equal(true)
    expect(all[0]?.signal.aborted).to.equal(true)
    expect(all[0]?.settled).to.deep.equal(DONE)
    expect(all[1]?.settled).to.equal(undefined)
    expect(linesWith(log, /sent a newer one/)).to.have.length(1)
  })

  it('drop: a new one is left out while one is in flight, and then no more', async () => {
    const [first, second, third] = [newTurn(), newTurn(), newTurn()]
    const overlap = newOverlap('drop')
    expect(await overlap(first)).to.equal(true)
    expect(await overlap(second)).to.equal(false)
    expect(second.settled).to.equal(REFUSAL)
    first.settle(DONE)
    await settled()
    expect(await overlap(third)).to.equal(true)
    expect(linesWith(log, /an earlier one of its user is in flight/)).to.have.length(1)
  })

  it('leaves events alone, but for clicks on the menu', async () => {
    const overlap = newOverlap('drop')
    expect(await overlap(newTurn())).to.equal(true)
    expect(await overlap(newTurn(eventXml('unsubscribe')))).to.equal(true)
    expect(await overlap(newTurn(eventXml('CLICK', { EventKey: 'K' })))).to.equal(false)
  })
})
