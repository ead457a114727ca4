/** Which bot runs a job: one that is ready and has registered it, and none that drains or has closed. */
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import type { Store } from '#src/store/types.js'
import { linesWith, type RecordingLogger } from '../recording-logger.ts'
import { type Bots, createBots } from './bots.ts'

describe('a job', () => {
  let log: RecordingLogger
  let clock: ManualClock
  let store: Store
  let newBot: Bots['newBot']
  let close: Bots['close']

  beforeEach(() => {
    ;({ log, clock, store, newBot, close } = createBots())
  })
  afterEach(() => close())

  /** The data and the attempts of what one more bot runs, which has a job of this name. */
  const runsOf = async (name: string): Promise<unknown[]> => {
    const bot = newBot()
    const ran: unknown[] = []
    bot.job(name, (data, { attempt }) => ran.push([data, attempt]))
    await bot.ready()
    return ran
  }

  it('runs on at the bot that has taken its name over, when the former bot closes', async () => {
    const former = newBot()
    former.job('remind', () => {})
    await former.ready()
    const later = newBot()
    const ran: unknown[] = []
    const job = later.job('remind', (data: string) => ran.push(data))
    await later.ready()
    await former.close()
    await job.at(0, 'kept')
    await clock.advance(1000)
    expect(ran).to.deep.equal(['kept'])
  })

  it('waits for one who has registered it, and counts no try meanwhile', async () => {
    const before = newBot()
    const old = before.job('old', () => {})
    await old.at(0, 'kept')
    await before.close()
    const without = newBot()
    without.job('other', () => {})
    await without.ready()
    await clock.advance(12_000)
    expect(linesWith(log, /^job of a name that nobody here has registered/)).to.have.length(1)
    const { jobs } = await store.jobs.list({ state: 'waiting', limit: 9 })
    expect(jobs.map(({ tries }) => tries)).to.deep.equal([0])
    await without.close()
    const ran = await runsOf('old')
    await clock.advance(5000)
    expect(ran).to.deep.equal([['kept', 1]])
  })

  it('is given up when its bot closes, and run by the next, as if it had not begun', async () => {
    const first = newBot()
    let signal: AbortSignal | undefined
    const job = first.job('remind', (_data, context) => {
      signal = context.signal
      return new Promise(() => {})
    })
    await first.ready()
    await job.at(0, 'kept')
    await clock.advance(0)
    await first.close()
    expect(signal?.aborted).to.equal(true)
    const ran = await runsOf('remind')
    await clock.advance(0)
    expect(ran).to.deep.equal([['kept', 1]])
  })

  it('may be one of many, whose runs all end when the bot closes', async () => {
    const warnings: Error[] = []
    const warn = (warning: Error) => warnings.push(warning)
    process.on('warning', warn)
    try {
      const bot = newBot()
      const signals: AbortSignal[] = []
      const jobs = Array.from({ length: 12 }, (_, i) =>
        bot.job(`remind ${i}`, (_data, { signal }) => {
          signals.push(signal)
          return new Promise(() => {})
        }),
      )
      await bot.ready()
      for (const job of jobs) await job.at(0, null)
      await clock.advance(0)
      await bot.close()
      // Ten run at a time, and none begins after the end.
      expect(signals.map(({ aborted }) => aborted)).to.deep.equal(Array(10).fill(true))
      expect(warnings).to.deep.equal([])
    } finally {
      process.off('warning', warn)
    }
  })

  it('is not begun while its bot drains, which waits for what runs', async () => {
    const bot = newBot()
    const ends: (() => void)[] = []
    const job = bot.job('remind', () => new Promise<void>((resolve) => void ends.push(resolve)))
    await bot.ready()
    await job.at(0, null)
    await job.at(1000, null)
    await clock.advance(0)
    bot.drain()
    let isIdle = false
    const idle = bot.idle().then(() => {
      isIdle = true
    })
    await clock.advance(5000)
    expect([ends.length, isIdle]).to.deep.equal([1, false])
    ends[0]?.()
    await idle
  })

  it('runs only where the bot is ready: what describes it runs nothing', async () => {
    const bot = newBot()
    let runs = 0
    const job = bot.job('remind', () => {
      runs += 1
    })
    await job.at(0, null)
    await bot.describe()
    await clock.advance(5000)
    expect(runs).to.equal(0)
    await bot.ready()
    await clock.advance(0)
    expect(runs).to.equal(1)
  })
})
