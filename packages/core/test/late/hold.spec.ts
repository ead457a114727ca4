import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { Account } from '#src/account.js'
import { createHold } from '#src/late/hold.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import { Turn } from '#src/turn/turn.js'
import { createSpecClock, messageOf, pushOf, textXml } from '../fixtures.ts'
import { linesWith, recordingLogger } from '../recording-logger.ts'

const REPLY = { type: 'text', content: 'at last' } as const

describe('hold', () => {
  let clock: ManualClock
  let store: Store
  let drain: AbortController
  const log = recordingLogger()

  const newHold = (appId?: string) => {
    const account = new Account({
      name: 'main',
      tokens: [],
      mode: 'plain',
      ...(appId && { appId }),
    })
    return createHold({ account, clock, log, store, draining: drain.signal })
  }
  /** An attempt that came 4.5 s ago, and what it comes to. */
  const attempt = (number: number, hold = newHold(), turn = newTurn()) => {
    const now = { now: clock.now(), monotonic: clock.monotonic() - 4500 }
    const answers: unknown[] = []
    const push = pushOf(textXml(), { receivedAt: now })
    void hold.answer({ turn, number, push }).then((answer) => answers.push(answer))
    return { turn, answers }
  }
  let lastUser = 0
  /** Each of another user, unless one is named. */
  const newTurn = (FromUserName = `oUser${++lastUser}`) => {
    const now = { now: clock.now(), monotonic: clock.monotonic() }
    return new Turn('key', messageOf(textXml({ FromUserName })), now, 1, 1)
  }

  beforeEach(() => {
    clock = createSpecClock()
    store = createMemoryStore({ clock })
    drain = new AbortController()
    log.lines.length = 0
  })

  it('leaves no attempt open whose reply another way sends: it would come twice', async () => {
    const turn = newTurn()
    turn.instead = { type: 'none' }
    const { answers } = attempt(1, newHold(), turn)
    await clock.advance(0)
    expect(answers).to.deep.equal([undefined])
  })

  it('leaves no attempt open while the Store is away: nobody counts those at other instances', async () => {
    const turn = newTurn()
    turn.own(undefined)
    const { answers } = attempt(1, newHold(), turn)
    await clock.advance(0)
    expect(answers).to.deep.equal([undefined])
  })

  for (const number of [1, 2]) {
    it(`leaves attempt ${number} open until 6 s after its head`, async () => {
      const { answers } = attempt(number)
      await clock.advance(1499)
      expect(answers).to.deep.equal([])
      await clock.advance(1)
      expect(answers).to.deep.equal(['unanswered'])
      expect(clock.pending).to.equal(0)
    })
  }

  it('gives a reply that comes while WeChat is still there', async () => {
    const { turn, answers } = attempt(1)
    await clock.advance(300)
    turn.settle(REPLY)
    await clock.advance(0)
    expect(answers).to.deep.equal([REPLY])
    expect(clock.pending).to.equal(0)
  })

  for (const number of [3, 4]) {
    it(`passes attempt ${number} on: WeChat does not ask again`, async () => {
      const { answers } = attempt(number)
      await clock.advance(0)
      expect(answers).to.deep.equal([undefined])
    })
  }

  it('holds 20 attempts in five minutes, over all instances, then passes on', async () => {
    const [one, other] = [newHold('wx1'), newHold('wx1')]
    const held = Array.from({ length: 20 }, (_, i) => attempt(1, i % 2 ? one : other))
    await clock.advance(0)
    const more = [attempt(1, one), attempt(1, other)]
    await clock.advance(0)
    expect(held.every(({ answers }) => answers.length === 0)).to.equal(true)
    expect(more.map(({ answers }) => answers)).to.deep.equal([[undefined], [undefined]])
    expect(linesWith(log, /^alarm budget spent/)).to.have.length(2)

    await clock.advance(5 * 60_000 - 1)
    const early = attempt(1, one)
    await clock.advance(1000)
    expect(early.answers).to.deep.equal([undefined])
    const again = attempt(1, one)
    await clock.advance(0)
    expect(again.answers).to.deep.equal([])
  })

  it('gives one user 4 of them, over all instances, and the others the rest', async () => {
    const [one, other] = [newHold('wx1'), newHold('wx1')]
    const turns = Array.from({ length: 10 }, () => newTurn('oGreedy'))
    const greedy = turns.map((turn, i) => attempt(1, i % 2 ? one : other, turn))
    await clock.advance(0)
    expect(greedy.filter(({ answers }) => answers.length === 0)).to.have.length(4)
    const others = Array.from({ length: 16 }, () => attempt(1, one))
    await clock.advance(0)
    expect(others.every(({ answers }) => answers.length === 0)).to.equal(true)

    await clock.advance(5 * 60_000 + 1000)
    const again = attempt(1, one, newTurn('oGreedy'))
    await clock.advance(0)
    expect(again.answers).to.deep.equal([])
  })

  it('gives a share back that found no place', async () => {
    const hold = newHold('wx1')
    const taken = Array.from({ length: 20 }, () => attempt(1, hold))
    await clock.advance(0)
    expect(taken.every(({ answers }) => answers.length === 0)).to.equal(true)
    for (let i = 0; i < 4; i += 1) {
      attempt(1, newHold('wx1'), newTurn('oLate'))
      await clock.advance(0)
    }
    await clock.advance(5 * 60_000)
    const held = Array.from({ length: 4 }, () => attempt(1, newHold('wx1'), newTurn('oLate')))
    await clock.advance(0)
    expect(held.every(({ answers }) => answers.length === 0)).to.equal(true)
  })

  it('has no more places when one instance has taken the first of them', async () => {
    const [one, other] = [newHold('wx1'), newHold('wx1')]
    const held: unknown[][] = []
    for (const hold of [...Array(10).fill(one), ...Array(10).fill(other), one, other]) {
      held.push(attempt(1, hold).answers)
      await clock.advance(0)
    }
    expect(held).to.deep.equal([...Array(20).fill([]), [undefined], [undefined]])
  })

  it('has a budget for each account', async () => {
    const first = newHold('wx1')
    for (let i = 0; i < 21; i += 1) attempt(1, first)
    await clock.advance(0)
    const { answers } = attempt(1, newHold('wx2'))
    await clock.advance(0)
    expect(answers).to.deep.equal([])
  })

  it('does not ask an empty budget for every message', async () => {
    let asked = 0
    const setIfAbsent = async (key: string) => {
      if (key.includes('oUser')) return true
      asked += 1
      return false
    }
    store = { ...store, values: { ...store.values, setIfAbsent } }
    const hold = newHold()
    for (let i = 0; i < 100; i += 1) {
      const { answers } = attempt(1, hold)
      await clock.advance(5)
      expect(answers).to.deep.equal([undefined])
    }
    expect(asked).to.equal(20)
  })

  it('asks once a second for the share of a user who has spent it', async () => {
    let asked = 0
    const setIfAbsent = async (key: string) => {
      if (key.includes('oGreedy')) asked += 1
      return !key.includes('oGreedy')
    }
    store = { ...store, values: { ...store.values, setIfAbsent } }
    const hold = newHold()
    for (let i = 0; i < 100; i += 1) {
      const { answers } = attempt(1, hold, newTurn('oGreedy'))
      await clock.advance(9)
      expect(answers).to.deep.equal([undefined])
    }
    expect(asked).to.equal(4)
    await clock.advance(100)
    attempt(1, hold, newTurn('oGreedy'))
    await clock.advance(0)
    expect(asked).to.equal(8)
  })

  it('passes on what it holds when the bot is told to end, and holds no more', async () => {
    const { answers } = attempt(1)
    await clock.advance(100)
    drain.abort()
    await clock.advance(0)
    expect(answers).to.deep.equal([undefined])
    const later = attempt(1)
    await clock.advance(0)
    expect(later.answers).to.deep.equal([undefined])
    expect(clock.pending).to.equal(0)
  })
})
