/** What the contract of a Store does not say of jobs: how many run at once, and what a Store that fails costs. */
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { createSpecClock } from '../fixtures.ts'
import { job, openJobs } from './opened-jobs.ts'

describe('the jobs of a Store', () => {
  let clock: ManualClock
  let isAway: boolean
  let asked: string[]

  /** A table that rejects while it is away. */
  const open = (isShared: boolean, retriesMs?: readonly number[]) => {
    const onAsk = (name: string) => {
      asked.push(name)
      if (isAway) throw new Error('away')
    }
    return openJobs({ clock, isShared, retriesMs, onAsk })
  }

  beforeEach(() => {
    clock = createSpecClock()
    isAway = false
    asked = []
  })

  it('run ten at a time, and the next when one has ended', async () => {
    const jobs = open(false)
    const ends: (() => void)[] = []
    jobs.work(() => new Promise<void>((resolve) => void ends.push(resolve)))
    for (let i = 0; i < 15; i += 1) await jobs.add(job(`j${i}`), clock.now() + 1000)
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

  it('are begun at their time while another one runs', async () => {
    for (const isShared of [true, false]) {
      const jobs = open(isShared)
      const began: [id: string, after: number][] = []
      const from = clock.now()
      jobs.work(({ id }) => {
        began.push([id, clock.now() - from])
        return new Promise<void>(() => {})
      })
      await jobs.add(job('b'), from + 100)
      await jobs.add(job('a'), from)
      await clock.advance(500)
      expect(began).to.deep.equal([
        ['a', 0],
        ['b', 100],
      ])
    }
  })

  it('of another process are found within a second', async () => {
    const jobs = open(true)
    const ran: string[] = []
    jobs.work(async ({ id }) => ran.push(id))
    await jobs.add(job('later'), clock.now() + 60_000)
    // As another process would add it: nobody wakes this one.
    const put = async () => void (await jobs.postpone('later', clock.now() + 300))
    asked.length = 0
    await clock.advance(2500)
    expect(asked.filter((name) => name === 'untilNext')).to.have.length(2)
    await put()
    await clock.advance(1000)
    expect(ran).to.deep.equal(['later'])
  })

  it('are not looked for while ten run', async () => {
    const jobs = open(true)
    jobs.work(() => new Promise<void>(() => {}))
    for (let i = 0; i < 10; i += 1) await jobs.add(job(`j${i}`), 0)
    await clock.advance(0)
    asked.length = 0
    await jobs.add(job('one more'), 0)
    await clock.advance(1000)
    expect(asked.filter((name) => name !== 'renew')).to.deep.equal(['put'])
  })

  it('are not reported as dead when they were removed during their last run', async () => {
    const jobs = open(false, [])
    const dead: string[] = []
    jobs.work(
      async ({ id }) => {
        if (id === 'removed') await jobs.remove(id)
        throw new Error('no')
      },
      ({ id }) => dead.push(id),
    )
    await jobs.add(job('removed'), 0)
    await jobs.add(job('kept'), 0)
    await clock.advance(1000)
    expect(dead).to.deep.equal(['kept'])
  })

  it('have no lease where nobody else could take them', async () => {
    const jobs = open(false)
    jobs.work(() => new Promise<void>(() => {}))
    await jobs.add(job('a'), 0)
    await clock.advance(9000)
    expect(asked).to.not.include('renew')
  })

  it('leave no timer behind when the last has ended', async () => {
    const jobs = open(true)
    jobs.work(async () => {})
    await jobs.add(job('a'), 0)
    await clock.advance(1500)
    // One to look again.
    expect(clock.pending).to.equal(1)
  })
})
