import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createBot, createLogger, type ScheduledJob, type Scope, type Store } from '@wechatbot/core'
import { createManualClock } from '@wechatbot/simulator'
import { createSqliteStore } from '@wechatbot/sqlite'
import { expect } from 'chai'
import { wechatbot } from '../call.js'
import { Folder } from '../folder.js'

describe('wechatbot jobs', () => {
  let folder: Folder
  const clock = createManualClock(Date.parse('2026-11-28T00:00:00+08:00'))
  let ids: string[]
  const text = '你好，您的暗号是 a-token，靠窗的四人位给您留好了，明天见'

  const jobs = (...args: string[]) => wechatbot(['jobs', ...args], folder.path)
  const configure = (more: object) =>
    folder.write('wechatbot.config.json', JSON.stringify({ bots: [{ token: 'a-token' }], ...more }))
  /** What a bot over the file does. */
  const withBot = async (work: (store: Store) => Promise<void>) => {
    const store = createSqliteStore({ file: `${folder.path}/bot.db`, clock, jobRetriesMs: [] })
    try {
      await work(store)
    } finally {
      await store.close()
    }
  }

  beforeEach(async () => {
    folder = new Folder()
    folder.link('@wechatbot/sqlite', 'packages/sqlite')
    configure({ store: 'sqlite:./bot.db' })
    await withBot(async (store) => {
      let remind: ScheduledJob<unknown> | undefined
      const plugin = {
        name: 'shop',
        setup: (scope: Scope) => {
          remind = scope.job('remind|me', () => {
            throw new Error('no way\u001b[2J')
          })
        },
      }
      const at = async (...args: Parameters<ScheduledJob<unknown>['at']>) =>
        (await remind?.at(...args)) ?? ''
      const logger = createLogger({ level: 'silent' })
      const bot = createBot({ token: 'a-token', store, clock, logger, plugins: [plugin] })
      await bot.ready()
      ids = [
        await at(3_600_000, { text }, { openid: 'oLater' }),
        await at(60_000, 1),
        await at(0, 2, { openid: 'oDead' }),
      ]
      await clock.advance(1000)
      await bot.close()
    })
  })
  afterEach(() => folder.remove())

  it('lists those that wait, the first due first, in the time zone of the bot', async () => {
    const { code, stdout } = await jobs()
    expect(code).to.equal(0)
    const [later, soon] = ids
    const [head, first, second, ...rest] = stdout.split('\n')
    expect(head).to.match(/^ID +DUE \(Asia\/Shanghai\) +JOB +USER +TRIES +DATA +ERROR$/)
    expect(first).to.match(
      new RegExp(`^${soon} +2026-11-28 \\d\\d:01:\\d\\d +shop/remind\\|me +- +0 +1$`),
    )
    expect(second).to.match(
      new RegExp(`^${later} .* oLater +0 +\\{"text":"你好，您的暗号是 \\[.+\\]，靠窗.*…$`),
    )
    expect(rest).to.deep.equal([''])
  })

  it('lists the dead with their error, without what a terminal would obey', async () => {
    const { stdout } = await jobs('--dead')
    const [, dead] = stdout.split('\n')
    expect(dead).to.match(new RegExp(`^${ids[2]} .* oDead +1 +2 +no way\\[2J$`))
  })

  it('lists them as JSON, with their data', async () => {
    const listed = JSON.parse((await jobs('--json')).stdout) as object[]
    expect(listed).to.have.length(2)
    expect(listed[1]).to.deep.include({
      ...{ id: ids[0], plugin: 'shop', name: 'remind|me', openid: 'oLater' },
      ...{ data: { text }, tries: 0, account: 'name:main' },
    })
    const dead = JSON.parse((await jobs('--dead', '--json')).stdout) as object[]
    expect(dead).to.have.length(1)
  })

  it('lets a dead job be run again, once, and no other', async () => {
    const [later = '', , dead = ''] = ids
    expect(await jobs('retry', dead)).to.deep.include({ code: 0, stderr: '' })
    expect((await jobs('--dead')).stdout).to.equal('no jobs are dead\n')
    expect((await jobs()).stdout).to.contain(dead)
    for (const id of [dead, later, 'none']) {
      const { code, stderr } = await jobs('retry', id)
      expect([code, stderr]).to.deep.equal([
        1,
        `wechatbot: no dead job has the id "${id}"; "wechatbot jobs --dead" lists them\n`,
      ])
    }
  })

  it('forgets a job, whether it waits or is dead', async () => {
    for (const id of ids) expect((await jobs('drop', id)).code).to.equal(0)
    expect((await jobs()).stdout).to.equal('no jobs wait\n')
    expect((await jobs('drop', ids[0] ?? '')).stderr).to.contain('no job has the id')
  })

  it('says where the jobs of a store in memory are', async () => {
    for (const more of [{}, { store: 'memory:' }]) {
      configure(more)
      const { code, stderr } = await jobs()
      expect(code).to.equal(1)
      expect(stderr).to.contain('in the running process alone; keep them with store: "sqlite:')
    }
  })

  it('refuses other words, and says which it takes', async () => {
    expect((await jobs('retri', 'x')).stderr).to.contain('retry, drop, got "retri"; did you mean')
    expect((await jobs('retry')).stderr).to.contain('jobs retry takes the id of a job')
    expect((await jobs('drop', 'a', 'b')).stderr).to.contain('takes no values, got "b"')
    const { code, stderr } = await jobs('drop', 'a', '--dead')
    expect([code, stderr]).to.deep.include(2)
    expect((await jobs('--help')).stdout).to.match(/^Usage: wechatbot jobs /)
  })

  it('makes no file: says that it is not there', async () => {
    configure({ store: 'sqlite:./other.db' })
    for (const args of [[], ['--json'], ['drop', 'an-id']]) {
      const { code, stderr } = await jobs(...args)
      expect(code).to.equal(1)
      expect(stderr).to.include(join(folder.path, 'other.db')).and.include('is not there')
    }
    expect(existsSync(join(folder.path, 'other.db'))).to.equal(false)
  })
})
