/** Messages whose process vanishes after their handler has sent something: an order or a payment must not be repeated. */
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import type { BotConfig } from '#src/config/types.js'
import { handle } from '#src/pipeline/handle.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import { LEASE_MS, type Turn } from '#src/turn/turn.js'
import { createSpecClock } from '../fixtures.ts'
import { attemptAt, createParts, type Parts } from '../parts.ts'

const TOLD = { type: 'text', content: 'told' }
const AGAIN = { type: 'text', content: 'run 2' }

describe('a message for which something has left its process', () => {
  let clock: ManualClock
  let store: Store
  let runs: number
  /** The process that vanishes: it renews no lease any more. */
  let isDead: boolean
  let owned: Turn

  const newBot = (own: Store, config: Partial<BotConfig> = {}): Parts => {
    const bot = createParts({
      clock,
      store: own,
      late: ['mailbox'],
      interruptedText: 'told',
      ...config,
    } as never)
    bot.on('text', () => {
      runs += 1
      return runs === 1 ? new Promise<string>(() => {}) : `run ${runs}`
    })
    return bot
  }
  const push = async (bot: Parts) => {
    const attempt = await attemptAt(bot)
    const answered = Promise.resolve(handle(attempt, bot))
    await clock.advance(0)
    return { attempt, answered }
  }

  beforeEach(async () => {
    clock = createSpecClock()
    store = { ...createMemoryStore({ clock }), outlivesProcess: true }
    runs = 0
    isDead = false
    const { turns } = store
    const renew: Store['turns']['renew'] = (...args) =>
      isDead ? new Promise(() => {}) : turns.renew(...args)
    owned = (await push(newBot({ ...store, turns: { ...turns, renew } }))).attempt.turn
  })

  for (const when of ['before', 'after'] as const) {
    it(`is not run again where another process has promised its reply ${when} that`, async () => {
      const other = newBot(store)
      const { attempt } = await push(other)
      if (when === 'after') await owned.leaves()
      await other.services.mailbox?.answer(attempt)
      if (when === 'before') await owned.leaves()
      isDead = true
      await clock.advance(LEASE_MS + 1000)
      expect(runs).to.equal(1)
      expect(attempt.turn.settled).to.deep.equal(TOLD)
    })
  }

  it('is not run again by a retry, though nothing was promised', async () => {
    await owned.leaves()
    isDead = true
    await clock.advance(LEASE_MS + 1000)
    expect(await (await push(newBot(store))).answered).to.deep.equal(TOLD)
    expect(runs).to.equal(1)
  })

  it('is run again by a retry where the bot wants that', async () => {
    await owned.leaves()
    isDead = true
    await clock.advance(LEASE_MS + 1000)
    const { answered } = await push(newBot(store, { interrupted: 'rerun' }))
    expect(await answered).to.deep.equal(AGAIN)
  })

  it('is run again by a retry where nothing has left', async () => {
    isDead = true
    await clock.advance(LEASE_MS + 1000)
    expect(await (await push(newBot(store))).answered).to.deep.equal(AGAIN)
  })
})
