/** What the contract of a Store does not say of jobs: how many run at once, and what a Store that fails costs. */
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { createJobs } from '#src/store/create-jobs.js'
import type { JobTable } from '#src/store/job-table.js'
import { createMemoryJobs } from '#src/store/memory-jobs.js'
import { createSpecClock } from '../fixtures.ts'

describe('the jobs of a Store', () => {
  let clock: ManualClock
  let isAway: boolean
  let asked: string[]

  /** A table that rejects while it is away. */
  const open = (isShared: boolean) => {
    const { clear: _, ...rest } = createMemoryJobs(() => clock.now())
    const guarded = Object.entries(rest).map(([name, ask]) => [
      name,
      async (...args: never[]) => {
        asked.push(name)
        if (isAway) throw new Error('away')
        return (ask as (...args: never[]) => unknown)(...args)
      },
    ])
    return createJobs({ table: Object.fromEntries(guarded) as JobTable, clock, isShared })
  }
  const job = (id: string) => ({ id, name: 'n', data: null })

  beforeEach(() => {
    clock = createSpecClock()
    isAway = false
    asked = []
  })

  it('run ten at a time, and the next when one has ended', async () => {
    const jobs = open(false)
    const ends: (() => void)[] = []
    jobs.work(() => new Promise<void>((resolve) => void ends.push(resolve)))
    for (let i = 0; i < 15; i += 1) await jobs.add(job(`j${i}`), 0)
    await clock.advance(1000)
    expect(ends).to.have.length(10)
    ends[3]?.()
    ends[7]?.()
    await clock.advance(0)
    expect(ends).to.have.length(12)
  })

  it('are looked for again after a Store was away, and end when it takes what came of them', async () => {
    const jobs = open(true)
    let runs = 0
    jobs.work(async () => {
      runs += 1
      isAway = true
    })
    await jobs.add(job('a'), clock.now() + 5000)
    isAway = true
    await clock.advance(20_000)
    expect(runs).to.equal(0)
    isAway = false
    await clock.advance(1000)
    expect(runs).to.equal(1)
    await clock.advance(30_000)
    isAway = false
    await clock.advance(1000)
    expect(runs).to.equal(1)
    expect(await jobs.list({ state: 'waiting', limit: 1 })).to.deep.equal({ jobs: [] })
  })

  it('have their lease renewed for as long as they run, where others could take them', async () => {
    const jobs = open(true)
    let end = () => {}
    jobs.work(
      () =>
        new Promise<void>((resolve) => {
          end = resolve
        }),
    )
    await jobs.add(job('a'), 0)
    await clock.advance(9000)
    expect(asked.filter((name) => name === 'renew')).to.have.length(6)
    end()
    await clock.advance(9000)
    expect(asked.filter((name) => name === 'renew')).to.have.length(6)
  })

  it('have one renewal for all runs, however many have ended in its time', async () => {
    const jobs = open(true)
    let end = () => {}
    jobs.work(
      () =>
        new Promise<void>((resolve) => {
          end = resolve
        }),
    )
    for (const id of ['a', 'b', 'c']) {
      await jobs.add(job(id), 0)
      await clock.advance(200)
      if (id !== 'c') end()
      await clock.advance(200)
    }
    asked.length = 0
    await clock.advance(9000)
    expect(asked.filter((name) => name === 'renew')).to.have.length(6)
  })

  it('wait for years without a timer that is too long', async () => {
    const jobs = open(false)
    const ran: string[] = []
    jobs.work(async ({ id }) => ran.push(id))
    const month = 30 * 24 * 3_600_000
    await jobs.add(job('a'), clock.now() + month)
    expect(clock.untilNext()).to.equal(3_600_000)
    clock.jump(month)
    await clock.advance(3_600_000)
    expect(ran).to.deep.equal(['a'])
  })

  it('leave no timer when they stop', async () => {
    const jobs = open(true)
    jobs.work(async () => {})
    await jobs.add(job('a'), clock.now() + 5000)
    await clock.advance(10)
    expect(clock.pending).to.equal(1)
    await jobs.stop()
    expect(clock.pending).to.equal(0)
  })
})
