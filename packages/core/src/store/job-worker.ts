/** Runs the jobs of a table as they become due, and says what became of them. */
import type { Clock, Timer } from '../clock.ts'
import type { JobTable, TakenJob } from './job-table.ts'
import type { OnDead, RunJob } from './jobs.ts'

/** A process that is gone is noticed within this and {@link LEASE_MS}. */
const POLL_MS = 1000
const LEASE_MS = 5000
const RENEW_MS = 1500
/** Jobs wait for WeChat's API most of the time; pushes go on beside them. So many are run twice after a crash. */
const MOST_AT_ONCE = 10
/** The machine's clock may be set meanwhile; and a timer takes no more than 24 days. */
const LONGEST_MS = 3_600_000

export interface WorkerParts {
  readonly table: JobTable
  readonly clock: Clock
  readonly retriesMs: readonly number[]
  /** Whether other processes share the table: then it is looked at each second, and runs have a lease. */
  readonly isShared: boolean
  readonly run: RunJob
  readonly onDead: OnDead
}

export class JobWorker {
  readonly #parts: WorkerParts
  /** By what tells a run from all others. */
  readonly #running = new Map<string, { readonly job: TakenJob; readonly ended: Promise<void> }>()
  #looking: Promise<void> | undefined
  /** Something was added while it looked. */
  #isDue = false
  #timer: Timer
  #renewal: Timer
  #isStopped = false

  constructor(parts: WorkerParts) {
    this.#parts = parts
    this.wake()
  }

  /** Something may be due earlier than it was. */
  wake = (): void => {
    if (this.#isStopped) return
    this.#isDue = true
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined
      if (this.#isDue) this.wake()
    })
  }

  /** Begins no run any more. Resolves when those that have begun are over. */
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
    const room = MOST_AT_ONCE - this.#running.size
    // The end of a run looks again.
    if (room === 0) return
    try {
      const until = await table.untilNext()
      if (until !== undefined && until <= 0) await this.#take(room)
      else this.#lookAgainIn(Math.min(until ?? LONGEST_MS, isShared ? POLL_MS : LONGEST_MS))
    } catch {
      // The Store is away: whoever asked it for something says so.
      this.#lookAgainIn(POLL_MS)
    }
  }

  async #take(room: number): Promise<void> {
    const { table, retriesMs, onDead } = this.#parts
    if (this.#isStopped) return
    const { jobs, dead } = await table.take(room, LEASE_MS, retriesMs.length)
    for (const job of dead) onDead(job)
    for (const job of jobs) this.#begin(job)
    // None: another process was quicker.
    if (jobs.length > 0 || dead.length > 0) this.#isDue = true
    else this.#lookAgainIn(POLL_MS)
  }

  #lookAgainIn(ms: number): void {
    const { clock } = this.#parts
    clock.clearTimeout(this.#timer)
    if (!this.#isStopped) this.#timer = clock.setTimeout(this.wake, Math.max(1, ms))
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
      // Not at once: what it throws before its first promise is its own failure.
      await Promise.resolve(job).then(this.#parts.run)
    } catch (thrown) {
      const error = wordsOf(thrown)
      const pauseMs = retriesMs[job.tries]
      const dueAt = pauseMs === undefined ? job.dueAt : clock.now() + pauseMs
      const state = pauseMs === undefined ? 'dead' : 'waiting'
      const isOurs = await this.#written(() => table.fail(job.id, run, { error, state, dueAt }))
      if (isOurs && state === 'dead') onDead({ ...job, tries: job.tries + 1, error })
      return
    }
    await this.#written(() => table.done(job.id, run))
  }

  /** What came of a run, as soon as the Store takes it: until then the lease goes on. */
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

/** Errors of users' code may be anything, and of any length. */
function wordsOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown)
  return text.replace(/\s+/g, ' ').slice(0, 500)
}
