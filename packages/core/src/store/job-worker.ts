/** Runs the jobs of a table when they are due, and writes down how they ended. */
import { type Clock, setAlarm, type Timer } from '../clock.ts'
import type { JobTable, TakenJob } from './job-table.ts'
import { JOBS_AT_ONCE, jobErrorOf, jobPauseOf, type OnDead, type RunJob } from './jobs.ts'
import { RenewedMap } from './renewed-map.ts'

/** The jobs of a vanished process are found within this time and {@link LEASE_MS}. */
const POLL_MS = 1000
const LEASE_MS = 5000
const RENEW_MS = 1500
/** The longest wait: the machine's clock may be set, and a timer takes no more than 24 days. */
const LONGEST_MS = 3_600_000

export interface WorkerParts {
  readonly table: JobTable
  readonly clock: Clock
  readonly retriesMs: readonly number[]
  /** Whether other processes share the table. If so, it is read each second, and runs have a lease. */
  readonly isShared: boolean
  readonly run: RunJob
  readonly onDead: OnDead
}

interface Run {
  readonly job: TakenJob
  readonly ended: Promise<void>
}

export class JobWorker {
  readonly #parts: WorkerParts
  /** The jobs that run here, by the id of the run. */
  readonly #running = new RenewedMap<string, Run>()
  #looking: Promise<void> | undefined
  /** A job was added during the last look. */
  #isDue = false
  #timer: Timer
  #renewal: Timer
  #isStopped = false

  constructor(parts: WorkerParts) {
    this.#parts = parts
    this.wake()
  }

  /** Looks for jobs again: one may be due earlier than before. */
  wake = (): void => {
    if (this.#isStopped) return
    this.#isDue = true
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined
      if (this.#isDue) this.wake()
    })
  }

  /** Begins no further run. Resolves when the runs in progress have ended. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.#isDue = false
    this.#parts.clock.clearTimeout(this.#timer)
    await this.#looking
    await Promise.all([...this.#running.values()].map(({ ended }) => ended))
    this.#parts.clock.clearTimeout(this.#renewal)
  }

  async #look(): Promise<void> {
    const { table, isShared } = this.#parts
    this.#isDue = false
    const room = JOBS_AT_ONCE - this.#running.size
    // The end of a run looks again.
    if (room === 0) return
    try {
      const until = await table.untilNext()
      if (until !== undefined && until <= 0) await this.#take(room)
      else if (isShared) this.#lookAgainIn(Math.min(until ?? POLL_MS, POLL_MS))
      else this.#lookWhenDue(Math.min(until ?? LONGEST_MS, LONGEST_MS))
    } catch {
      // The Store is away. Callers that ask it for something log this.
      this.#lookAgainIn(POLL_MS)
    }
  }

  async #take(room: number): Promise<void> {
    const { table, retriesMs, onDead } = this.#parts
    if (this.#isStopped) return
    const { jobs, dead } = await table.take(room, LEASE_MS, retriesMs.length)
    for (const job of dead) onDead(job)
    for (const job of jobs) this.#begin(job)
    // An empty answer means that another process was quicker.
    if (jobs.length > 0 || dead.length > 0) this.#isDue = true
    else this.#lookAgainIn(POLL_MS)
  }

  #lookAgainIn(ms: number): void {
    const { clock } = this.#parts
    this.#next(() => clock.setTimeout(this.wake, Math.max(1, ms)))
  }

  #lookWhenDue(ms: number): void {
    const { clock } = this.#parts
    this.#next(() => setAlarm(clock, this.wake, Math.max(1, ms)))
  }

  #next(begin: () => Timer): void {
    this.#parts.clock.clearTimeout(this.#timer)
    if (!this.#isStopped) this.#timer = begin()
  }

  #begin(job: TakenJob): void {
    const ended = this.#run(job).finally(() => {
      this.#running.delete(job.run)
      this.wake()
    })
    this.#running.set(job.run, { job, ended })
    if (this.#parts.isShared) this.#renewal ??= this.#renewLater()
  }

  async #run({ run, ...job }: TakenJob): Promise<void> {
    const { table, clock, retriesMs, onDead } = this.#parts
    try {
      // Called in a promise, so that an error thrown at once is also the job's failure.
      await Promise.resolve(job).then(this.#parts.run)
    } catch (thrown) {
      const error = jobErrorOf(thrown)
      const pauseMs = jobPauseOf(thrown, job.tries, retriesMs)
      const dueAt = pauseMs === undefined ? job.dueAt : clock.now() + pauseMs
      const state = pauseMs === undefined ? 'dead' : 'waiting'
      const isOurs = await this.#written(() => table.fail(job.id, run, { error, state, dueAt }))
      if (isOurs && state === 'dead') onDead({ ...job, tries: job.tries + 1, error })
      return
    }
    await this.#written(() => table.done(job.id, run))
  }

  /** Writes down the end of a run, as soon as the Store accepts it. Until then the lease goes on. */
  async #written<T>(write: () => T | Promise<T>): Promise<T | undefined> {
    for (;;) {
      try {
        return await write()
      } catch {
        if (this.#isStopped) return undefined
        await new Promise<void>((resolve) => {
          this.#parts.clock.setTimeout(resolve, POLL_MS)
        })
      }
    }
  }

  /** One timer for all runs. It stops when it finds none. */
  #renewLater(): Timer {
    const { clock, table } = this.#parts
    return clock.setTimeout(() => {
      this.#renewal = this.#running.size === 0 ? undefined : this.#renewLater()
      for (const { job } of this.#running.values()) {
        void (async () => table.renew(job.id, job.run, LEASE_MS))().catch(() => {})
      }
    }, RENEW_MS)
  }
}
