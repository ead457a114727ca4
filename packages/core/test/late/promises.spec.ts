import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { moment } from '#src/clock.js'
import { type Promised, Promises } from '#src/late/promises.js'
import { completed } from '#src/store/completed.js'
import { valueKeys } from '#src/store/keys.js'
import { createMemoryStore } from '#src/store/memory.js'
import { Outage } from '#src/store/outage.js'
import type { Store } from '#src/store/types.js'
import { Turn } from '#src/turn/turn.js'
import { createSpecClock, messageOf, pushOf, T0, textXml } from '../fixtures.ts'
import { linesWith, recordingLogger } from '../recording-logger.ts'

const KEPT_MS = 600_000
const UNKEPT = 'store failed, a promised reply ends with this process'

describe('promises', () => {
  let clock: ManualClock
  let store: Store
  let promises: Promises
  const log = recordingLogger()

  const over = (own: Partial<Store> = {}): Promises => {
    const outage = new Outage(log, clock)
    const whole = completed({ ...store, outlivesProcess: true, ...own })
    const draining = new AbortController().signal
    return new Promises({
      clock,
      log,
      outage,
      scope: 'wx1',
      keptMs: KEPT_MS,
      store: whole,
      draining,
    })
  }
  const turnOf = (key = 'key'): Turn => {
    const turn = new Turn(key, messageOf(textXml()), moment(clock), 1, 1, `group|${key}`)
    turn.push = pushOf(textXml())
    return turn
  }
  const standing = async (from = promises): Promise<Promised[]> => {
    const all: Promised[] = []
    for await (const promised of from.list()) all.push(promised)
    return all
  }
  /** A Store of whose values one part does not answer. */
  const withoutValues = (part: keyof Store['values']): Partial<Store> => {
    const down = () => Promise.reject(new Error('down'))
    return { values: { ...store.values, [part]: down } }
  }

  beforeEach(() => {
    clock = createSpecClock()
    store = createMemoryStore({ clock })
    promises = over()
    log.lines.length = 0
  })

  it('have all that another process needs to go on, and the log says who owes what', async () => {
    const turn = turnOf()
    await clock.advance(4500)
    await promises.make(turn, 'mailbox')
    const { xml, tokenGroup } = pushOf(textXml())
    expect(await standing(over())).to.deep.equal([
      {
        ...{ key: 'key', record: 'group|key', tokenGroup, xml, by: 'mailbox' },
        ...{ receivedAt: T0, promisedAt: T0 + 4500, attempts: 1 },
      },
    ])
    expect(promises.isMade(turn)).to.equal(true)
    expect(linesWith(log, 'reply promised')).to.deep.equal([
      { level: 'info', fields: { key: 'key', by: 'mailbox' }, text: 'reply promised' },
    ])
  })

  it('are made once for each turn', async () => {
    const turn = turnOf()
    await promises.make(turn, 'mailbox')
    await promises.make(turn, 'customer-service')
    expect((await standing()).map(({ by }) => by)).to.deep.equal(['mailbox'])
    expect(linesWith(log, 'reply promised')).to.have.length(1)
  })

  it('stand until they are kept, or as long as a signature is remembered', async () => {
    const [kept, other] = [turnOf('kept'), turnOf('other')]
    await promises.make(kept, 'mailbox')
    await promises.make(other, 'mailbox')
    await promises.fulfil(kept)
    expect((await standing()).map(({ key }) => key)).to.deep.equal(['other'])
    await clock.advance(KEPT_MS - 1)
    expect(await standing()).to.have.length(1)
    await clock.advance(1)
    expect(await standing()).to.deep.equal([])
  })

  it('of another process are not removed by one that has not made them', async () => {
    await promises.make(turnOf(), 'mailbox')
    await over().fulfil(turnOf())
    expect(await standing()).to.have.length(1)
  })

  it('are listed however many there are', async () => {
    for (let i = 0; i < 205; i += 1) await promises.make(turnOf(`key${i}`), 'mailbox')
    const keys = (await standing()).map(({ key }) => key)
    expect(new Set(keys).size).to.equal(205)
    expect(keys).to.have.length(205)
  })

  it('are passed over in the list when they are gone but for their name', async () => {
    await promises.make(turnOf(), 'mailbox')
    await store.values.delete(valueKeys.promise('wx1', 'group|key'))
    expect(await standing()).to.deep.equal([])
  })

  it('are found by the process that has taken the turn over, which owes the reply then', async () => {
    await promises.make(turnOf(), 'mailbox')
    const [other, turn] = [over(), turnOf()]
    expect(await other.adoptStanding(turn)).to.deep.include({ key: 'key', by: 'mailbox' })
    expect(other.isMade(turn)).to.equal(true)
    await other.fulfil(turn)
    expect(await standing()).to.deep.equal([])
  })

  it('are left as the owner has made them by a process that waits for it', async () => {
    const owner = turnOf()
    await promises.make(owner, 'mailbox')
    const [other, waiting] = [over(), turnOf()]
    waiting.fence = undefined
    await other.make(waiting, 'customer-service')
    expect(await standing()).to.have.length(1)
    expect((await standing())[0]).to.deep.include({ by: 'mailbox' })
    expect(other.isMade(waiting)).to.equal(true)
  })

  it('are not made for a turn without a lease, which another process would run at once', async () => {
    const turn = turnOf()
    turn.own(undefined)
    await promises.make(turn, 'mailbox')
    expect(await standing()).to.deep.equal([])
    expect(linesWith(log, 'reply promised')).to.deep.equal([])
  })

  it('are not found where there is none', async () => {
    const turn = turnOf()
    expect(await promises.adoptStanding(turn)).to.equal(undefined)
    expect(promises.isMade(turn)).to.equal(false)
  })

  it('know what has left a process, whoever has made them', async () => {
    const turn = turnOf()
    expect(await promises.hasLeft(turn.record)).to.equal(false)
    await promises.noteLeft(turn)
    await clock.advance(KEPT_MS - 1)
    expect(await over().hasLeft(turn.record)).to.equal(true)
  })

  describe('are not made', () => {
    it('where the Store ends with its process', async () => {
      const turn = turnOf()
      const none = over({ outlivesProcess: false })
      await none.make(turn, 'mailbox')
      expect(none.areKept).to.equal(false)
      expect(none.isMade(turn)).to.equal(false)
      expect(await standing()).to.deep.equal([])
      // Nor looked for: with no other process there is none.
      await promises.make(turnOf(), 'mailbox')
      expect(await none.adoptStanding(turn)).to.equal(undefined)
    })

    it('of a turn without its push, which nobody could repeat', async () => {
      const turn = turnOf()
      turn.push = undefined
      await promises.make(turn, 'mailbox')
      expect(promises.isMade(turn)).to.equal(false)
      expect(log.lines).to.deep.equal([])
    })

    it('while the Store is away, which the log says', async () => {
      const turn = turnOf()
      const away = over(withoutValues('set'))
      await away.make(turn, 'mailbox')
      expect(away.isMade(turn)).to.equal(false)
      expect(linesWith(log, 'reply promised')).to.deep.equal([])
      expect(linesWith(log, UNKEPT).map(({ fields }) => fields.key)).to.deep.equal(['key'])
    })
  })

  it('cost nobody the reply when the Store is away for the rest', async () => {
    const turn = turnOf()
    await promises.make(turn, 'mailbox')
    const other = over({ ...withoutValues('get') })
    expect(await other.adoptStanding(turnOf())).to.equal(undefined)
    expect(linesWith(log, UNKEPT)).to.have.length(1)
    log.lines.length = 0
  })
})
