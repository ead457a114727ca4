/** Attempts that the Store has missed in an outage. WeChat's last attempt must never pass for its second. */
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { handle } from '#src/pipeline/handle.js'
import { failOpen } from '#src/store/fail-open.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import { LEASE_MS } from '#src/turn/turn.js'
import { createSpecClock } from '../fixtures.ts'
import { attemptAt, createParts, type Parts } from '../parts.ts'

describe('an attempt that the Store has missed', () => {
  let clock: ManualClock
  let store: Store
  let isAway: boolean
  /** The Store answers renewals again, and not yet claims. */
  let isHalfAway: boolean

  /** An instance over a Store that fails open, as Redis and SQLite do. Its handler never ends. */
  const newInstance = (): Parts => {
    const throwIfAway = (alsoHalf = false) => {
      if (isAway || (alsoHalf && isHalfAway)) throw new Error('away')
    }
    const { claim, renew, finish, wait, bind, leaveOpen } = store.turns
    const bot = createParts({
      clock,
      late: ['hold', 'drop'],
      store: failOpen(
        {
          ...store,
          turns: {
            claim: async (...args) => {
              throwIfAway(true)
              return claim(...args)
            },
            renew: async (...args) => {
              throwIfAway()
              return renew(...args)
            },
            finish: async (...args) => {
              throwIfAway()
              return finish(...args)
            },
            wait: async (...args) => {
              throwIfAway()
              return wait(...args)
            },
            bind: async (...args) => {
              throwIfAway()
              return bind(...args)
            },
            leaveOpen: async (...args) => {
              throwIfAway()
              return leaveOpen(...args)
            },
            report: async () => throwIfAway(),
          },
        },
        clock,
      ),
    })
    bot.on('text', () => new Promise(() => {}))
    return bot
  }

  /** The answers of one push, as they come: one at most. */
  const push = async (bot: Parts) => {
    const attempt = await attemptAt(bot)
    const answers: unknown[] = []
    void Promise.resolve(handle(attempt, bot)).then((answer) => answers.push(answer))
    return { attempt, answers }
  }

  beforeEach(() => {
    clock = createSpecClock()
    store = createMemoryStore({ clock })
    isAway = false
    isHalfAway = false
  })

  it('is counted later, also when the Store goes away while it is being counted', async () => {
    const bot = newInstance()
    const { attempt } = await push(bot)
    isAway = true
    await attemptAt(bot)
    isAway = false
    isHalfAway = true
    await bot.services.leases.renew(attempt.turn).catch(() => {})
    isHalfAway = false
    await bot.services.leases.renew(attempt.turn)
    const third = await store.turns.claim(attempt.turn.record, {
      leaseMs: LEASE_MS,
      ttlMs: 600_000,
    })
    expect(third).to.deep.include({ attempt: 3 })
  })

  it('was the first: the third, at another instance, is not held', async () => {
    const [one, other] = [newInstance(), newInstance()]
    isAway = true
    await push(one)
    isAway = false
    await clock.advance(5000)
    await push(one)
    await clock.advance(5000)
    const { answers } = await push(other)
    await clock.advance(6100)
    expect(answers).to.deep.equal([{ type: 'none' }])
  })

  it('came to another instance: the third is not held', async () => {
    const [one, other] = [newInstance(), newInstance()]
    await push(one)
    await clock.advance(4700)
    isAway = true
    await clock.advance(300)
    await push(other)
    await clock.advance(4000)
    isAway = false
    await clock.advance(1000)
    const { answers } = await push(one)
    await clock.advance(6100)
    expect(answers).to.deep.equal([{ type: 'none' }])
  })
})

describe('an attempt whose claim ends after that of the next', () => {
  const numbersWhere = async (isLost: boolean) => {
    const clock = createSpecClock()
    const store = createMemoryStore({ clock })
    let claims = 0
    const claim: Store['turns']['claim'] = async (...args) => {
      claims += 1
      const isFirst = claims === 1
      const claimed = await store.turns.claim(...args)
      if (isFirst) await clock.wait(100)
      if (isFirst && isLost) throw new Error('the answer was lost')
      return claimed
    }
    const bot = createParts({ clock, store: { ...store, turns: { ...store.turns, claim } } })
    const first = attemptAt(bot)
    await clock.advance(10)
    const { number, turn } = await attemptAt(bot)
    await clock.advance(100)
    return { numbers: [(await first).number, number], turn }
  }

  it('is counted once, by its own number', async () => {
    const { numbers, turn } = await numbersWhere(false)
    expect(numbers).to.deep.equal([1, 2])
    expect(turn).to.deep.include({ attempts: 2, gap: undefined })
  })

  it('is no third one where the Store has carried it out and the answer was lost', async () => {
    const { numbers, turn } = await numbersWhere(true)
    expect(numbers).to.deep.equal([1, 2])
    expect(turn.attempts).to.equal(2)
    expect(turn.gap).not.to.equal(undefined)
  })
})
