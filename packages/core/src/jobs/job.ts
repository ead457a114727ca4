/** One registered job: plans its runs and runs it. */
import type { Clock } from '../clock.ts'
import { digest } from '../crypto/digest.ts'
import { described, type Problem, WechatBotError } from '../errors.ts'
import type { Logger } from '../records/log.ts'
import type { Observe } from '../records/observe.ts'
import { toKept } from '../session/state.ts'
import type { Jobs, ListedJob } from '../store/jobs.ts'
import type { RenewedMap } from '../store/renewed-map.ts'
import type { JobRunner } from './dispatcher.ts'
import type { JobContext, JobOptions, ScheduledJob } from './types.ts'

export interface JobParts<T> {
  readonly name: string
  readonly run: (data: T, context: JobContext) => unknown
  /** The job's name among all jobs of the Store. */
  readonly storeName: string
  /** The plugin that registered it, or the bot. */
  readonly plugin: string
  readonly bot: string
  readonly jobs: Jobs
  readonly clock: Clock
  readonly log: Logger
  readonly observe: Observe
  /** The parts of a run's context that depend on its user. */
  readonly outreachTo: (openid: string | undefined) => Pick<JobContext, 'send' | 'notify'>
  /** Aborted when the bot closes. */
  readonly closing: AbortSignal
  /** What stops the runs in flight, of all jobs of the bot. */
  readonly running: RenewedMap<AbortController, AbortController>
}

/** A run that takes longer counts as failed: a hanging run would keep a place. */
const RUN_MS = 60_000
const MOST_MS = 10 * 366 * 24 * 60 * 60_000

export function createJob<T>(parts: JobParts<T>): ScheduledJob<T> & JobRunner {
  const { name, storeName, plugin, bot, jobs, clock, log, observe, closing, running } = parts
  const bad = (text: string, problems: readonly Problem[] = []) =>
    new WechatBotError('BAD_JOB', `job "${name}" of "${plugin}": ${text}`, { problems })
  // A digest may begin with `-`, which would be an option on a command line.
  const storeId = (id: string) => `j${digest(JSON.stringify([storeName, id]))}`
  const about = ({ id }: ListedJob) => ({ bot, plugin, job: name, id })

  const dueAtOf = (when: Date | number): number => {
    if (when instanceof Date && Number.isFinite(when.getTime())) return when.getTime()
    if (typeof when === 'number' && when >= 0 && when <= MOST_MS) return clock.now() + when
    const got = when instanceof Date ? 'an invalid Date' : described(when)
    throw bad(
      `at() expected a Date, or milliseconds from now, 0 to ten years, got ${got}; write a time of the calendar as new Date(...)`,
    )
  }

  const dataOf = (data: T): unknown => {
    // A job without data is kept with null.
    const kept = toKept(data === undefined ? null : data)
    if ('state' in kept) return kept.state
    const { path, expected, got } = kept.problem
    throw bad(`${path === '' ? 'data' : `data.${path}`}: expected ${expected}, got ${got}`, [
      kept.problem,
    ])
  }

  const optionsOf = ({ id, openid }: JobOptions) => {
    for (const [key, value] of Object.entries({ id, openid })) {
      if (value === undefined || (typeof value === 'string' && value !== '')) continue
      throw bad(`at() expected a text as ${key}, got ${described(value)}`)
    }
    return {
      id: storeId(id ?? crypto.randomUUID()),
      ...(openid === undefined ? {} : { openid }),
    }
  }

  return {
    name,

    at: async (when, data, options = {}) => {
      const dueAt = dueAtOf(when)
      const job = { ...optionsOf(options), name: storeName, data: dataOf(data) }
      await jobs.add(job, dueAt)
      return job.id
    },

    cancel: async (id) => (await jobs.remove(storeId(id))) || jobs.remove(id),

    run: async (listed) => {
      const { id, openid, data, dueAt, tries } = listed
      const attempt = tries + 1
      const startedAt = clock.monotonic()
      // Not AbortSignal.any: `closing` would hold the signal of each run until a full collection.
      const stopping = new AbortController()
      const { signal } = stopping
      running.set(stopping, stopping)
      if (closing.aborted) stopping.abort(closing.reason)
      const timer = clock.setTimeout(
        () => stopping.abort(new Error(`job "${name}" ran for longer than ${RUN_MS / 1000} s`)),
        RUN_MS,
      )
      const ended = (outcome: { readonly error?: unknown }) => {
        const ms = clock.monotonic() - startedAt
        observe({ type: 'job', ...about(listed), attempt, ms, ...outcome })
      }
      const context: JobContext = {
        ...{ openid, log, signal, attempt, job: { id, name, dueAt } },
        ...parts.outreachTo(openid),
      }
      try {
        await orAborted(signal, async () => parts.run(data as T, context))
        ended({})
        return 'done'
      } catch (error) {
        if (closing.aborted) {
          log.warn({ ...about(listed), attempt }, 'job given up: the bot is closing')
          return 'given up'
        }
        ended({ error })
        throw error
      } finally {
        clock.clearTimeout(timer)
        running.delete(stopping)
      }
    },

    onDead: (listed) => {
      const { tries, error = '' } = listed
      observe({ type: 'job-dead', ...about(listed), tries, error })
    },
  }
}

/** @throws the rejection of `work`, or the reason of `signal`, whichever comes first. */
function orAborted(signal: AbortSignal, work: () => Promise<unknown>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error)
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort)
    work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', abort))
  })
}
