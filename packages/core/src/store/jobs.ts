/** Jobs (任务): run later, at least once, by one of all processes that share a Store. */
import type { Page } from './page.ts'

export interface Job {
  /**
   * An id among all jobs of the Store, whatever bot they belong to. It has letters, digits, `-` and
   * `_`, and is not a number. Core's ids are digests.
   */
  readonly id: string
  /** The name decides which code runs the job. */
  readonly name: string
  /** The OpenID of the user whom the job is about. */
  readonly openid?: string
  /** A JSON value. */
  readonly data: unknown
}

/** `waiting`: the job has not been run, or it runs now. `dead`: it has failed too often. */
export type JobState = 'waiting' | 'dead'

export interface ListedJob extends Job {
  /** Milliseconds since 1970: when the job is to run. For a running or dead job, when it was to run. */
  readonly dueAt: number
  /** Counts failed runs, and runs whose process vanished. */
  readonly tries: number
  /** The error of the last failed run. */
  readonly error?: string
}

export interface JobQuery extends Page {
  readonly state: JobState
  /** Only jobs about this user. @default all */
  readonly openid?: string
}

export interface JobList {
  readonly jobs: readonly ListedJob[]
  /** Absent when no more jobs follow. */
  readonly next?: string
}

/** Resolves when the job is done. If it rejects, {@link jobPauseOf} says when the job is tried again. */
export type RunJob = (job: ListedJob) => Promise<unknown>

/** Called with a job that has just died, with its last error. */
export type OnDead = (job: ListedJob) => void

/** All methods but `work` reject with STORE_AWAY while the Store is away. */
export interface Jobs {
  /**
   * Adds a job. It replaces a job with the same id that waits, runs or is dead: the new time and
   * data count.
   */
  readonly add: (job: Job, dueAt: number) => Promise<void>
  /**
   * Moves a job that waits. A job that runs will run again at `dueAt`, and its current run counts
   * as no try. False for a missing or dead job.
   */
  readonly postpone: (id: string, dueAt: number) => Promise<boolean>
  /** Removes a job in any state. A run in progress goes on. False if there is none. */
  readonly remove: (id: string) => Promise<boolean>
  /** Jobs in the order in which they are due. */
  readonly list: (query: JobQuery) => Promise<JobList>
  /**
   * Makes a dead job run again now, as if it had never failed. False if there is no dead job with this id.
   */
  readonly retry: (id: string) => Promise<boolean>
  /**
   * Runs jobs from now on, a few at a time, each in one process only. If the process dies, another process
   * runs the job within 10 s of the end of its lease. After a failure a job is tried again 5 s, 30 s and 5
   * min later. After that, and after NO_API at once, it is dead, and kept. Call it once in each process.
   * @returns a function that ends the work: no further run begins. It resolves when the runs have ended.
   */
  readonly work: (run: RunJob, onDead?: OnDead) => () => Promise<void>
}

/** The pauses between a failed run and the next. After the last of them a job is dead. */
export const JOB_RETRIES_MS: readonly number[] = [5000, 30_000, 300_000]

/**
 * The most jobs that a process runs at a time. They wait for WeChat's API most of the time, and pushes go on beside
 * them. After a crash this many jobs run twice.
 */
export const JOBS_AT_ONCE = 10

/**
 * The pause after a failed run, in milliseconds. Undefined if the job is dead: it was tried often enough, or it needs an
 * appSecret that its account has not (NO_API). No later try would have one.
 * @param tries how often the job had failed before.
 */
export function jobPauseOf(
  thrown: unknown,
  tries: number,
  retriesMs: readonly number[],
): number | undefined {
  // By the code: a plugin may bring a core of its own.
  const isHopeless = thrown instanceof Error && 'code' in thrown && thrown.code === 'NO_API'
  return isHopeless ? undefined : retriesMs[tries]
}

/** The error of a failed run as text. Users' code may throw any value, and errors of any length. */
export function jobErrorOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown)
  return text.replace(/\s+/g, ' ').slice(0, 500)
}
