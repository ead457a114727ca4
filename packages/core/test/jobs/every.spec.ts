import { createManualClock, type ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { type Bot, type BotOptions, createBot } from '#src/bot.js'
import type { EveryContext } from '#src/jobs/types.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import { failure, TOKEN } from '../fixtures.ts'
import { linesWith, recordingLogger } from '../recording-logger.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

describe('what is done at set times', () => {
  const log = recordingLogger()
  let clock: ManualClock
  let store: Store
  let bots: Bot[] = []
  const newBot = (options: Partial<BotOptions> = {}): Bot => {
    const bot = createBot({ token: TOKEN, clock, store, logger: log, ...options })
    bots.push(bot)
    return bot
  }
  const startAt = (iso: string) => {
    clock = createManualClock(Date.parse(iso))
    store = createMemoryStore({ clock })
  }
  /** The times of a day in UTC, as a bot that starts at `iso` keeps them for so many days. */
  const timesOf = async (iso: string, days: number, ...every: [string, { timeZone?: string }?]) => {
    startAt(iso)
    const bot = newBot()
    const times: string[] = []
    const [cron, options] = every
    bot.every(cron, () => times.push(new Date(clock.now()).toISOString().slice(0, 16)), options)
    await bot.ready()
    await clock.advance(days * DAY)
    return times
  }

  beforeEach(() => {
    startAt('2026-11-28T00:00:00+08:00')
    log.lines.length = 0
  })
  afterEach(async () => {
    for (const bot of bots) await bot.close()
    bots = []
  })

  it('is done at its times in Shanghai, in summer as in winter', async () => {
    const winter = await timesOf('2026-11-28T09:00:00+08:00', 2, '0 8 * * *')
    expect(winter).to.deep.equal(['2026-11-29T00:00', '2026-11-30T00:00'])
    const summer = await timesOf('2026-07-01T00:00:00+08:00', 1, '30 7,19 * * *')
    expect(summer).to.deep.equal(['2026-06-30T23:30', '2026-07-01T11:30'])
  })

  it('is done at the time of the day where clocks change, once a day', async () => {
    const timeZone = 'Europe/Paris'
    const spring = await timesOf('2026-03-28T00:00:00Z', 3, '30 2 * * *', { timeZone })
    expect(spring).to.have.length(3)
    expect([spring[0], spring[2]]).to.deep.equal(['2026-03-28T01:30', '2026-03-30T00:30'])
    const autumn = await timesOf('2026-10-24T00:00:00Z', 3, '0 8 * * *', { timeZone })
    expect(autumn).to.deep.equal(['2026-10-24T06:00', '2026-10-25T07:00', '2026-10-26T07:00'])
  })

  it('goes by the time zone of the bot, and by its own before that', async () => {
    const bot = newBot({ timeZone: 'America/New_York' })
    bot.every('0 8 * * *', () => {})
    bot.every('0 8 * * *', () => {}, { timeZone: 'UTC', name: 'utc' })
    const { jobs } = await bot.describe()
    expect(jobs).to.deep.equal([
      { plugin: 'main', name: '0 8 * * *', cron: '0 8 * * *', timeZone: 'America/New_York' },
      { plugin: 'main', name: 'utc', cron: '0 8 * * *', timeZone: 'UTC' },
    ])
    await failure('BAD_CONFIG', () => newBot({ timeZone: 'Mars/Olympus' }))
  })

  it('is done once over all instances that share a Store', async () => {
    const runs: string[] = []
    for (const name of ['one', 'two', 'three']) {
      const bot = newBot()
      bot.every('0 * * * *', ({ name: title }) => runs.push(`${name} ${title}`), { name: 'hourly' })
      bot.every('0 * * * *', () => runs.push(`${name} other`))
      await bot.ready()
    }
    await clock.advance(2 * HOUR)
    expect(runs.filter((run) => run.endsWith('hourly'))).to.have.length(2)
    expect(runs.filter((run) => run.endsWith('other'))).to.have.length(2)
  })

  it('gets what it needs, and has a line in the log, also when it fails', async () => {
    const contexts: EveryContext[] = []
    const plugin = {
      name: 'greeting',
      setup: (scope: { every: Bot['every'] }) =>
        scope.every('0 8 * * *', async (context) => {
          contexts.push(context)
          await context.store.set('k', contexts.length)
          if (contexts.length > 1) throw new Error('no')
        }),
    }
    await newBot({ plugins: [plugin] }).ready()
    await clock.advance(2 * DAY)
    expect(contexts[0]).to.have.property('name', '0 8 * * *')
    expect(await contexts[0]?.store.get('k')).to.equal(2)
    const [run] = linesWith(log, 'job run')
    expect(run?.fields).to.include({ plugin: 'greeting', job: '0 8 * * *' })
    expect(linesWith(log, 'job failed')).to.have.length(1)
  })

  it('makes up for no time at which nothing ran, and is done no more once its bot drains', async () => {
    const times: number[] = []
    const register = (bot: Bot) => bot.every('0 8 * * *', () => times.push(clock.now()))
    const first = newBot()
    register(first)
    await first.ready()
    await clock.advance(HOUR)
    first.drain()
    await clock.advance(DAY)
    expect(times).to.deep.equal([])
    const second = newBot()
    register(second)
    await second.ready()
    await clock.advance(DAY)
    expect(times).to.have.length(1)
  })

  it('is missed where the machine was asleep, and done the next time', async () => {
    const times: number[] = []
    const bot = newBot()
    bot.every('0 8 * * *', () => times.push(clock.now()))
    await bot.ready()
    clock.jump(9 * HOUR)
    await clock.advance(HOUR)
    expect(times).to.deep.equal([])
    await clock.advance(DAY)
    expect(times.map((at) => new Date(at).toISOString())).to.deep.equal([
      '2026-11-29T00:00:00.000Z',
    ])
  })

  it('waits a moment for a Store that is away, and is not done without it', async () => {
    let isAway = true
    let runs = 0
    const away = {
      ...store,
      values: {
        ...store.values,
        replace: async (...args: Parameters<Store['values']['replace']>) => {
          if (isAway) throw new Error('away')
          return store.values.replace(...args)
        },
      },
    }
    const bot = newBot({ store: away })
    bot.every('0 * * * *', () => {
      runs += 1
    })
    await bot.ready()
    await clock.advance(HOUR + 20_000)
    expect(runs).to.equal(0)
    isAway = false
    await clock.advance(5000)
    expect(runs).to.equal(1)
    isAway = true
    await clock.advance(HOUR + 60_000)
    expect(runs).to.equal(1)
    expect(linesWith(log, /^not done at its time/)).to.have.length(1)
  })

  it('is done once where the Store took the claim, and its answer was lost', async () => {
    let answers = 0
    const lossy = {
      ...store,
      values: {
        ...store.values,
        replace: async (...args: Parameters<Store['values']['replace']>) => {
          const isTaken = await store.values.replace(...args)
          answers += 1
          if (answers <= 2) throw new Error('away')
          return isTaken
        },
      },
    }
    let runs = 0
    for (const own of [lossy, lossy]) {
      const bot = newBot({ store: own })
      bot.every('0 * * * *', () => {
        runs += 1
      })
      await bot.ready()
    }
    await clock.advance(HOUR + 30_000)
    expect(answers).to.be.above(2)
    expect(runs).to.equal(1)
  })

  it('refuses times that cannot be read, and says what was wrong', async () => {
    const bot = newBot()
    bot.every('0 25 * * *', () => {})
    const error = await failure('BAD_JOB', () => bot.ready())
    expect(error.message).to.match(
      /^every\("0 25 \* \* \*"\) of "main": expected times as .*, got /,
    )
    expect(error.problems).to.deep.equal([
      {
        path: 'every("0 25 * * *") of "main"',
        expected: 'times as "0 8 * * *" (minute, hour, day, month, weekday)',
        got: '"0 25 * * *": CronPattern: Invalid value for hour: 25',
      },
    ])
    await failure('BAD_JOB', () => bot.describe())
    const other = newBot()
    await failure('BAD_JOB', () => other.every('', () => {}))
    await failure('BAD_JOB', () => other.every('0 8 * * *', 'run' as never))
    await failure('BAD_JOB', () => other.every('0 8 * * *', () => {}, { timeZone: 'Mars' }))
    other.every('0 8 * * *', () => {}, { name: 'a' })
    await failure('BAD_JOB', () => other.every('0 9 * * *', () => {}, { name: 'a' }))
    await other.close()
    await failure('ALREADY_STARTED', () => other.every('0 8 * * *', () => {}))
  })
})
