import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import type { JobContext } from '#src/jobs/types.js'
import type { Scope } from '#src/plugin/types.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { BasicStore, Store } from '#src/store/types.js'
import { failure } from '../fixtures.ts'
import { linesWith, type RecordingLogger } from '../recording-logger.ts'
import { type Bots, createBots } from './bots.ts'

describe('a job', () => {
  let log: RecordingLogger
  let clock: ManualClock
  let store: Store
  let records: Bots['records']
  let newBot: Bots['newBot']
  let close: Bots['close']

  beforeEach(() => {
    ;({ log, clock, store, records, newBot, close } = createBots())
  })
  afterEach(() => close())

  it('runs at its time, with its data and its user, and says so in one line', async () => {
    const bot = newBot()
    const ran: [unknown, JobContext][] = []
    const job = bot.job('remind', (data: { text: string }, context) => ran.push([data, context]))
    await bot.ready()
    const id = await job.at(60_000, { text: '开会' }, { openid: 'oA' })
    await clock.advance(59_999)
    expect(ran).to.deep.equal([])
    await clock.advance(1)
    const [[data, context] = []] = ran
    expect(data).to.deep.equal({ text: '开会' })
    expect(context).to.include({ openid: 'oA', attempt: 1 })
    expect(context?.job).to.deep.equal({ id, name: 'remind', dueAt: clock.now() })
    expect(
      linesWith(log, 'job run').map(({ level, fields }) => ({ level, ...fields })),
    ).to.deep.equal([
      { level: 'info', bot: 'main', plugin: 'main', job: 'remind', id, attempt: 1, ms: 0 },
    ])
    expect(records).to.deep.equal([
      { type: 'job', bot: 'main', plugin: 'main', job: 'remind', id, attempt: 1, ms: 0 },
    ])
    await clock.advance(600_000)
    expect(ran).to.have.length(1)
  })

  it('runs at a date, and at once at one that is over', async () => {
    const bot = newBot()
    const ran: unknown[] = []
    const job = bot.job('remind', (data: string) => ran.push(data))
    await bot.ready()
    await job.at(new Date(clock.now() + 86_400_000), 'tomorrow')
    await job.at(new Date(clock.now() - 1000), 'over')
    await clock.advance(0)
    expect(ran).to.deep.equal(['over'])
    await clock.advance(86_400_000)
    expect(ran).to.deep.equal(['over', 'tomorrow'])
  })

  it('refuses a time that is none, and names Date for one of the calendar', async () => {
    const job = newBot().job('remind', () => {})
    for (const when of [-1, Number.NaN, clock.now(), '5', new Date('nonsense')] as number[]) {
      const error = await failure('BAD_JOB', () => job.at(when, null))
      expect(error.message).to.match(/^job "remind" of "main": at\(\) expected .*new Date\(/)
    }
    await failure('BAD_JOB', () => job.at(1, null, { id: '' }))
    await failure('BAD_JOB', () => job.at(1, null, { openid: 5 } as never))
    expect(await store.jobs.list({ state: 'waiting', limit: 1 })).to.deep.equal({ jobs: [] })
  })

  it('refuses data that is no JSON, or too large, and names its path', async () => {
    const job = newBot().job<unknown>('remind', () => {})
    const wrong = await failure('BAD_JOB', () => job.at(1, { list: [1, { at: () => {} }] }))
    expect(wrong.message).to.contain('data.list[1].at: expected a value of JSON, got a function')
    const large = await failure('BAD_JOB', () => job.at(1, { text: 'x'.repeat(65_536) }))
    expect(large.message).to.contain('data.text: expected at most 65536 bytes of JSON in all')
  })

  it('is replaced by one with its id, and cancelled by either of its ids', async () => {
    const bot = newBot()
    const ran: unknown[] = []
    const job = bot.job('remind', (data: number) => ran.push(data))
    await bot.ready()
    const first = await job.at(1000, 1, { id: 'oA:meeting' })
    expect(await job.at(2000, 2, { id: 'oA:meeting' })).to.equal(first)
    expect(first).to.match(/^j[\w-]{27}$/)
    await clock.advance(2000)
    expect(ran).to.deep.equal([2])
    expect(await job.cancel('oA:meeting')).to.equal(false)
    const second = await job.at(1000, 3)
    await job.at(1000, 4, { id: 'b' })
    expect(await job.cancel(second)).to.equal(true)
    expect(await job.cancel('b')).to.equal(true)
    await clock.advance(1000)
    expect(ran).to.deep.equal([2])
  })

  it('is tried again after 5 s, 30 s and 5 min, and then dead, which is logged', async () => {
    const bot = newBot()
    const ran: [number, number][] = []
    const start = clock.now()
    const job = bot.job('remind', (_data, { attempt }) => {
      ran.push([attempt, clock.now() - start])
      throw new Error('no')
    })
    await bot.ready()
    const id = await job.at(0, null)
    await clock.advance(3_600_000)
    expect(ran).to.deep.equal([
      [1, 0],
      [2, 5000],
      [3, 35_000],
      [4, 335_000],
    ])
    expect(linesWith(log, 'job failed')).to.have.length(4)
    const [dead] = linesWith(log, /^job dead/)
    expect(dead).to.deep.include({ level: 'error' })
    expect(dead?.fields).to.deep.equal({
      ...{ bot: 'main', plugin: 'main', job: 'remind', id, tries: 4, error: 'no' },
    })
    const { jobs } = await store.jobs.list({ state: 'dead', limit: 9 })
    expect(jobs.map((it) => [it.id, it.tries, it.error])).to.deep.equal([[id, 4, 'no']])
  })

  it('has 60 s: then its signal aborts, and it is tried again', async () => {
    const bot = newBot()
    const signals: AbortSignal[] = []
    const job = bot.job('slow', (_data, { signal }) => {
      signals.push(signal)
      return signals.length === 1 ? new Promise(() => {}) : undefined
    })
    await bot.ready()
    await job.at(0, null)
    await clock.advance(59_999)
    expect(signals[0]?.aborted).to.equal(false)
    await clock.advance(1)
    expect(signals[0]?.reason).to.have.property('message', 'job "slow" ran for longer than 60 s')
    await clock.advance(5000)
    expect(signals).to.have.length(2)
  })

  it('is of one bot and one plugin, though all share a Store', async () => {
    const ran: string[] = []
    const at: (() => Promise<string>)[] = []
    const withJob = (name: string) => ({
      name: 'shop',
      setup: (scope: Scope) => {
        const job = scope.job('remind', () => ran.push(name))
        at.push(() => job.at(0, null, { id: 'same' }))
      },
    })
    const one = newBot({ name: 'one', plugins: [withJob('one/shop')] })
    const other = newBot({ name: 'other', plugins: [withJob('other/shop')] })
    const own = other.job('remind', () => ran.push('other'))
    await Promise.all([one.ready(), other.ready()])
    const ids = [
      ...(await Promise.all(at.map((add) => add()))),
      await own.at(0, null, { id: 'same' }),
    ]
    expect(new Set(ids).size).to.equal(3)
    await clock.advance(0)
    expect(ran.sort()).to.deep.equal(['one/shop', 'other', 'other/shop'])
    expect((await other.describe()).jobs).to.deep.equal([
      { plugin: 'other', name: 'remind' },
      { plugin: 'shop', name: 'remind' },
    ])
  })

  it('is registered once, by name, before the first push', async () => {
    const bot = newBot()
    bot.job('remind', () => {})
    await failure('BAD_JOB', () => bot.job('remind', () => {}))
    await failure('BAD_JOB', () => bot.job('', () => {}))
    await failure('BAD_JOB', () => bot.job('x', 5 as never))
    await bot.close()
    await failure('ALREADY_STARTED', () => bot.job('late', () => {}))
  })

  it('needs a Store with jobs, and says so in one line; a bot without any needs none', async () => {
    const { jobs: _, ...rest } = createMemoryStore({ clock })
    const bot = newBot({ store: rest as BasicStore })
    await bot.ready()
    const error = await failure('BAD_CONFIG', () => bot.job('remind', () => {}))
    expect(error.message).to.match(/^job "remind" of "main" needs a Store with jobs, [^\n]+$/)
  })
})
