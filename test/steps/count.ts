/**
 * What a piece of work costs, in steps instead of milliseconds: the same on every machine, however
 * busy. A step is one block of JavaScript that ran, as V8 counts them for coverage; what runs inside a
 * regular expression or a built-in function is not seen.
 */
import { Worker } from 'node:worker_threads'

export interface Counting {
  /** URL of a module; of what it exports, `work` is called with an input and returns what to count. */
  readonly module: string
  /** Only steps of files whose URL has one of these in it. */
  readonly of: readonly string[]
}

/** What a module that is counted exports. */
export type Work<Input> = (input: Input) => () => void

/**
 * The steps that the work takes for each input, one after the other. In a thread of its own, because
 * counting is a switch of the whole engine, and coverage uses it too.
 * @throws what the work throws.
 */
export async function countSteps(
  counting: Counting,
  inputs: readonly unknown[],
): Promise<readonly number[]> {
  const worker = new Worker(new URL('./worker.js', import.meta.url), {
    workerData: { ...counting, inputs },
  })
  try {
    return await new Promise((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    })
  } finally {
    await worker.terminate()
  }
}
