/** The contract of a Store for jobs that fail, and for jobs whose process vanishes. */
import assert from 'node:assert/strict'
import type { ListedJob, Store } from '@wechatbot/core'
import { allOf, collect, type JobsContract, job, LOOK_MS, PAST, untilBy } from './job-parts.ts'

export function declareTries(
  withStore: (name: string, body: (store: Store) => Promise<void>) => void,
  { pass, another, jobRetriesMs }: JobsContract,
): void {
  const until = untilBy(pass)

  if (jobRetriesMs !== undefined) {
    withStore('tries a job that fails again and again, until it is dead', async ({ jobs }) => {
      const [ran, died]: [ListedJob[], ListedJob[]] = [[], []]
      let isMended = false
      jobs.work(
        async (it) => {
          ran.push(it)
          if (!isMended) throw new Error(`try ${ran.length}\nfailed`)
        },
        (it) => died.push(it),
      )
      await jobs.add(job('a'), PAST)
      await until('the first try', () => ran.length === 1)
      for (const [i, ms] of jobRetriesMs.entries()) {
        const failed = async () => (await allOf(jobs, 'waiting'))[0]?.tries === i + 1
        await until('a failure', failed)
        const [waiting] = await allOf(jobs, 'waiting')
        assert.equal(waiting?.error, `try ${i + 1} failed`)
        assert.ok(waiting.dueAt > PAST)
        await pass(ms)
        await until('the next try', () => ran.length === i + 2)
      }
      const tries = jobRetriesMs.length + 1
      await until('its death', () => died.length === 1)
      assert.deepEqual(
        ran.map((it) => it.tries),
        Array.from({ length: tries }, (_, i) => i),
      )
      const [dead] = await allOf(jobs, 'dead')
      assert.deepEqual(died, [dead])
      assert.deepEqual([dead?.tries, dead?.error], [tries, `try ${tries} failed`])
      assert.deepEqual(await allOf(jobs, 'waiting'), [])
      assert.equal(await jobs.postpone('a', PAST), false)
      assert.equal(await jobs.retry('none'), false)
      isMended = true
      assert.equal(await jobs.retry('a'), true)
      await until('one more run', () => ran.length === tries + 1)
      assert.equal(ran.at(-1)?.tries, 0)
      assert.equal(await jobs.retry('a'), false)
    })
  }

  withStore('tries a job no more that needs an appSecret where none is', async ({ jobs }) => {
    const died: ListedJob[] = []
    jobs.work(
      () => Promise.reject(Object.assign(new Error('no appSecret'), { code: 'NO_API' })),
      (it) => died.push(it),
    )
    await jobs.add(job('a'), PAST)
    await until('its death', () => died.length === 1)
    const [dead] = await allOf(jobs, 'dead')
    assert.deepEqual([dead?.tries, dead?.error], [1, 'no appSecret'])
    assert.deepEqual(await allOf(jobs, 'waiting'), [])
    assert.equal(await jobs.retry('a'), true)
  })

  if (another !== undefined) {
    withStore('runs a job again whose worker has vanished', async ({ jobs }) => {
      const other = await another()
      let isTaken = false
      other.jobs.work(() => {
        isTaken = true
        return new Promise(() => {})
      })
      await jobs.add(job('a'), PAST)
      await until('the first run', () => isTaken)
      const ran = collect(jobs)
      await other.close()
      assert.deepEqual(ran, [])
      // The time of a lease, and 10 s more.
      for (let ms = 0; ms < 15_000 && ran.length === 0; ms += LOOK_MS) await pass(LOOK_MS)
      assert.deepEqual(
        ran.map(({ id, tries }) => [id, tries]),
        [['a', 1]],
      )
    })
  }
}
