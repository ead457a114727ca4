/** Jobs in Redis whose process stops or vanishes, and jobs of a Redis that is away. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { ListedJob } from '@wechatbot/core'
import { expect } from 'chai'
import { adds, dead, deployment, held, job, until } from './deployment.ts'
import { startRedis } from './redis-server.ts'

describe('the processes of jobs in Redis', function () {
  this.timeout(60_000)
  const here = deployment()
  const { open } = here

  it('run again when Redis was away, and none is taken meanwhile', async () => {
    const server = await startRedis()
    const store = open(server.url)
    try {
      const ran: string[] = []
      store.jobs.work(async ({ id }) => ran.push(id))
      server.freeze()
      const error = await store.jobs.add(job('a'), 0).catch(({ code }: { code?: string }) => code)
      expect(error).to.equal('STORE_AWAY')
      server.thaw()
      await until(() => adds(store, 'b'))
      await until(() => ran.includes('b'))
    } finally {
      await server.close()
    }
  })

  it('let a worker stop while Redis is away', async () => {
    const server = await startRedis()
    try {
      const store = open(server.url)
      const { runs, stop } = held(store)
      await until(() => adds(store, 'a'))
      await until(() => runs.length === 1)
      await server.kill()
      const stopped = stop()
      runs[0]?.end()
      await stopped
    } finally {
      await server.close()
    }
  })

  it('let a process end that stops while Redis is away', async () => {
    const server = await startRedis()
    const child = fork(new URL('./job-process.js', import.meta.url), [server.url, here.prefix])
    try {
      const store = open(server.url)
      await until(() => adds(store, 'a'))
      await once(child, 'message')
      await server.kill()
      child.send('stop')
      expect(await once(child, 'exit')).to.deep.equal([0, null])
    } finally {
      child.kill('SIGKILL')
      await server.close()
    }
  })

  it('run again, and count a try, when their process is killed', async () => {
    const child = fork(new URL('./job-process.js', import.meta.url), [here.redis.url, here.prefix])
    const store = open()
    await until(() => adds(store, 'a'))
    await once(child, 'message')
    child.kill('SIGKILL')
    const { runs } = held(store)
    await until(() => runs.length === 1)
    const error = 'the process that ran it vanished'
    expect(runs[0]?.job).to.deep.equal({ ...job('a'), dueAt: 0, tries: 1, error })
    runs[0]?.end()
  })

  it('do not come back, when they were removed while they ran and their process is killed', async () => {
    const child = fork(new URL('./job-process.js', import.meta.url), [here.redis.url, here.prefix])
    const store = open()
    await until(() => adds(store, 'a'))
    await once(child, 'message')
    expect(await store.jobs.remove('a')).to.equal(true)
    child.kill('SIGKILL')
    const { runs } = held(store)
    const isGone = () => here.redis.cli('EXISTS', `${here.prefix}{jobs}:jobs:a.1`) === '0'
    await until(() => runs.length > 0 || isGone())
    expect(runs).to.deep.equal([])
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
})
