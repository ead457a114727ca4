/** What the Store is told of a turn that waits for its user's earlier message. */
import { expect } from 'chai'
import { runTurn } from '#src/pipeline/run.js'
import { createMemoryStore } from '#src/store/memory.js'
import { LEASE_MS, type Turn } from '#src/turn/turn.js'
import { createSpecClock, textXml } from '../fixtures.ts'
import { attemptAt, createParts, type Parts, withServices } from '../parts.ts'
import { settled } from '../settled.ts'

describe('a turn in the queue of its user', () => {
  let told: unknown[][]
  let bot: Parts
  let handled: string[]
  let earlier: Turn
  let later: Turn

  const turnOf = async (MsgId: string) =>
    (await attemptAt(bot, textXml({ Content: MsgId, MsgId }))).turn

  beforeEach(async () => {
    const clock = createSpecClock()
    told = []
    handled = []
    const store = createMemoryStore({ clock })
    const renew = async (...args: unknown[]) => told.push(args) > 0
    const parts = createParts({
      clock,
      overlap: 'queue',
      store: { ...store, turns: { ...store.turns, renew } },
    })
    // The keeper renews leases, too.
    bot = withServices(parts, { wakeKeeper: () => {} })
    bot.on('text', ({ message }) => {
      handled.push(message.Content)
      return message.Content === '1' ? new Promise<never>(() => {}) : 'hi'
    })
    earlier = await turnOf('1')
    later = await turnOf('2')
    void runTurn(earlier, bot)
    await settled()
    told.length = 0
  })

  it('waits, and runs when the earlier one is through; the Store is told of both', async () => {
    void runTurn(later, bot)
    await settled()
    expect(later.isQueued).to.equal(true)
    expect(told).to.deep.equal([[later.record, later.fence, LEASE_MS, 'waiting']])
    expect(handled).to.deep.equal(['1'])
    earlier.settle({ type: 'none' })
    await settled()
    expect(later.isQueued).to.equal(false)
    expect(told.slice(1)).to.deep.equal([[later.record, later.fence, LEASE_MS, 'running']])
    expect(handled).to.deep.equal(['1', '2'])
  })

  it('that is settled meanwhile never runs, and the Store is not told that it does', async () => {
    const ran = runTurn(later, bot)
    await settled()
    later.settle({ type: 'none' })
    await ran
    await settled()
    expect(told).to.have.length(1)
    expect(handled).to.deep.equal(['1'])
    expect(later.isQueued).to.equal(false)
  })

  it('is no business of a Store that does not know it', async () => {
    later.own(undefined)
    void runTurn(later, bot)
    await settled()
    expect(later.isQueued).to.equal(true)
    earlier.settle({ type: 'none' })
    await settled()
    expect(handled).to.deep.equal(['1', '2'])
    expect(told).to.deep.equal([])
  })
})
