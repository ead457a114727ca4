/** Where a Store keeps its jobs: what {@link createJobs} makes the contract of. Each call is one atomic step. */
import type { Soon } from '../soon.ts'
import type { Job, JobQuery, JobState, ListedJob } from './jobs.ts'

/** A job that this process has taken. */
export interface TakenJob extends ListedJob {
  /** Of this run, and of no other: what tells it from a later run of the same job. */
  readonly run: string
}

export interface Taken {
  /** The one that was due first comes first. */
  readonly jobs: readonly TakenJob[]
  /** Those that have just died: too many processes vanished with them. */
  readonly dead: readonly ListedJob[]
}

/** What becomes of a job after a run that failed. */
export interface Failure {
  readonly error: string
  readonly state: JobState
  /** When it is to be run again; of a dead one, when it was. */
  readonly dueAt: number
}

export interface JobTable {
  readonly put: (job: Job, dueAt: number) => Soon<void>
  /** Also one that runs: its run is over then, for the table. Not a dead one. */
  readonly postpone: (id: string, dueAt: number) => Soon<boolean>
  readonly remove: (id: string) => Soon<boolean>
  /** In the order of their time; as many as asked for, and one more if there are more. */
  readonly list: (query: JobQuery) => Soon<readonly (readonly [place: string, job: ListedJob])[]>
  /** A dead one, due at `dueAt`, without its tries. */
  readonly revive: (id: string, dueAt: number) => Soon<boolean>
  /** Milliseconds until a job can be taken, 0 or less where one can be now; undefined where none waits. */
  readonly untilNext: () => Soon<number | undefined>
  /**
   * Jobs that are due, and those whose lease has ended, which counts as a try; with more than `mostTries` they
   * are dead. @param leaseMs after which another process may take them
   */
  readonly take: (limit: number, leaseMs: number, mostTries: number) => Soon<Taken>
  readonly renew: (id: string, run: string, leaseMs: number) => Soon<unknown>
  /** Nothing changes, of both, where the job has been added anew, postponed or taken by another meanwhile. */
  readonly done: (id: string, run: string) => Soon<unknown>
  readonly fail: (id: string, run: string, failure: Failure) => Soon<boolean>
}
