/** The contract of a Store for jobs: each job runs at its time, in one process, until it is done. */
import assert from 'node:assert/strict'
import type { Store } from '@wechatbot/core'
import type { JobsContract } from './job-parts.ts'
import { allOf, collect, job, LOOK_MS, NEVER, PAST, untilBy } from './job-parts.ts'
import { declareTries } from './job-tries.ts'

export function declareJobs(
  withStore: (name: string, body: (store: Store) => Promise<void>) => void,
  contract: JobsContract,
): void {
  const { pass, another } = contract
  const until = untilBy(pass)

  withStore('runs what is due, in the order of time, and then of adding', async ({ jobs }) => {
    await jobs.add({ ...job('late'), openid: 'oA', data: { text: '你好' } }, PAST + 2)
    await jobs.add(job('first'), PAST)
    await jobs.add(job('later'), PAST + 2)
    const ran = collect(jobs)
    await until('three runs', () => ran.length === 3)
    assert.deepEqual(
      ran.map(({ id }) => id),
      ['first', 'late', 'later'],
    )
    const whole = {
      ...job('late'),
      openid: 'oA',
      data: { text: '你好' },
      dueAt: PAST + 2,
      tries: 0,
    }
    assert.deepEqual(ran[1], whole)
    await until('an empty list', async () => (await allOf(jobs, 'waiting')).length === 0)
    assert.deepEqual(await allOf(jobs, 'dead'), [])
  })

  withStore('runs what is added while it works', async ({ jobs }) => {
    const ran = collect(jobs)
    await pass(LOOK_MS)
    await jobs.add(job('a'), PAST)
    await until('its run', () => ran.length === 1)
    await jobs.add(job('b'), PAST)
    await until('the next', () => ran.length === 2)
  })

  withStore('runs nothing before its time, which can be moved', async ({ jobs }) => {
    await jobs.add(job('a'), NEVER)
    const ran = collect(jobs)
    await pass(LOOK_MS)
    assert.deepEqual(ran, [])
    assert.equal(await jobs.postpone('a', PAST), true)
    await until('its run', () => ran.length === 1)
    await until('its end', async () => !(await jobs.postpone('a', PAST)))
    assert.equal(await jobs.postpone('none', PAST), false)
  })

  withStore('replaces a job with the same id', async ({ jobs }) => {
    await jobs.add({ ...job('a'), data: 1 }, PAST)
    await jobs.add({ ...job('a'), data: 2, name: 'other' }, NEVER)
    assert.deepEqual(await allOf(jobs, 'waiting'), [
      { ...job('a'), data: 2, name: 'other', dueAt: NEVER, tries: 0 },
    ])
    await jobs.add({ ...job('a'), data: 3 }, PAST)
    const ran = collect(jobs)
    await until('its run', () => ran.length === 1)
    await pass(LOOK_MS)
    assert.deepEqual(
      ran.map(({ data }) => data),
      [3],
    )
  })

  withStore('runs a job again that was added or moved while it ran', async ({ jobs }) => {
    const ran: unknown[] = []
    jobs.work(async ({ id, data }) => {
      ran.push([id, data])
      if (ran.length > 2) return
      if (id === 'added') await jobs.add({ ...job(id), data: 'new' }, NEVER)
      else await jobs.postpone(id, NEVER)
      // The next run does not depend on the failure of this one.
      throw new Error('not heard of')
    })
    await jobs.add(job('added'), PAST)
    await until('the first run', () => ran.length === 1)
    await jobs.add(job('moved'), PAST)
    await until('the second', () => ran.length === 2)
    await pass(LOOK_MS)
    const listed = await allOf(jobs, 'waiting')
    assert.deepEqual(listed.map(({ id, data, tries }) => [id, data, tries]).sort(), [
      ['added', 'new', 0],
      ['moved', null, 0],
    ])
    for (const { id } of listed) await jobs.postpone(id, PAST)
    await until('both again', () => ran.length === 4)
  })

  withStore('removes a job, whether it waits or runs', async ({ jobs }) => {
    await jobs.add(job('a'), NEVER)
    assert.equal(await jobs.remove('a'), true)
    assert.equal(await jobs.remove('a'), false)
    const ran: string[] = []
    jobs.work(async ({ id }) => {
      ran.push(id)
      await jobs.remove(id)
      throw new Error('not tried again')
    })
    await jobs.add(job('b'), PAST)
    await until('its run', () => ran.length === 1)
    await pass(LOOK_MS)
    assert.deepEqual(await allOf(jobs, 'waiting'), [])
    assert.deepEqual(await allOf(jobs, 'dead'), [])
  })

  withStore('lists in pages, the first due first, also those of one user', async ({ jobs }) => {
    const ids = Array.from({ length: 11 }, (_, i) => `job${i}`)
    for (const [i, id] of ids.entries()) {
      const openid = i % 2 === 0 ? { openid: 'oEven' } : {}
      await jobs.add({ ...job(id), ...openid }, NEVER - (i % 3))
    }
    const listed = await allOf(jobs, 'waiting')
    assert.deepEqual(
      listed.map(({ id }) => id),
      [2, 1, 0].flatMap((rest) => ids.filter((_, i) => i % 3 === rest)),
    )
    const even = listed.filter(({ openid }) => openid === 'oEven')
    assert.deepEqual(await allOf(jobs, 'waiting', 'oEven'), even)
    assert.equal(even.length, 6)
    assert.deepEqual(await allOf(jobs, 'waiting', 'oNobody'), [])
    assert.deepEqual(await jobs.list({ state: 'waiting', limit: ids.length }), { jobs: listed })
  })

  withStore('lets each of two who work run a job, once', async (store) => {
    const other = (await another?.()) ?? store
    const ran = [store, other].map(({ jobs }) => collect(jobs))
    const ids = Array.from({ length: 60 }, (_, i) => `job${i}`)
    for (const id of ids) await store.jobs.add(job(id), PAST)
    await until('all runs', () => ran.flat().length >= ids.length)
    await pass(LOOK_MS)
    assert.deepEqual(
      ran
        .flat()
        .map(({ id }) => id)
        .sort(),
      ids.toSorted(),
    )
    if (other !== store) await other.close()
  })

  withStore('begins none when it has stopped, and lets what runs end', async ({ jobs }) => {
    const ends: (() => void)[] = []
    const stop = jobs.work(() => new Promise<void>((resolve) => void ends.push(resolve)))
    await jobs.add(job('a'), PAST)
    await until('its run', () => ends.length === 1)
    let hasStopped = false
    const stopped = stop().then(() => {
      hasStopped = true
    })
    await jobs.add(job('b'), PAST)
    await pass(LOOK_MS)
    assert.equal(hasStopped, false)
    ends[0]?.()
    await stopped
    const left = await allOf(jobs, 'waiting')
    assert.deepEqual(
      left.map(({ id }) => id),
      ['b'],
    )
  })

  declareTries(withStore, contract)
}
