import { createApp, createBot, createLogger, createMemoryStore } from '@wechatbot/core'
import {
  createManualClock,
  type ManualClock,
  type Simulation,
  simulate,
} from '@wechatbot/simulator'
import { expect } from 'chai'
import { answerAbout } from '#src/dev/user-data.js'

const NOTHING = { sessions: [], jobs: [], waiting: 0 }

describe('the data about a user', () => {
  let clock: ManualClock
  let wechat: Simulation
  let ask: (openid: string, isForgetting?: boolean) => ReturnType<typeof answerAbout>

  beforeEach(async () => {
    clock = createManualClock()
    const store = createMemoryStore({ clock })
    const logger = createLogger({ level: 'silent' })
    const bot = createBot({
      ...{ token: 'a-token', name: 'main', clock, store, logger, late: ['mailbox'] },
      plugins: [
        {
          name: 'shop',
          setup(scope) {
            const cart = scope.session({ name: 'cart', initial: () => ({ items: [] as string[] }) })
            const remind = scope.job('remind', () => {})
            scope.hears('加', async (ctx) => {
              await cart.set(ctx, { items: ['茶'] })
              await remind.at(60_000, { what: '茶' }, { openid: ctx.from, id: 'r1' })
              return '好'
            })
          },
        },
      ],
    })
    const visits = bot.session({ name: 'visits', initial: () => 0 })
    bot.hears('来', async (ctx) => {
      await visits.update(ctx, (n) => n + 1)
      return '欢迎'
    })
    bot.hears('慢', async () => {
      await clock.wait(6000)
      return '好了'
    })
    const app = createApp({ bots: [bot], logger })
    wechat = await simulate(bot)
    ask = (openid, isForgetting = false) => answerAbout(app, { bot: 'main', openid, isForgetting })
  })
  afterEach(() => wechat.close())

  /** A user of whom everything is kept. */
  const fill = async (openid: string) => {
    for (const text of ['加', '来', '慢']) await wechat.user(openid).says(text)
    await clock.advance(10_000)
  }

  it('is nothing for a user who is not known', async () => {
    await fill('oA')
    expect(await ask('oB')).to.deep.equal(NOTHING)
  })

  it('has sessions of plugins and of the bot, planned jobs, and replies that wait', async () => {
    const plannedAt = clock.now()
    await fill('oA')
    const { sessions, jobs, waiting } = await ask('oA')
    expect(sessions).to.have.deep.members([
      { plugin: 'main', name: 'visits', state: 1 },
      { plugin: 'shop', name: 'cart', state: { items: ['茶'] } },
    ])
    expect(jobs.map(({ id: _, ...rest }) => rest)).to.deep.equal([
      { plugin: 'shop', name: 'remind', dueAt: plannedAt + 60_000, tries: 0, data: { what: '茶' } },
    ])
    expect(waiting).to.equal(1)
  })

  it('is gone when the user is forgotten, and that of others stays', async () => {
    await fill('oA')
    await fill('oB')
    const before = await ask('oB')
    expect(await ask('oA', true)).to.deep.equal(NOTHING)
    expect(await ask('oA')).to.deep.equal(NOTHING)
    expect(await ask('oB')).to.deep.equal(before)
  })

  it('is asked of a bot that there is', async () => {
    const app = createApp({ bots: [], logger: createLogger({ level: 'silent' }) })
    const asked = answerAbout(app, { bot: 'main', openid: 'oA', isForgetting: false })
    expect(await asked.catch((error: Error) => error.message)).to.include('"main"')
  })
})
