/** What becomes of the jobs of a Store when they stop. */
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { createSpecClock } from '../fixtures.ts'
import { settled } from '../settled.ts'
import { job, openJobs } from './opened-jobs.ts'

describe('the jobs of a Store', () => {
  let clock: ManualClock
  let isAway: boolean
  let onAsk: (name: string) => void

  /** A table that rejects while it is away. */
  const open = (isShared: boolean) =>
    openJobs({
      ...{ clock, isShared },
      onAsk: (name) => {
        onAsk(name)
        if (isAway) throw new Error('away')
      },
    })

  beforeEach(() => {
    clock = createSpecClock()
    isAway = false
    onAsk = () => {}
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

  it('are begun no more once it is told to stop, and what runs is waited for', async () => {
    const jobs = open(true)
    const ends: (() => void)[] = []
    jobs.work(() => new Promise<void>((resolve) => void ends.push(resolve)))
    await jobs.add(job('a'), 0)
    await clock.advance(0)
    const stopping = jobs.stop().then(() => 'stopped')
    await jobs.add(job('b'), 0)
    await clock.advance(3000)
    expect(ends).to.have.length(1)
    expect(await Promise.race([stopping, settled()])).to.equal(undefined)
    ends[0]?.()
    expect(await stopping).to.equal('stopped')
    expect(clock.pending).to.equal(0)
  })

  it('wait for another process when it is told to stop before they have begun', async () => {
    const jobs = open(true)
    const ran: string[] = []
    jobs.work(async ({ id }) => ran.push(id))
    await clock.advance(0)
    let stopped: Promise<void> | undefined
    // In the middle of its look for jobs.
    onAsk = (name) => {
      if (name === 'untilNext') stopped = jobs.stop()
    }
    await jobs.add(job('a'), 0)
    await stopped
    expect(ran).to.deep.equal([])
    expect((await jobs.list({ state: 'waiting', limit: 2 })).jobs).to.have.length(1)
  })

  it('leave no timer when they stop during a look', async () => {
    const jobs = open(true)
    jobs.work(async () => {})
    await jobs.stop()
    expect(clock.pending).to.equal(0)
  })

  it('are let go when they stop and the Store does not take what came of them', async () => {
    const jobs = open(true)
    let end = () => {}
    jobs.work(() => new Promise<void>((resolve) => (end = resolve)))
    await jobs.add(job('a'), 0)
    await clock.advance(0)
    isAway = true
    const stopping = jobs.stop().then(() => 'stopped')
    end()
    expect(await stopping).to.equal('stopped')
  })
})
