/** Jobs over BullMQ. */
import { type Clock, JOB_RETRIES_MS, type Job, type Jobs } from '@wechatbot/core'
import type { JobType } from 'bullmq'
import type { Keys } from '../keys.ts'
import type { Link } from '../link.ts'
import { bullId, type Kept, type KeptJob, optionsOf, placeOf, toListed } from './kept.ts'
import { loadBull } from './library.ts'
import { createQueue } from './queue.ts'
import { createVersions } from './versions.ts'
import { createWorker, type JobWorker } from './worker.ts'

export interface JobsParts {
  readonly link: Link
  readonly keys: Keys
  readonly clock: Clock
  /** @default {@link JOB_RETRIES_MS} */
  readonly retriesMs: readonly number[] | undefined
}

/** The number of jobs of a state that are read at a time. */
const PAGE = 100

/** `close` leaves the runs in progress to other processes. */
export function createJobs(parts: JobsParts): Jobs & { readonly close: () => void } {
  const { link, keys, clock, retriesMs = JOB_RETRIES_MS } = parts
  const queue = createQueue(link, keys)
  const versions = createVersions(link, keys)
  const workers = new Set<JobWorker>()

  /** A job that runs stays until the end of its run, and counts no more. */
  const drop = (id: string, place: number) =>
    queue.ask((bull) => bull.remove(bullId({ job: { id } as Job, place })))

  const add = async (job: Job, dueAt: number): Promise<void> => {
    const kept: Kept = { job, dueAt: Math.ceil(dueAt), place: await versions.next() }
    await queue.ask((bull) => bull.add('job', kept, optionsOf(kept)))
    const before = await versions.adopt(job.id, kept.place, queue.keyOf(bullId(kept)))
    // Of two that are added at the same time, the later one stays.
    if (before !== 0 && before !== kept.place) await drop(job.id, Math.min(before, kept.place))
  }

  /** The job that counts. */
  const find = async (id: string): Promise<KeptJob | undefined> => {
    const place = await versions.placeOf(id)
    if (place === undefined) return undefined
    return queue.ask((bull) => bull.getJob(bullId({ job: { id } as Job, place })))
  }

  /** A page of the jobs that count, of each state. `isEmpty` means that there were no jobs at all. */
  const read = async (states: readonly JobType[], from: number) => {
    const page = await queue.ask((bull) => bull.getJobs([...states], from, from + PAGE - 1, true))
    if (page.length === 0) return { isEmpty: true, jobs: [] }
    const places = await versions.placesOf(page.map(({ data }) => data.job.id))
    return { isEmpty: false, jobs: page.filter(({ data }, i) => data.place === places[i]) }
  }

  return {
    add,

    postpone: async (id, dueAt) => {
      const job = await find(id)
      if (job === undefined || (await queue.ask(() => job.isFailed()))) return false
      const { place } = job.data
      const due = Math.ceil(dueAt)
      if (!(await versions.move(id, place, due))) return false
      // BullMQ does not move a job that runs or is about to run. The worker moves it at the end of the run.
      const hasMoved = await queue.ask(async () => {
        const changing = job.changeDelay(Math.max(0, due - Date.now()))
        return changing.then(
          () => true,
          () => false,
        )
      })
      await queue.ask(() => job.updateData({ ...job.data, dueAt: due }).catch(() => {}))
      if (hasMoved) await versions.moved(id, place)
      return true
    },

    remove: async (id) => {
      loadBull()
      const place = await versions.forget(id)
      if (place === 0) return false
      await drop(id, place)
      return true
    },

    list: async ({ state, openid, after = '', limit }) => {
      const states: readonly JobType[] =
        state === 'dead' ? ['failed'] : ['active', 'wait', 'delayed']
      const found = new Map<string, KeptJob>()
      const note = (jobs: readonly KeptJob[]) => {
        for (const job of jobs) {
          const isWanted = openid === undefined || job.data.job.openid === openid
          if (isWanted && placeOf(job) > after) found.set(placeOf(job), job)
        }
      }
      // All states in one step: a job may be on its way from one to another.
      note((await read(states, 0)).jobs)
      for (const each of states) {
        // The delayed ones come last, in the order of their time.
        for (let from = PAGE; each !== 'delayed' || found.size <= limit; from += PAGE) {
          const { isEmpty, jobs } = await read([each], from)
          if (isEmpty) break
          note(jobs)
        }
      }
      const places = [...found.keys()].sort()
      const page = places.slice(0, limit)
      const jobs = page.map((place) => toListed(found.get(place) as KeptJob))
      const next = places.length > limit ? page.at(-1) : undefined
      return next === undefined ? { jobs } : { jobs, next }
    },

    retry: async (id) => {
      const job = await find(id)
      if (job === undefined || !(await queue.ask(() => job.isFailed()))) return false
      await add(job.data.job, Date.now())
      return true
    },

    work: (run, onDead = () => {}) => {
      loadBull()
      const worker = createWorker({ link, queue, versions, clock, retriesMs, run, onDead })
      workers.add(worker)
      return async () => {
        await worker.stop()
        workers.delete(worker)
      }
    },

    close: () => {
      for (const worker of workers) void worker.close()
    },
  }
}
