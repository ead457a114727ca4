/** Gives each job of a Store to the bot that has registered it. All bots of a Store share one dispatcher. */
import type { Clock } from '../clock.ts'
import { createSparseWarning, type Logger, type WarnSparsely } from '../records/log.ts'
import type { Jobs, ListedJob } from '../store/jobs.ts'

/** Another instance may know the job: during a deployment it may have a plugin that this one lacks. */
const UNKNOWN_MS = 5000

/** Runs the jobs of one name. */
export interface JobRunner {
  /** Rejects when the run has failed. */
  readonly run: (job: ListedJob) => Promise<'done' | 'given up'>
  readonly onDead: (job: ListedJob) => void
}

export class Dispatcher {
  readonly #jobs: Jobs
  readonly #clock: Clock
  readonly #warnSparsely: WarnSparsely
  /** The runners by the names of their jobs. */
  readonly #runners = new Map<string, JobRunner>()
  #stop: (() => Promise<void>) | undefined
  #stopped: Promise<void> | undefined

  /** @param log the logger of the first bot. It reports jobs that no bot has registered. */
  constructor(jobs: Jobs, clock: Clock, log: Logger) {
    this.#jobs = jobs
    this.#clock = clock
    this.#warnSparsely = createSparseWarning(log, clock)
  }

  register(name: string, runner: JobRunner): void {
    this.#runners.set(name, runner)
  }

  /** Starts to work, if any job is registered. */
  begin(): void {
    if (this.#runners.size > 0) this.#stop ??= this.#jobs.work(this.#run, this.#bury)
  }

  /**
   * Stops running these jobs here. Without any job left, the work ends. A runner that another bot has registered
   * under the same name since then stays.
   */
  leave(runners: ReadonlyMap<string, JobRunner>): void {
    for (const [name, runner] of runners) {
      if (this.#runners.get(name) === runner) this.#runners.delete(name)
    }
    if (this.#runners.size > 0 || this.#stop === undefined) return
    this.#stopped = this.#stop()
    this.#stop = undefined
  }

  /** Resolves when the runs of this process have ended, if no new run may begin. */
  async stopped(): Promise<void> {
    await this.#stopped
  }

  #run = async (job: ListedJob): Promise<void> => {
    const runner = this.#runners.get(job.name)
    if (runner === undefined) {
      const { id, name } = job
      this.#warnSparsely(
        name,
        { job: name, id },
        'job of a name that nobody here has registered, left for 5 s',
      )
      await this.#jobs.postpone(id, this.#clock.now() + UNKNOWN_MS)
      return
    }
    const end = await runner.run(job)
    if (end === 'given up') await this.#jobs.postpone(job.id, this.#clock.now())
  }

  #bury = (job: ListedJob): void => {
    this.#runners.get(job.name)?.onDead(job)
  }
}
