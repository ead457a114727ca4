/** Who runs which message, whatever the order in which several processes ask. */
import { createManualClock } from '@wechatbot/simulator'
import { createMemoryStore } from 'wechatbot'
import { runs, TIMEOUT_MS } from './fuzz.js'
import { turnsProperty } from './turns.js'

const create = () => {
  const clock = createManualClock()
  return { store: createMemoryStore({ clock }), now: clock.monotonic, pass: clock.advance }
}

describe('properties of turns', function () {
  this.timeout(TIMEOUT_MS)

  it('have one owner at a time, in a store in memory', async () => {
    await turnsProperty({ create, leaseMs: 400, ttlMs: 600_000 }, runs(300))
  })

  it('have one owner at a time also when they are forgotten', async () => {
    await turnsProperty({ create, leaseMs: 400, ttlMs: 1000 }, runs(300))
  })
})
