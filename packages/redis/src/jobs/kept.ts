/** A job as BullMQ keeps it. */
import type { Job, ListedJob } from '@wechatbot/core'
import type { Job as BullJob, JobsOptions } from 'bullmq'

/** The data of a job of BullMQ. */
export interface Kept {
  readonly job: Job
  readonly dueAt: number
  /** Of two jobs with the same id, the one with the higher place was added later. */
  readonly place: number
}

export type KeptJob = BullJob<Kept>

const VANISHED = 'the process that ran it vanished'
/** The error that BullMQ gives a job whose process vanished too often. */
const STALLED = 'job stalled more than allowable limit'

/** BullMQ keeps the job of an id that it knows already, so each added job gets an id of its own. */
export function bullId({ job, place }: Pick<Kept, 'job' | 'place'>): string {
  return `${job.id}.${place}`
}

/**
 * BullMQ sorts jobs by the sum of `timestamp` and `delay`. Only jobs without a delay run in the order in which they
 * were added. So a job that is due already gets a delay, too.
 */
export function optionsOf(kept: Kept): JobsOptions {
  return {
    jobId: bullId(kept),
    timestamp: 1,
    delay: Math.max(1, kept.dueAt - 1),
    // The worker decides how often a job is tried.
    attempts: Number.MAX_SAFE_INTEGER,
    backoff: { type: 'custom' },
    removeOnComplete: true,
    stackTraceLimit: 0,
  }
}

export function toListed({ data, attemptsMade, stalledCounter, failedReason }: KeptJob): ListedJob {
  const { id, name, openid, data: content } = data.job
  const isStalled = failedReason === STALLED
  const hasVanished = isStalled || (failedReason === undefined && stalledCounter > 0)
  const error = hasVanished ? VANISHED : failedReason
  // BullMQ counts such a death as one more try.
  const tries = attemptsMade + stalledCounter - (isStalled ? 1 : 0)
  return {
    ...{ id, name, data: content },
    ...(openid === undefined ? {} : { openid }),
    ...{ dueAt: data.dueAt, tries },
    ...(error === undefined ? {} : { error }),
  }
}

/** Sorts as text in the order of time, and then of adding. */
export function placeOf({ data: { dueAt, place } }: KeptJob): string {
  return [dueAt, place].map((part) => String(part).padStart(16, '0')).join('.')
}
