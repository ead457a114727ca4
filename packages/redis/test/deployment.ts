/** What the specs of jobs in Redis share: a deployment's instances, and work whose runs end when they are told to. */
import type { Job, ListedJob, Store } from '@wechatbot/core'
import { createRedisStore } from '#src/index.js'
import { patientClock } from './patient-clock.ts'
import { hasRedis, type RedisServer, startRedis } from './redis-server.ts'

export const pass = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
export const job = (id: string, data: unknown = null): Job => ({ id, name: 'spec', data })

export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await pass(20)
}

/** Whether the Store takes a job that is due now. */
export function adds(store: Store, id: string): Promise<boolean> {
  return store.jobs.add(job(id), 0).then(
    () => true,
    () => false,
  )
}

/** Works on the jobs. Each run ends when it is told to. */
export function held({ jobs }: Store) {
  const runs: { readonly job: ListedJob; readonly end: (error?: Error) => void }[] = []
  const stop = jobs.work(
    (it) =>
      new Promise<void>((resolve, reject) => {
        runs.push({ job: it, end: (error) => (error === undefined ? resolve() : reject(error)) })
      }),
  )
  return { runs, stop }
}

export async function dead(store: Store): Promise<readonly ListedJob[]> {
  return (await store.jobs.list({ state: 'dead', limit: 100 })).jobs
}

/** The instances of one spec's deployment, over one server for all specs of a file. */
export interface Deployment {
  readonly redis: RedisServer
  readonly prefix: string
  /** One more instance. */
  readonly open: (url?: string) => Store
}

/** Call it in `describe`. */
export function deployment(): Deployment {
  const stores: Store[] = []
  let redis: RedisServer
  let prefix = ''

  before(async function () {
    if (!hasRedis()) return this.skip()
    redis = await startRedis()
    // A second of a busy machine, in which no connection is made.
    await import('bullmq')
  })
  beforeEach(() => {
    prefix = `jobs${Math.random()}:`
  })
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close()
  })
  after(() => redis?.close())

  return {
    get redis() {
      return redis
    },
    get prefix() {
      return prefix
    },
    open: (url = redis.url) => {
      const store = createRedisStore({ url, prefix, jobRetriesMs: [50], clock: patientClock })
      stores.push(store)
      return store
    },
  }
}
