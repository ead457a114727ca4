/**
 * The table in which a Store keeps its jobs. {@link createJobs} makes Jobs of it. Each call is one
 * atomic step.
 */
import type { Soon } from '../soon.ts'
import type { Job, JobQuery, JobState, ListedJob } from './jobs.ts'

/** A job that this process has taken. */
export interface TakenJob extends ListedJob {
  /** The id of this run. A later run of the same job has another. */
  readonly run: string
}

export interface Taken {
  /** In the order in which they were due. */
  readonly jobs: readonly TakenJob[]
  /** Jobs that have just died: too many processes vanished with them. */
  readonly dead: readonly ListedJob[]
}

/** The state of a job after a failed run. */
export interface Failure {
  readonly error: string
  readonly state: JobState
  /** When the job is to run again. For a dead job, when it was to run. */
  readonly dueAt: number
}

export interface JobTable {
  readonly put: (job: Job, dueAt: number) => Soon<void>
  /** Moves a job that waits or runs. A run in progress no longer counts for the table. A dead job stays. */
  readonly postpone: (id: string, dueAt: number) => Soon<boolean>
  readonly remove: (id: string) => Soon<boolean>
  /** Jobs in the order of their time: as many as asked for, and one more if there are more. */
  readonly list: (query: JobQuery) => Soon<readonly (readonly [place: string, job: ListedJob])[]>
  /** Makes a dead job wait again, due at `dueAt` and without tries. */
  readonly revive: (id: string, dueAt: number) => Soon<boolean>
  /** Milliseconds until a job can be taken; 0 or less if one can be taken now; undefined if none waits. */
  readonly untilNext: () => Soon<number | undefined>
  /**
   * Takes jobs that are due, and jobs whose lease has ended, which counts as a try. Jobs with more
   * than `mostTries` tries are dead.
   * @param leaseMs after this time another process may take them
   */
  readonly take: (limit: number, leaseMs: number, mostTries: number) => Soon<Taken>
  readonly renew: (id: string, run: string, leaseMs: number) => Soon<unknown>
  /**
   * `done` and `fail` change nothing if the job has been added anew, postponed or taken by another process.
   */
  readonly done: (id: string, run: string) => Soon<unknown>
  readonly fail: (id: string, run: string, failure: Failure) => Soon<boolean>
}
