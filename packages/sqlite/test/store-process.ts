/** A store in a process of its own, which does what its parent says. Forked by processes.system.spec.ts. */
import type { Store } from '@wechatbot/core'
import { createSqliteStore } from '#src/index.js'
import { openBeside } from './beside.ts'
import { ChildJobs } from './process-jobs.ts'

/** What the parent says: a call of the store, or what only a process can do. */
export interface Order {
  readonly id: number
  readonly call: string
  readonly args: readonly unknown[]
}

let store: Store
const jobs = new ChildJobs(() => store.jobs)
const aborts = new Map<unknown, AbortController>()

const OWN: Readonly<Record<string, (...args: never[]) => unknown>> = {
  /** Until the file has its tables. Processes that make it at the same time can all find it locked, and try again. */
  open: async (file: string) => {
    store = createSqliteStore({ file })
    await store.values.get('first')
  },
  close: () => store.close(),
  work: (work: number) => jobs.work(work),
  ran: (run: number, error?: string, code?: string) => jobs.ran(run, error, code),
  stop: (work: number) => jobs.stop(work),
  abort: (id: number) => aborts.get(id)?.abort(new Error('enough')),
  /** Never to commit. */
  hold: (file: string) => {
    openBeside(file).exec(
      "BEGIN IMMEDIATE; INSERT INTO signatures VALUES ('g|held', 'nobody', NULL, 99999999999999)",
    )
  },
  /** Message after message, each told when it is written down. */
  write: async () => {
    for (let i = 0; ; i += 1) {
      const claim = await store.turns.claim(`g|${i}`, { leaseMs: 60_000, ttlMs: 600_000 })
      if (claim.state !== 'run') throw new Error(`expected run, got ${claim.state}`)
      const content = `reply ${i}`
      await store.turns.finish(`g|${i}`, claim.fence, { type: 'text', content }, 600_000)
      await store.values.set(`v${i}`, content)
      process.send?.({ written: i })
    }
  },
}

process.on('message', async ({ id, call, args }: Order) => {
  try {
    process.send?.({ id, value: await answer(id, call, args) })
  } catch (error) {
    process.send?.({ id, error: (error as Error).message })
  }
})
process.on('disconnect', () => process.exit())

function answer(id: number, call: string, args: readonly unknown[]): unknown {
  const own = OWN[call]
  if (own !== undefined) return own(...(args as never[]))
  const [part, method] = call.split('.') as ['turns', 'wait']
  if (call !== 'turns.wait') return (store[part][method] as (...all: unknown[]) => unknown)(...args)
  const abort = new AbortController()
  aborts.set(id, abort)
  const [key, options] = args as [string, { leaseMs: number; ttlMs: number }]
  return store.turns.wait(key, { ...options, signal: abort.signal })
}
