/** Jobs in memory: they end with the process. They are JSON, as in any other store. */
import type { Failure, JobTable, TakenJob } from './job-table.ts'
import type { Job, JobState, ListedJob } from './jobs.ts'
import { RenewedMap } from './renewed-map.ts'

interface Kept {
  readonly id: string
  readonly openid: string | undefined
  /** The whole {@link Job}. */
  readonly json: string
  readonly dueAt: number
  /** Counts the jobs that were added or moved. Among jobs of the same moment, the lower place runs first. */
  readonly place: number
  readonly state: JobState
  readonly tries: number
  readonly error?: string
}

/** @param now milliseconds since 1970. It may jump. */
export function createMemoryJobs(now: () => number): JobTable & { readonly clear: () => void } {
  const all = new RenewedMap<string, Kept>()
  /** The run of each running job, by the job's id. */
  const runs = new RenewedMap<string, string>()
  /** The waiting jobs, in the order of their time. */
  const queue: Kept[] = []
  let places = 0

  const dequeue = (kept: Kept | undefined): void => {
    if (kept !== undefined && queue[placeOf(queue, kept)] === kept) {
      queue.splice(placeOf(queue, kept), 1)
    }
  }
  /** Replaces the job with the same id. The old one does not run any more. */
  const write = (kept: Omit<Kept, 'place'>): void => {
    const { id } = kept
    dequeue(all.get(id))
    runs.delete(id)
    places += 1
    const written = { ...kept, place: places }
    all.set(id, written)
    if (written.state === 'waiting') queue.splice(placeOf(queue, written), 0, written)
  }
  const forget = (id: string): boolean => {
    dequeue(all.get(id))
    runs.delete(id)
    return all.delete(id)
  }

  return {
    put: (job, dueAt) => {
      const { id, openid } = job
      write({ id, openid, json: JSON.stringify(job), dueAt, state: 'waiting', tries: 0 })
    },
    postpone: (id, dueAt) => {
      const kept = all.get(id)
      if (kept === undefined || kept.state === 'dead') return false
      write({ ...kept, dueAt })
      return true
    },
    remove: forget,
    list: ({ state, openid, after, limit }) => {
      const [dueAt, place] = after?.split('.').map(Number) ?? [Number.NEGATIVE_INFINITY, 0]
      const from = { dueAt: dueAt as number, place: place as number }
      return [...all.values()]
        .filter((kept) => kept.state === state && (openid ?? kept.openid) === kept.openid)
        .filter((kept) => compare(kept, from) > 0)
        .sort(compare)
        .slice(0, limit + 1)
        .map((kept) => [`${kept.dueAt}.${kept.place}`, toListed(kept)])
    },
    revive: (id, dueAt) => {
      const kept = all.get(id)
      if (kept?.state !== 'dead') return false
      const { openid, json } = kept
      write({ id, openid, json, dueAt, state: 'waiting', tries: 0 })
      return true
    },
    untilNext: () => queue[0] && queue[0].dueAt - now(),
    take: (limit) => {
      const jobs: TakenJob[] = []
      for (const at = now(); jobs.length < limit; ) {
        const [first] = queue
        if (first === undefined || first.dueAt > at) break
        queue.shift()
        places += 1
        const run = String(places)
        runs.set(first.id, run)
        jobs.push({ ...toListed(first), run })
      }
      // Only this process takes jobs, so no process can vanish with one.
      return { jobs, dead: [] }
    },
    renew: () => {},
    done: (id, run) => runs.get(id) === run && forget(id),
    fail: (id, run, { error, state, dueAt }: Failure) => {
      const kept = all.get(id)
      if (kept === undefined || runs.get(id) !== run) return false
      write({ ...kept, dueAt, state, tries: kept.tries + 1, error })
      return true
    },
    clear: () => {
      all.clear()
      runs.clear()
      queue.length = 0
    },
  }
}

type Moment = Pick<Kept, 'dueAt' | 'place'>

function compare(a: Moment, b: Moment): number {
  return a.dueAt - b.dueAt || a.place - b.place
}

/** The index of a job in a queue, or the index at which it would be inserted. */
function placeOf(queue: readonly Kept[], kept: Moment): number {
  let [from, to] = [0, queue.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (compare(queue[middle] as Kept, kept) < 0) from = middle + 1
    else to = middle
  }
  return from
}

function toListed({ json, dueAt, tries, error }: Kept): ListedJob {
  const job = JSON.parse(json) as Job
  return { ...job, dueAt, tries, ...(error === undefined ? {} : { error }) }
}
