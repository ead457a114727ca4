import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Store } from '@wechatbot/core'
import { expect } from 'chai'
import { dead, deployment, held, job, until } from './deployment.ts'

/** No job of a spec is due by then: in milliseconds since 1970, the year 2096. */
const FAR = 4_000_000_000_000
const PACKAGE = fileURLToPath(new URL('../..', import.meta.url))

describe('jobs in Redis', function () {
  this.timeout(60_000)
  const here = deployment()
  const { open } = here
  const waiting = async (store: Store) =>
    (await store.jobs.list({ state: 'waiting', limit: 100 })).jobs

  it('are under one hash tag, and nothing is left of those that have run', async () => {
    const store = open()
    const { runs, stop } = held(store)
    await store.jobs.add(job('a'), FAR)
    const keys = () => here.redis.cli('KEYS', `${here.prefix}*`).split('\n')
    for (const key of keys()) expect(key).to.contain(`${here.prefix}{jobs}:jobs:`)
    const ofTheJob = () => keys().filter((key) => /:a\b/.test(key))
    expect(ofTheJob()).to.deep.equal([`${here.prefix}{jobs}:jobs:a.1`])
    await store.jobs.postpone('a', 0)
    await until(() => runs.length === 1)
    runs[0]?.end()
    await until(() => ofTheJob().length === 0)
    for (const name of ['versions', 'moves', 'delayed', 'active', 'completed', 'failed']) {
      expect(here.redis.cli('EXISTS', `${here.prefix}{jobs}:jobs:${name}`), name).to.equal('0')
    }
    await stop()
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
    await until(async () => here.redis.cli('EXISTS', `${here.prefix}{jobs}:jobs:active`) === '0')
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
    here.redis.cli('SCRIPT', 'FLUSH')
    await store.jobs.add(job('b'), FAR + 1)
    expect((await waiting(store)).map(({ id }) => id)).to.deep.equal(['a', 'b'])
  })

  it('cost a process that has none no connection', async () => {
    const of = (name: string) =>
      here.redis
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
        const store = createRedisStore({ url: '${here.redis.url}', prefix: '${here.prefix}' })
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
