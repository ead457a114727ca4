import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { moment, systemClock, within } from '#src/clock.js'
import { createSpecClock, T0 } from './fixtures.ts'

describe('within', () => {
  let clock: ManualClock

  beforeEach(() => {
    clock = createSpecClock()
  })

  const after = (
    ms: number,
    settle: (resolve: (v: unknown) => void, reject: (e: Error) => void) => void,
  ) => {
    return new Promise((resolve, reject) => clock.setTimeout(() => settle(resolve, reject), ms))
  }

  it('gives the value that comes in time, also undefined, and leaves no timer', async () => {
    expect(await within(clock, 100, Promise.resolve(5))).to.deep.equal({ value: 5 })
    expect(await within(clock, 100, Promise.resolve(undefined))).to.deep.equal({ value: undefined })
    const late = within(
      clock,
      100,
      after(99, (resolve) => resolve(7)),
    )
    await clock.advance(99)
    expect(await late).to.deep.equal({ value: 7 })
    expect(clock.pending).to.equal(0)
  })

  it('gives undefined when the time is up', async () => {
    const result = within(clock, 100, new Promise(() => {}))
    await clock.advance(100)
    expect(await result).to.equal(undefined)
  })

  it('gives undefined for a time that is over, and still a value that is there', async () => {
    const never = within(clock, -5, new Promise(() => {}))
    const there = within(clock, -5, Promise.resolve(1))
    await clock.advance(0)
    expect(await never).to.equal(undefined)
    expect(await there).to.deep.equal({ value: 1 })
  })
})

describe('moment', () => {
  it('reads both hands of a clock', async () => {
    const clock = createSpecClock()
    await clock.advance(10)
    clock.jump(-1000)
    expect(moment(clock)).to.deep.equal({ now: T0 + 10 - 1000, monotonic: 5010 })
  })
})

describe('systemClock', () => {
  it('fires a timer, and clears one', async () => {
    const fired: string[] = []
    const cleared = systemClock.setTimeout(() => fired.push('cleared'), 0)
    systemClock.clearTimeout(cleared)
    // The clock's own timers keep no process alive.
    const alive = setInterval(() => {}, 1000)
    await new Promise<void>((resolve) => {
      const timer = systemClock.setTimeout(() => resolve(), 1) as NodeJS.Timeout
      expect(timer.hasRef()).to.equal(false)
    })
    clearInterval(alive)
    expect(fired).to.deep.equal([])
  })

  it('tells what the machine’s clocks tell, in milliseconds', () => {
    const { Date: RealDate, performance: realPerformance } = globalThis
    try {
      globalThis.Date = { now: () => T0 } as DateConstructor
      globalThis.performance = { now: () => 1234.5 } as typeof performance
      expect(moment(systemClock)).to.deep.equal({ now: T0, monotonic: 1234.5 })
    } finally {
      globalThis.Date = RealDate
      globalThis.performance = realPerformance
    }
  })
})
