import { execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Job, ListedJob, Store } from '@wechatbot/core'
import { expect } from 'chai'
import { createRedisStore } from '#src/index.js'
import { patientClock } from './patient-clock.ts'
import { hasRedis, type RedisServer, startRedis } from './redis-server.ts'

/** No job of a spec is due by then: in milliseconds since 1970, the year 2096. */
const FAR = 4_000_000_000_000
const PACKAGE = fileURLToPath(new URL('../..', import.meta.url))
const pass = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
const job = (id: string, data: unknown = null): Job => ({ id, name: 'spec', data })

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await pass(20)
}

/** Works on the jobs. Each run ends when it is told to. */
function held({ jobs }: Store) {
  const runs: { readonly job: ListedJob; readonly end: (error?: Error) => void }[] = []
  const stop = jobs.work(
    (it) =>
      new Promise<void>((resolve, reject) => {
        runs.push({ job: it, end: (error) => (error === undefined ? resolve() : reject(error)) })
      }),
  )
  return { runs, stop }
}

describe('jobs in Redis', function () {
  this.timeout(60_000)
  let redis: RedisServer
  const stores: Store[] = []
  let prefix = ''

  /** One more instance of the spec's deployment. */
  const open = (url = redis.url): Store => {
    const store = createRedisStore({ url, prefix, jobRetriesMs: [50], clock: patientClock })
    stores.push(store)
    return store
  }
  const waiting = async (store: Store) =>
    (await store.jobs.list({ state: 'waiting', limit: 100 })).jobs
  const dead = async (store: Store) => (await store.jobs.list({ state: 'dead', limit: 100 })).jobs

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

  it('are under one hash tag, and nothing is left of those that have run', async () => {
    const store = open()
    const { runs, stop } = held(store)
    await store.jobs.add(job('a'), FAR)
    const keys = () => redis.cli('KEYS', `${prefix}*`).split('\n')
    for (const key of keys()) expect(key).to.contain(`${prefix}{jobs}:jobs:`)
    const ofTheJob = () => keys().filter((key) => /:a\b/.test(key))
    expect(ofTheJob()).to.deep.equal([`${prefix}{jobs}:jobs:a.1`])
    await store.jobs.postpone('a', 0)
    await until(() => runs.length === 1)
    runs[0]?.end()
    await until(() => ofTheJob().length === 0)
    for (const name of ['versions', 'moves', 'delayed', 'active', 'completed', 'failed']) {
      expect(redis.cli('EXISTS', `${prefix}{jobs}:jobs:${name}`), name).to.equal('0')
    }
    await stop()
  })

  it('run again when Redis was away, and none is taken meanwhile', async () => {
    const server = await startRedis()
    const store = createRedisStore({ url: server.url })
    try {
      const ran: string[] = []
      store.jobs.work(async ({ id }) => ran.push(id))
      server.freeze()
      const error = await store.jobs.add(job('a'), 0).catch(({ code }: { code?: string }) => code)
      expect(error).to.equal('STORE_AWAY')
      server.thaw()
      await until(() =>
        store.jobs.add(job('b'), 0).then(
          () => true,
          () => false,
        ),
      )
      await until(() => ran.includes('b'))
    } finally {
      await store.close()
      await server.close()
    }
  })

  it('let a worker stop while Redis is away', async () => {
    const server = await startRedis()
    try {
      const store = open(server.url)
      const { runs, stop } = held(store)
      await until(() =>
        store.jobs.add(job('a'), 0).then(
          () => true,
          () => false,
        ),
      )
      await until(() => runs.length === 1)
      await server.kill()
      const stopped = stop()
      runs[0]?.end()
      await stopped
    } finally {
      await server.close()
    }
  })

  it('run anew when another instance adds them while they run, whatever the run ends with', async () => {
    for (const error of [undefined, new Error('not tried again')]) {
      const [one, other] = [open(), open()]
      const { runs, stop } = held(one)
      await one.jobs.add(job('a', 'old'), 0)
      await until(() => runs.length === 1)
      await other.jobs.add(job('a', 'new'), FAR)
      expect(await waiting(other)).to.deep.equal([{ ...job('a', 'new'), dueAt: FAR, tries: 0 }])
      await other.jobs.add(job('a', 'newest'), 0)
      await until(() => runs.length === 2)
      runs[0]?.end(error)
      runs[1]?.end()
      expect(runs.map((run) => run.job.data)).to.deep.equal(['old', 'newest'])
      await until(async () => (await waiting(other)).length === 0)
      await stop()
      expect(await dead(other)).to.deep.equal([])
    }
  })

  it('run again when another instance moves them while they run', async () => {
    const [one, other] = [open(), open()]
    const { runs } = held(one)
    await one.jobs.add(job('a'), 0)
    await until(() => runs.length === 1)
    expect(await other.jobs.postpone('a', FAR)).to.equal(true)
    runs[0]?.end(new Error('counts as no try'))
    const moved = { ...job('a'), dueAt: FAR, tries: 0 }
    await until(async () => redis.cli('EXISTS', `${prefix}{jobs}:jobs:active`) === '0')
    expect(await waiting(other)).to.deep.equal([moved])
  })

  it('are not tried again, nor dead, when another instance removes them while they run', async () => {
    const [one, other] = [open(), open()]
    const { runs, stop } = held(one)
    await one.jobs.add(job('a'), 0)
    await until(() => runs.length === 1)
    expect(await other.jobs.remove('a')).to.equal(true)
    expect(await other.jobs.remove('a')).to.equal(false)
    runs[0]?.end(new Error('for nobody'))
    await stop()
    expect([await waiting(other), await dead(other)]).to.deep.equal([[], []])
  })

  it('run again, and count a try, when their process is killed', async () => {
    const child = fork(new URL('./job-process.js', import.meta.url), [redis.url, prefix])
    const store = open()
    await until(() =>
      store.jobs.add(job('a'), 0).then(
        () => true,
        () => false,
      ),
    )
    await once(child, 'message')
    child.kill('SIGKILL')
    const { runs } = held(store)
    await until(() => runs.length === 1)
    const error = 'the process that ran it vanished'
    expect(runs[0]?.job).to.deep.equal({ ...job('a'), dueAt: 0, tries: 1, error })
    runs[0]?.end()
  })

  it('are dead when three workers have vanished with them', async () => {
    const store = open()
    await store.jobs.add(job('a'), 0)
    const died: ListedJob[] = []
    for (let vanished = 0; vanished < 3; vanished += 1) {
      const one = open()
      let isRunning = false
      one.jobs.work(() => {
        isRunning = true
        return new Promise(() => {})
      })
      await until(() => isRunning)
      await one.close()
    }
    store.jobs.work(
      async () => {
        throw new Error('a fourth run')
      },
      (it) => died.push(it),
    )
    await until(() => died.length > 0)
    const error = 'the process that ran it vanished'
    expect(died).to.deep.equal([{ ...job('a'), dueAt: 0, tries: 3, error }])
    expect(await dead(store)).to.deep.equal(died)
  }).timeout(120_000)

  it('are listed whole, however many they are', async () => {
    const store = open()
    const ids = Array.from({ length: 250 }, (_, i) => `job${i}`)
    for (const [i, id] of ids.entries()) await store.jobs.add(job(id), FAR + i)
    const all = await store.jobs.list({ state: 'waiting', limit: 1000 })
    expect(all.jobs.map(({ id }) => id)).to.deep.equal(ids)
  })

  it('are added when the server has forgotten the scripts', async () => {
    const store = open()
    await store.jobs.add(job('a'), FAR)
    redis.cli('SCRIPT', 'FLUSH')
    await store.jobs.add(job('b'), FAR + 1)
    expect((await waiting(store)).map(({ id }) => id)).to.deep.equal(['a', 'b'])
  })

  it('cost a process that has none no connection', async () => {
    const of = (name: string) =>
      redis
        .cli('CLIENT', 'LIST')
        .split('\n')
        .filter((line) => line.includes(name)).length
    const store = open()
    await store.values.set('k', 1)
    const before = of('id=')
    const { stop } = held(store)
    await until(() => of('id=') === before + 2)
    await stop()
    await until(() => of('id=') === before)
  })

  it('say which package to install where it is missing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'wechatbot-jobs-'))
    try {
      const modules = join(folder, 'node_modules')
      const own = join(modules, '@wechatbot/redis')
      mkdirSync(own, { recursive: true })
      cpSync(join(PACKAGE, 'package.json'), join(own, 'package.json'))
      cpSync(join(PACKAGE, 'dist'), join(own, 'dist'), { recursive: true })
      symlinkSync(join(PACKAGE, '../core'), join(modules, '@wechatbot/core'))
      const ioredis = dirname(fileURLToPath(import.meta.resolve('ioredis/package.json')))
      symlinkSync(ioredis, join(modules, 'ioredis'))
      writeFileSync(
        join(folder, 'bot.mjs'),
        `
        import { createBot } from '@wechatbot/core'
        import { createRedisStore } from '@wechatbot/redis'
        const store = createRedisStore({ url: '${redis.url}', prefix: '${prefix}' })
        for (const hasJob of [false, true]) {
          const bot = createBot({ token: 'a-token', store })
          const later = hasJob ? bot.job('remind', () => {}) : undefined
          console.log(await bot.ready().then(() => 'ready', (error) => error.message))
          console.log(await later?.at(0, null).catch((error) => error.message))
        }
        process.exit()`,
      )
      const said = execFileSync(process.execPath, ['bot.mjs'], { cwd: folder, encoding: 'utf8' })
      const advice =
        'store: jobs over Redis expected the package bullmq (npm install bullmq@6), got none'
      expect(said.trim().split('\n')).to.deep.equal(['ready', 'undefined', advice, advice])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
