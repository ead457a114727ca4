import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import type { ObservedRecord } from '#src/records/observe.js'
import type { Reply } from '#src/reply/types.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import { ACCOUNT, createSpecClock, failure, textXml, USER } from '../fixtures.ts'
import { attemptAt, createParts, type Parts, type PartsOptions, withServices } from '../parts.ts'
import { linesWith, recordingLogger } from '../recording-logger.ts'

const REPLY: Reply = { type: 'text', content: 'a' }

describe('dedupe', () => {
  let clock: ManualClock
  let store: Store
  let records: ObservedRecord[]
  const logger = recordingLogger()

  const parts = (options: Partial<PartsOptions> = {}): Parts => {
    const observe = (record: ObservedRecord) => records.push(record)
    return createParts({ clock, log: logger, store, observe, ...options })
  }
  const attempt = (bot: Parts, xml = textXml(), signature?: string) =>
    attemptAt(bot, xml, signature === undefined ? {} : { signature })
  const failing = (): Store => {
    const claim = () => Promise.reject(new Error('down'))
    return { ...store, turns: { ...store.turns, claim } }
  }

  beforeEach(() => {
    clock = createSpecClock()
    store = createMemoryStore({ clock })
    records = []
    logger.lines.length = 0
  })

  it('makes the first push of a message a turn of its own', async () => {
    const { turn, number, push } = await attempt(parts())
    expect(number).to.equal(1)
    expect(turn).to.include({
      key: `name:main|${ACCOUNT}|${USER}|23000000000000001`,
      attempts: 1,
      fence: 1,
    })
    expect(push.xml).to.equal(textXml())
    expect(turn.receivedAt).to.equal(push.receivedAt)
  })

  it('makes a retry another attempt at the same turn', async () => {
    const bot = parts()
    const first = await attempt(bot)
    const second = await attempt(bot)
    expect(second.turn).to.equal(first.turn)
    expect(second.number).to.equal(2)
    expect(first).to.include({ number: 1 })
    expect(first.turn.attempts).to.equal(2)
    const states = records.flatMap((it) => (it.type === 'claimed' ? [it.state] : []))
    expect(states).to.deep.equal(['run', 'joined'])
  })

  it('counts on when the store has lost its memory: the third attempt is the last', async () => {
    const bot = parts()
    const { turn } = await attempt(bot)
    await attempt(bot)
    const third = await attempt(withServices(bot, { store: createMemoryStore({ clock }) }))
    expect(third).to.include({ turn, number: 3 })
    expect(turn.attempts).to.equal(3)
  })

  it('forgets a message that another process has finished before it was handled here', async () => {
    const [owner, bot] = [parts(), parts()]
    const { turn } = await attempt(owner)
    await attempt(bot)
    expect(bot.state.turns.size).to.equal(1)
    await store.turns.finish(turn.record, turn.fence ?? 0, REPLY, 60_000)
    expect((await attempt(bot)).turn.settled).to.deep.equal(REPLY)
    expect(bot.state.turns.size).to.equal(0)
  })

  it('scopes the key by appId where there is one', async () => {
    const { turn } = await attempt(parts({ appId: 'wx1' }))
    expect(turn.key).to.equal(`wx1|${USER}|23000000000000001`)
  })

  it('asks dedupeKey what makes two pushes the same', async () => {
    const bot = parts({ dedupeKey: ({ raw }) => String(raw.Content) })
    const first = await attempt(bot, textXml({ MsgId: '1' }))
    const second = await attempt(bot, textXml({ MsgId: '2' }))
    expect(second.turn).to.equal(first.turn)
    const other = await attempt(bot, textXml({ ToUserName: 'gh_other' }))
    expect(other.turn).not.to.equal(first.turn)
  })

  it('keeps what dedupeKey gives as it is, or as a digest when it is long: of what a user wrote there are megabytes', async () => {
    const bot = parts({ dedupeKey: ({ raw }) => String(raw.Content) })
    const [short, long] = ['x'.repeat(64), 'x'.repeat(60_000)]
    const { turn: known } = await attempt(bot, textXml({ Content: short }))
    expect(known.key).to.contain(`|own|${short}`)
    const { turn } = await attempt(bot, textXml({ Content: long }))
    expect(turn.key.length).to.be.below(150)
    expect((await attempt(bot, textXml({ Content: long }))).turn).to.equal(turn)
    const other = await attempt(bot, textXml({ Content: `${long}y` }))
    expect(other.turn).not.to.equal(turn)
  })

  it('waits for the process that runs the turn', async () => {
    await attempt(parts())
    const { turn, number } = await attempt(parts())
    expect(number).to.equal(2)
    expect(turn.fence).to.equal(undefined)
    expect(turn.settled).to.equal(undefined)
  })

  it('has the reply of a turn that is done', async () => {
    const { turn } = await attempt(parts())
    await store.turns.finish(turn.record, 1, REPLY, 60_000)
    const bot = parts()
    const again = await attempt(bot)
    expect(again.turn.settled).to.deep.equal(REPLY)
    expect(await again.turn.reply).to.deep.equal(REPLY)
    expect(bot.state.turns.size).to.equal(0)
    await clock.advance(60_000)
    expect((await attempt(parts())).turn.settled).to.deep.equal({ type: 'none' })
  })

  it('gives the reply that another process wrote, over the one still in the making here', async () => {
    const bot = parts()
    const { turn } = await attempt(bot)
    await clock.advance(3000)
    await attempt(parts())
    await store.turns.finish(turn.record, 2, REPLY, 60_000)
    const again = await attempt(bot)
    expect(again.turn.settled).to.deep.equal(REPLY)
  })

  it('takes the fence of a lease that ended under its own turn', async () => {
    const bot = parts()
    const { turn } = await attempt(bot)
    await clock.advance(3000)
    expect((await attempt(bot)).turn).to.equal(turn)
    expect(turn.fence).to.equal(2)
  })

  describe('a signature', () => {
    it('that brought another message is refused, and leaves no turn behind', async () => {
      const bot = parts()
      await attempt(bot, textXml(), 's1')
      await failure('REPLAYED_SIGNATURE', () => attempt(bot, textXml({ MsgId: '2' }), 's1'))
      expect(bot.state.turns.size).to.equal(1)
      expect(records.filter(({ type }) => type === 'attempt')).to.have.length(1)
    })

    it('may bring its own message again', async () => {
      const bot = parts()
      await attempt(bot, textXml(), 's1')
      expect((await attempt(bot, textXml(), 's1')).number).to.equal(2)
    })

    it('stays bound for as long as the freshness window, both ways, and 30 s', async () => {
      const bot = parts()
      await attempt(bot, textXml(), 's1')
      await clock.advance(629_999)
      await failure('REPLAYED_SIGNATURE', () => attempt(bot, textXml({ MsgId: '2' }), 's1'))
      await clock.advance(1)
      expect((await attempt(bot, textXml({ MsgId: '2' }), 's1')).number).to.equal(1)
    })
  })

  describe('with a store that fails', () => {
    it('runs the message all the same, and says so', async () => {
      const { turn, number } = await attempt(parts({ store: failing() }))
      expect(number).to.equal(1)
      expect(turn.isAlone).to.equal(true)
      expect(linesWith(logger, /^store failed/)).to.have.length(1)
    })

    it('at once, where it may answer at once, runs the message, too', async () => {
      const claim = (): never => {
        throw new Error('down')
      }
      const bot = parts({ store: { ...store, turns: { ...store.turns, claim } } })
      expect((await attempt(bot)).turn.isAlone).to.equal(true)
      expect(linesWith(logger, /^store failed/)[0]?.fields).to.include({ err: 'Error: down' })
    })

    it('still joins the turn of this process', async () => {
      const bot = parts({ store: failing() })
      const first = await attempt(bot)
      const second = await attempt(bot)
      expect(second.turn).to.equal(first.turn)
      expect(second.number).to.equal(2)
    })

    it('at a retry leaves the fence that the turn has', async () => {
      const bot = parts()
      const { turn } = await attempt(bot)
      await attempt(withServices(bot, { store: failing() }))
      expect(turn.fence).to.equal(1)
    })
  })
})
