import type { ObservedRecord } from '@wechatbot/core'
import { createManualClock, type ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { type AfterBurst, createAfterBurst } from '#src/monitor/after-burst.js'

const SUBJECT = { bot: 'main', key: 'k', kind: 'text', attempt: 1 } as const
const ANSWERED: ObservedRecord = { ...SUBJECT, type: 'response', ms: 1, reply: 'none', body: '' }
const CLAIMED: ObservedRecord = { ...SUBJECT, type: 'claimed', state: 'run' }

describe('the memory after a burst', () => {
  let clock: ManualClock
  let burst: AfterBurst
  let collections: number

  const answer = (count: number) => {
    for (let i = 0; i < count; i += 1) burst.observe(ANSWERED)
  }

  beforeEach(() => {
    clock = createManualClock()
    collections = 0
    burst = createAfterBurst(clock, () => {
      collections += 1
    })
  })
  afterEach(() => burst.stop())

  it('is collected twice, 10 s and 20 s after it', async () => {
    answer(1000)
    await clock.advance(9999)
    expect(collections).to.equal(0)
    await clock.advance(1)
    expect(collections).to.equal(1)
    await clock.advance(10_000)
    expect(collections).to.equal(2)
    await clock.advance(60_000)
    expect(collections).to.equal(2)
  })

  it('is left alone while ten messages come in 10 s', async () => {
    answer(1000)
    for (let i = 0; i < 5; i += 1) {
      answer(10)
      await clock.advance(10_000)
    }
    expect(collections).to.equal(0)
    answer(9)
    await clock.advance(10_000)
    expect(collections).to.equal(1)
  })

  it('is collected again after the next burst, and not after fewer than 1000 messages', async () => {
    answer(1000)
    await clock.advance(20_000)
    answer(999)
    await clock.advance(60_000)
    expect(collections).to.equal(2)
    answer(1)
    await clock.advance(20_000)
    expect(collections).to.equal(4)
  })

  it('counts messages by their answers', async () => {
    for (let i = 0; i < 5000; i += 1) burst.observe(CLAIMED)
    await clock.advance(60_000)
    expect(collections).to.equal(0)
  })

  it('leaves no timer when it is stopped', async () => {
    answer(1000)
    burst.stop()
    await clock.advance(60_000)
    expect(collections).to.equal(0)
  })

  it('is collected by V8', async () => {
    const real = createAfterBurst(clock)
    const weak = new WeakRef({})
    for (let i = 0; i < 1000; i += 1) real.observe(ANSWERED)
    await clock.advance(10_000)
    real.stop()
    expect(weak.deref()).to.equal(undefined)
  })
})
