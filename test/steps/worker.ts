/** The thread in which steps are counted; see count.ts. */
import { type Profiler, Session } from 'node:inspector'
import { parentPort, workerData } from 'node:worker_threads'
import type { Counting, Work } from './count.js'

const { module, of, inputs } = workerData as Counting & { readonly inputs: readonly unknown[] }

const session = new Session()
session.connect()
session.post('Profiler.enable')
// Before the module is loaded: only what is compiled from now on has counters.
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
const { work } = (await import(module)) as { readonly work: Work<unknown> }

const counts = inputs.map((input) => {
  const run = work(input)
  // Taking starts the count anew.
  take()
  run()
  return take()
    .filter(({ url }) => of.some((part) => url.includes(part)))
    .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
    .reduce((sum, { count }) => sum + count, 0)
})
parentPort?.postMessage(counts)

function take(): readonly Profiler.ScriptCoverage[] {
  let scripts: readonly Profiler.ScriptCoverage[] = []
  // In one thread the answer is there when the call returns.
  session.post('Profiler.takePreciseCoverage', (error, { result }) => {
    if (error) throw error
    scripts = result
  })
  return scripts
}
