import { expect } from 'chai'
import type { Reply } from '#src/reply/types.js'
import { createMemoryStore } from '#src/store/memory.js'
import { createSpecClock } from '../fixtures.ts'

const LEASE = { leaseMs: 3000, ttlMs: 630_000 }
const REPLY: Reply = { type: 'text', content: 'a' }

describe('memory store, past its cap', () => {
  it('forgets the oldest finished turns, and never a running one', async () => {
    const store = createMemoryStore({ clock: createSpecClock(), maxTurns: 10 })
    const long = { leaseMs: 60_000, ttlMs: 630_000 }
    await store.turns.claim('running', long)
    for (let i = 0; i < 100; i += 1) {
      const { fence } = (await store.turns.claim(`done ${i}`, long)) as { fence: number }
      await store.turns.finish(`done ${i}`, fence, REPLY, 60_000)
    }
    expect(await store.turns.claim('running', long)).to.include({ state: 'wait' })
    expect(await store.turns.claim('done 99', long)).to.include({ state: 'done' })
    expect(await store.turns.claim('done 0', long)).to.include({ state: 'run' })
  })

  it('forgets a turn whose owner is silent, when its lease ends', async () => {
    const clock = createSpecClock()
    const store = createMemoryStore({ clock, maxTurns: 10 })
    const fill = async (name: string) => {
      for (let i = 0; i < 10; i += 1) await store.turns.claim(`${name}${i}`, LEASE)
    }
    await store.turns.claim('silent', LEASE)
    await clock.advance(2999)
    await fill('early')
    expect(await store.turns.claim('silent', LEASE)).to.deep.equal({ state: 'wait', attempt: 2 })
    await clock.advance(1)
    await fill('late')
    expect(await store.turns.claim('silent', LEASE)).to.include({ state: 'run', attempt: 1 })
  })
})
