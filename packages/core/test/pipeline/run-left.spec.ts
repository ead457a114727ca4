/** A message that another process runs, whose owner the Store has forgotten, and for which nobody waits here. */
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { handle } from '#src/pipeline/handle.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import { LEASE_MS } from '#src/turn/turn.js'
import { createSpecClock } from '../fixtures.ts'
import { attemptAt, createParts, type Parts } from '../parts.ts'

describe('a turn that ends elsewhere when nobody here waits for it any more', () => {
  let clock: ManualClock
  let store: Store
  let runs: string[]

  const newBot = (name: string, late: readonly ('hold' | 'mailbox')[]): Parts => {
    const bot = createParts({ clock, store, late: [...late] })
    bot.on('text', () => {
      runs.push(name)
      return `run by ${name}`
    })
    return bot
  }
  /** The answers of one push, as they come: one at most. */
  const push = async (bot: Parts) => {
    const answers: unknown[] = []
    const answered = handle(await attemptAt(bot), bot)
    void Promise.resolve(answered).then((answer) => answers.push(answer))
    await clock.advance(0)
    return answers
  }

  beforeEach(async () => {
    clock = createSpecClock()
    store = { ...createMemoryStore({ clock }), outlivesProcess: true }
    runs = []
    // The first attempt came to a process that renews nothing: it has vanished.
    await attemptAt(createParts({ clock, store }))
  })

  it('is run by the next attempt, and not for nobody', async () => {
    const here = newBot('here', ['hold'])
    const { turns } = store
    // It wakes the waiter late, when WeChat has given its attempt up.
    const wait: Store['turns']['wait'] = async (key, options) => {
      await clock.wait(7000)
      return turns.wait(key, options)
    }
    const late = {
      ...here,
      services: { ...here.services, store: { ...store, turns: { ...turns, wait } } },
    }
    const answers = await push(late)
    await clock.advance(6500)
    expect(answers).to.deep.equal(['unanswered'])
    await clock.advance(LEASE_MS)
    expect(runs).to.deep.equal([])
    expect(here.state.turns.size).to.equal(0)
    expect(await push(newBot('there', ['mailbox']))).to.deep.equal([
      { type: 'text', content: 'run by there' },
    ])
  })

  it('is run here while an attempt waits', async () => {
    const answers = await push(newBot('here', ['mailbox']))
    await clock.advance(LEASE_MS + 100)
    expect(answers).to.deep.equal([{ type: 'text', content: 'run by here' }])
  })
})
