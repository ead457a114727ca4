/** Makes the jobs of a Store from its table. */
import type { Clock } from '../clock.ts'
import type { JobTable } from './job-table.ts'
import { JobWorker } from './job-worker.ts'
import { JOB_RETRIES_MS, type Jobs } from './jobs.ts'

export interface JobsParts {
  readonly table: JobTable
  readonly clock: Clock
  /** Whether other processes share the table. */
  readonly isShared: boolean
  /** @default {@link JOB_RETRIES_MS} */
  readonly retriesMs?: readonly number[] | undefined
}

/** `stop` ends all workers of this process: no run begins after it. */
export function createJobs(parts: JobsParts): Jobs & { readonly stop: () => Promise<void> } {
  const { table, clock, isShared, retriesMs = JOB_RETRIES_MS } = parts
  const workers = new Set<JobWorker>()
  /** Returns `answer`, and makes all workers look for jobs that are due earlier now. */
  const changed = <T>(answer: T): T => {
    for (const worker of workers) worker.wake()
    return answer
  }
  return {
    add: async (job, dueAt) => changed(await table.put(job, dueAt)),
    postpone: async (id, dueAt) => changed(await table.postpone(id, dueAt)),
    remove: async (id) => table.remove(id),
    list: async (query) => {
      const found = await table.list(query)
      const page = found.slice(0, query.limit)
      const jobs = page.map(([, job]) => job)
      const next = found.length > query.limit ? page.at(-1)?.[0] : undefined
      return next === undefined ? { jobs } : { jobs, next }
    },
    retry: async (id) => changed(await table.revive(id, clock.now())),
    work: (run, onDead = () => {}) => {
      const worker = new JobWorker({ table, clock, isShared, retriesMs, run, onDead })
      workers.add(worker)
      return async () => {
        workers.delete(worker)
        await worker.stop()
        // A run that has failed meanwhile is for the others.
        changed(undefined)
      }
    },
    stop: async () => {
      await Promise.all([...workers].map((worker) => worker.stop()))
      workers.clear()
    },
  }
}
