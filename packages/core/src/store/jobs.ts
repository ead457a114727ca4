/** Jobs (任务): what is run later, at least once, by one of all processes that share a Store. */
import type { Page } from './page.ts'

export interface Job {
  /**
   * One of all jobs of the Store, whatever bot they are of. Letters, digits, `-` and `_`, and not digits
   * alone: core's are digests.
   */
  readonly id: string
  /** Tells who runs it. */
  readonly name: string
  /** The user whom it is about. */
  readonly openid?: string
  /** JSON. */
  readonly data: unknown
}

/** `waiting`: until it has been run, also while it runs. `dead`: it has failed too often. */
export type JobState = 'waiting' | 'dead'

export interface ListedJob extends Job {
  /** Milliseconds since 1970: when it is to run; of one that runs or is dead, when it was. */
  readonly dueAt: number
  /** Runs that failed, and runs whose process vanished. */
  readonly tries: number
  /** Why the last of them failed. */
  readonly error?: string
}

export interface JobQuery extends Page {
  readonly state: JobState
  /** Only jobs about this user. @default all */
  readonly openid?: string
}

export interface JobList {
  readonly jobs: readonly ListedJob[]
  /** Absent when no more follow. */
  readonly next?: string
}

/** Resolves when the job is done with. Rejects: it is tried again, later. */
export type RunJob = (job: ListedJob) => Promise<unknown>

/** Told of a job that has just died, with its last error. */
export type OnDead = (job: ListedJob) => void

/** All but `work` reject with STORE_AWAY while the Store is away. */
export interface Jobs {
  /** A job with this id, waiting, running or dead, is replaced: it is run at the new time, with the new data. */
  readonly add: (job: Job, dueAt: number) => Promise<void>
  /**
   * Moves a job that waits. One that runs will be run again at `dueAt`, and this run counts as no try. False
   * where there is none, or a dead one.
   */
  readonly postpone: (id: string, dueAt: number) => Promise<boolean>
  /** Whatever its state; a run goes on. False where there is none. */
  readonly remove: (id: string) => Promise<boolean>
  /** The one that is due first comes first. */
  readonly list: (query: JobQuery) => Promise<JobList>
  /** Lets a dead job be run again, now, as if it had never failed. False where there is none that is dead. */
  readonly retry: (id: string) => Promise<boolean>
  /**
   * Runs jobs from now on, a few at a time, each in one process only: one whose process dies is run by another
   * one within 10 s of the end of its lease. After a failure it is tried again 5 s, 30 s and 5 min later; then
   * it is dead, and kept. One call for each process.
   * @returns what ends it: no job is begun any more. Resolves when the runs have ended.
   */
  readonly work: (run: RunJob, onDead?: OnDead) => () => Promise<void>
}

/** Between a failed run and the next; after the last of them a job is dead. */
export const JOB_RETRIES_MS: readonly number[] = [5000, 30_000, 300_000]
