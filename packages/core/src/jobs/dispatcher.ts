/** Gives each job of a Store to whoever has registered it. One for each Store, however many bots share it. */
import type { Clock } from '../clock.ts'
import { createSparseWarning, type Logger, type WarnSparsely } from '../records/log.ts'
import type { Jobs, ListedJob } from '../store/jobs.ts'

/** Another instance may know it: one with a plugin that this one lacks, as during a deployment. */
const UNKNOWN_MS = 5000

/** Runs the jobs of one name. */
export interface JobRunner {
  /** Rejects when it has failed. */
  readonly run: (job: ListedJob) => Promise<'done' | 'given up'>
  readonly onDead: (job: ListedJob) => void
}

export class Dispatcher {
  readonly #jobs: Jobs
  readonly #clock: Clock
  readonly #warnSparsely: WarnSparsely
  /** By the names of their jobs. */
  readonly #runners = new Map<string, JobRunner>()
  #stop: (() => Promise<void>) | undefined
  #stopped: Promise<void> | undefined

  /** @param log of the first of the bots: told of jobs that are nobody's. */
  constructor(jobs: Jobs, clock: Clock, log: Logger) {
    this.#jobs = jobs
    this.#clock = clock
    this.#warnSparsely = createSparseWarning(log, clock)
  }

  register(name: string, runner: JobRunner): void {
    this.#runners.set(name, runner)
  }

  /** Works from now on, if there is something to work for. */
  begin(): void {
    if (this.#runners.size > 0) this.#stop ??= this.#jobs.work(this.#run, this.#bury)
  }

  /** These are run here no more; when they were the last, nothing is. */
  leave(names: readonly string[]): void {
    for (const name of names) this.#runners.delete(name)
    if (this.#runners.size > 0 || this.#stop === undefined) return
    this.#stopped = this.#stop()
    this.#stop = undefined
  }

  /** Resolves when what runs here is over, if nothing is begun any more. */
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
