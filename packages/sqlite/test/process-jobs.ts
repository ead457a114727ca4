/** Jobs whose runs are in a parent process, and whose store is in its child. */
import type { Jobs, ListedJob, RunJob } from '@wechatbot/core'

/** What the child says of its runs. */
export interface RunOrder {
  readonly run: number
  readonly work: number
  readonly job: ListedJob
}

/** What the child says of a job that is tried no more. */
export interface Death {
  /** The worker. */
  readonly dead: number
  readonly job: ListedJob
}

/** In the child: each run is the parent's to end, by `ran`. */
export class ChildJobs {
  readonly #jobs: () => Jobs
  readonly #stops = new Map<number, () => Promise<void>>()
  readonly #runs = new Map<number, { resolve: () => void; reject: (error: Error) => void }>()
  #lastRun = 0

  constructor(jobs: () => Jobs) {
    this.#jobs = jobs
  }

  work(work: number): void {
    const run: RunJob = (job) => {
      this.#lastRun += 1
      const order: RunOrder = { run: this.#lastRun, work, job }
      process.send?.(order)
      return new Promise<void>((resolve, reject) => {
        this.#runs.set(order.run, { resolve, reject })
      })
    }
    const onDead = (job: ListedJob) => {
      const death: Death = { dead: work, job }
      process.send?.(death)
    }
    this.#stops.set(work, this.#jobs().work(run, onDead))
  }

  /** @param code decides whether the job is tried again. */
  ran(run: number, error?: string, code?: string): void {
    const waiting = this.#runs.get(run)
    this.#runs.delete(run)
    if (error === undefined) waiting?.resolve()
    else waiting?.reject(Object.assign(new Error(error), { code }))
  }

  async stop(work: number): Promise<void> {
    await this.#stops.get(work)?.()
  }
}
