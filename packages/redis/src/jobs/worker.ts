/** Runs the jobs of BullMQ in this process. */
import {
  type Clock,
  JOBS_AT_ONCE,
  jobErrorOf,
  jobPauseOf,
  type OnDead,
  type RunJob,
  type Timer,
} from '@wechatbot/core'
import type { Worker } from 'bullmq'
import type { Client } from '../client.ts'
import type { Link } from '../link.ts'
import { type Kept, type KeptJob, toListed } from './kept.ts'
import { loadBull } from './library.ts'
import { type JobQueue, optionsOver, QUEUE } from './queue.ts'
import type { Standing, Versions } from './versions.ts'

/**
 * The settings with which a job of a killed process runs again after 5 to 9 s. By default it takes a minute. A job
 * with which three processes have vanished is dead.
 */
const SETTINGS = { lockDuration: 5000, stalledInterval: 2000, maxStalledCount: 2 } as const
/** Seconds after which a worker that has heard of no job looks for one. */
const LOOK_S = 1
/** The pause after an error of Redis. */
const RETRY_MS = 1000
/** The time in which the end of a run must be written down when the worker stops. */
const GRACE_MS = 1000

export interface WorkerParts {
  readonly link: Link
  readonly queue: JobQueue
  readonly versions: Versions
  readonly clock: Clock
  readonly retriesMs: readonly number[]
  readonly run: RunJob
  readonly onDead: OnDead
}

export interface JobWorker {
  /** Begins no further run. Resolves when the runs in progress have ended. */
  readonly stop: () => Promise<void>
  /** Leaves the runs in progress to other processes. */
  readonly close: () => Promise<void>
}

/** A failed run, and when its job is tried again. */
class Failure extends Error {
  readonly pauseMs: number

  constructor(message: string, pauseMs: number) {
    super(message)
    this.pauseMs = pauseMs
  }
}

export function createWorker(parts: WorkerParts): JobWorker {
  const { link, queue, versions, clock, retriesMs, run, onDead } = parts
  const { Worker, DelayedError, UnrecoverableError } = loadBull()
  const running = new Set<Promise<unknown>>()
  let isStopped = false

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      clock.setTimeout(resolve, ms)
    })

  /** Asks until Redis answers. A worker that stops leaves the job to others. */
  const insist = async <T>(ask: () => Promise<T>): Promise<T> => {
    for (;;) {
      try {
        return await ask()
      } catch (error) {
        if (isStopped) throw error
        await pause(RETRY_MS)
      }
    }
  }

  const standing = ({ data }: KeptJob, isDone: boolean): Promise<Standing> =>
    insist(() => versions.standing(data.job.id, data.place, isDone))

  /** The process that added the job may not have said yet that it counts. A job counts once. */
  const firstStanding = async (job: KeptJob): Promise<Standing> => {
    const found = await standing(job, false)
    if (found !== 'old') return found
    const { id = '', data } = job
    await insist(() => versions.adopt(data.job.id, data.place, queue.keyOf(id)))
    return standing(job, false)
  }

  /** @throws DelayedError always. It tells BullMQ that the job waits again, and that no try counts. */
  const postpone = async (job: KeptJob, dueAt: number): Promise<never> => {
    await job.updateData({ ...job.data, dueAt })
    await job.moveToDelayed(dueAt, job.token)
    throw new DelayedError()
  }

  const runOnce = async (job: KeptJob): Promise<void> => {
    const ran = Promise.resolve(toListed(job)).then(run)
    const ended = ran.catch(() => {}).finally(() => running.delete(ended))
    running.add(ended)
    await ran
  }

  const process = async (job: KeptJob): Promise<void> => {
    // BullMQ may take one more job after it was told to close.
    if (isStopped) return postpone(job, job.data.dueAt)
    const before = await firstStanding(job)
    if (before === 'old') return
    if (before !== 'same' && before > Date.now()) return postpone(job, before)
    try {
      await runOnce(job)
    } catch (thrown) {
      return failed(job, thrown)
    }
    const after = await standing(job, true)
    if (typeof after === 'number') await postpone(job, after)
  }

  const failed = async (job: KeptJob, thrown: unknown): Promise<void> => {
    const after = await standing(job, false)
    if (after === 'old') return
    if (after !== 'same') return postpone(job, after)
    const error = jobErrorOf(thrown)
    const pauseMs = jobPauseOf(thrown, toListed(job).tries, retriesMs)
    if (pauseMs === undefined) throw new UnrecoverableError(error)
    await job.updateData({ ...job.data, dueAt: Date.now() + pauseMs })
    throw new Failure(error, pauseMs)
  }

  /** Undefined if the worker is stopped before Redis has answered once. */
  const connected = async (): Promise<Client | undefined> => {
    for (;;) {
      if (isStopped) return undefined
      try {
        return await link.open(queue.keyOf('wait'))
      } catch {
        await pause(RETRY_MS)
      }
    }
  }

  const begun = connected().then((redis) => {
    if (redis === undefined) return undefined
    const worker: Worker<Kept> = new Worker<Kept>(QUEUE, process, {
      ...optionsOver(redis, queue.prefix),
      ...SETTINGS,
      concurrency: JOBS_AT_ONCE,
      drainDelay: LOOK_S,
      runRetryDelay: RETRY_MS,
      settings: {
        // Any other error comes from Redis.
        backoffStrategy: (_made, _type, error) =>
          error instanceof Failure ? error.pauseMs : RETRY_MS,
      },
    })
    // Redis is away. Callers that ask it for something log this.
    worker.on('error', () => {})
    worker.on('failed', (job, { name, message }) => {
      if (job === undefined || name !== 'UnrecoverableError') return
      void standing(job, false).then(
        (now) => {
          if (now === 'old') return job.remove().catch(() => {})
          onDead(toListed(Object.assign(job, { failedReason: message })))
        },
        () => {},
      )
    })
    return { worker, redis }
  })

  const end = async (isForced: boolean): Promise<void> => {
    isStopped = true
    const opened = await begun
    if (opened === undefined) return
    const { worker, redis } = opened
    if (!isForced) {
      let timer: Timer
      const graced = new Promise<void>((resolve) => {
        const wait = () => {
          timer = clock.setTimeout(resolve, GRACE_MS)
        }
        void Promise.all(running).then(wait)
      })
      await Promise.race([worker.pause(), graced])
      clock.clearTimeout(timer)
    }
    // Without force it would wait for the end of runs, and go on renewing their locks, for as long as Redis is away.
    await worker.close(true)
    // Ends commands that wait for a Redis that is away.
    redis.disconnect()
  }

  return { stop: () => end(false), close: () => end(true) }
}
