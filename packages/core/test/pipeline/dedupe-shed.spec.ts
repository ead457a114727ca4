/** What becomes of a message that comes while as many are in flight as are allowed. */
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import type { ObservedRecord } from '#src/records/observe.js'
import type { Reply } from '#src/reply/types.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import { createSpecClock, failure, textXml } from '../fixtures.ts'
import { attemptAt, createParts, type Parts, withServices } from '../parts.ts'
import { linesWith, recordingLogger } from '../recording-logger.ts'

const REPLY: Reply = { type: 'text', content: 'a' }

describe('dedupe, with as many messages in flight as are allowed', () => {
  let clock: ManualClock
  let store: Store
  let records: ObservedRecord[]
  const logger = recordingLogger()

  /** An instance with room. */
  const parts = (): Parts => {
    const observe = (record: ObservedRecord) => records.push(record)
    return createParts({ clock, log: logger, store, observe, errorText: 'busy' })
  }
  /** The same instance, without room. */
  const shed = (bot: Parts) => withServices(bot, { takePlace: () => false })
  const attempt = (bot: Parts, xml = textXml(), signature?: string) =>
    attemptAt(bot, xml, signature === undefined ? {} : { signature })

  beforeEach(() => {
    clock = createSpecClock()
    store = createMemoryStore({ clock })
    records = []
    logger.lines.length = 0
  })

  it('answers a new message with the error text, and neither runs nor keeps it', async () => {
    const bot = shed(parts())
    const { turn, number } = await attempt(bot)
    expect(number).to.equal(1)
    expect(turn.settled).to.deep.equal({ type: 'text', content: 'busy' })
    expect(bot.state.turns.size).to.equal(0)
    expect(records.map((it) => ('state' in it ? it.state : it.type))).to.deep.equal([
      'attempt',
      'shed',
    ])
    // Another instance, or this one a moment later, may still run a retry, however often it was refused.
    for (let i = 0; i < 3; i += 1) {
      await clock.advance(1)
      await attempt(bot)
    }
    await clock.advance(1)
    const retry = await attempt(parts())
    expect(retry.turn).to.include({ settled: undefined, isPoison: false })
    expect(retry.turn.fence).to.be.above(0)
    expect(linesWith(logger, /^message not handled: too many in flight/)[0]?.fields).to.include({
      key: turn.key,
    })
  })

  it('refuses a new message whose signature belongs to another', async () => {
    const bot = parts()
    await attempt(bot, textXml(), 's1')
    const other = textXml({ MsgId: '2' })
    await failure('REPLAYED_SIGNATURE', () => attempt(shed(bot), other, 's1'))
    expect(records.at(-1)).to.include({ type: 'claimed', state: 'run' })
  })

  it('binds nothing where pushes have no signature to be bound', async () => {
    const bot = shed(parts())
    for (const MsgId of ['1', '2']) {
      expect((await attempt(bot, textXml({ MsgId }))).turn.settled).to.include({
        content: 'busy',
      })
    }
  })

  it('gives the retry of a finished message its reply', async () => {
    const bot = parts()
    const { turn } = await attempt(bot)
    await store.turns.finish(turn.record, turn.fence ?? 0, REPLY, 60_000)
    bot.state.turns.remove(turn)
    const again = await attempt(shed(bot))
    expect(again.turn.settled).to.deep.equal(REPLY)
    expect(again.number).to.equal(2)
    expect(bot.state.turns.size).to.equal(0)
    expect(linesWith(logger, /^message not handled: too many in flight/)).to.deep.equal([])
  })

  it('lets the retry of a message that another instance runs wait for it', async () => {
    await attempt(parts())
    const bot = parts()
    const again = await attempt(shed(bot))
    expect(again.turn.settled).to.equal(undefined)
    expect(records.at(-1)).to.include({ type: 'claimed', state: 'wait' })
    expect(bot.state.turns.size).to.equal(1)
    expect(linesWith(logger, /^message not handled: too many in flight/)).to.deep.equal([])
  })

  it('lets the retry of a message that runs here join its turn', async () => {
    const bot = parts()
    const { turn } = await attempt(bot)
    const again = await attempt(shed(bot))
    expect(again).to.include({ turn, number: 2 })
    expect(turn.settled).to.equal(undefined)
    expect(records.at(-1)).to.include({ type: 'claimed', state: 'joined' })
    expect(linesWith(logger, /^message not handled: too many in flight/)).to.deep.equal([])
  })
})
