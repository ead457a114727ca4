/** Slow answers reach their users, on an account with no rights at all. */

import {
  type BotOptions,
  createBot,
  createLogger,
  createMemoryStore,
  type ObservedRecord,
} from '@wechatbot/core'
import { runtimeOf } from '@wechatbot/core/internal'
import {
  createManualClock,
  type ManualClock,
  type Simulation,
  simulate,
} from '@wechatbot/simulator'
import { expect } from 'chai'
import { hearSeconds } from './seconds.js'

const WAITING = '还在想，回复「继续」查看'

describe('a slow answer', () => {
  let clock: ManualClock
  let wechat: Simulation
  let runs: number
  let records: ObservedRecord[]

  /** A bot whose handler takes as many seconds as the text says. */
  const start = async (options: Partial<BotOptions> = {}) => {
    const bot = createBot({
      token: 'late-spec',
      clock,
      logger: createLogger({ level: 'silent' }),
      observe: (record) => records.push(record),
      ...options,
    })
    hearSeconds(bot, clock, () => {
      runs += 1
    })
    bot.hears('image', () => ({ type: 'image', mediaId: 'm1' }))
    bot.on('event:CLICK', () => '点了')
    wechat = await simulate(bot)
    return bot
  }
  const attemptsOf = async (seconds: number) =>
    (await wechat.user('oA').says(`${seconds} s`).attempts()).length

  beforeEach(() => {
    clock = createManualClock()
    runs = 0
    records = []
  })

  afterEach(() => wechat.close())

  for (const [seconds, attempts] of [
    [4.4, 1],
    [4.6, 1],
    [5.5, 2],
    [9, 2],
    [10.5, 3],
    [13.5, 3],
    [14.4, 3],
  ] as const) {
    it(`of ${seconds} s is the reply to attempt ${attempts}, by one run`, async () => {
      await start()
      const exchange = wechat.user('oA').says(`${seconds} s`)
      await exchange.shouldReply(`done after ${seconds} s`)
      expect((await exchange.attempts()).length).to.equal(attempts)
      expect(runs).to.equal(1)
    })
  }

  for (const seconds of [15.5, 17]) {
    it(`of ${seconds} s waits for the trigger word`, async () => {
      await start()
      const user = wechat.user('oA')
      await user.says(`${seconds} s`).shouldReply(WAITING)
      await user.says('继续').shouldReply(`done after ${seconds} s`)
      await user.says('继续').shouldNotReply()
      expect(runs).to.equal(1)
    })
  }

  it('goes out in front of the answer to a new question, which is never swallowed', async () => {
    await start({ late: ['mailbox'] })
    const user = wechat.user('oA')
    await user.says('6 s').shouldReply(WAITING)
    await user.says('now').shouldReply('at once')
    await clock.advance(2000)
    await user.says('image').shouldReply({ MsgType: 'image' })
    await user.says('now').shouldReply('done after 6 s\n\nat once')
    await user.says('now').shouldReply('at once')
  })

  it('is the right user’s, and the right account’s', async () => {
    await start({ late: ['mailbox'] })
    await wechat.user('oA').says('6 s').shouldReply(WAITING)
    await clock.advance(2000)
    await wechat.user('oB').says('继续').shouldNotReply()
    await wechat.user('oA').says('继续').shouldReply('done after 6 s')
  })

  it('asks for patience once more when the trigger word comes too early', async () => {
    await start({ late: ['mailbox'] })
    const user = wechat.user('oA')
    await user.says('20 s').shouldReply(WAITING)
    await user.says('继续').shouldReply(WAITING)
    await user.says('继续').shouldReply(WAITING)
    await user.says('继续').shouldReply(WAITING)
    await user.says('继续').shouldReply('done after 20 s')
  })

  it('reaches its user by another instance on the same store', async () => {
    const store = createMemoryStore({ clock })
    await start({ store, late: ['mailbox'] })
    const [first, records1] = [wechat, records]
    await start({ store, late: ['mailbox'] })
    await first.user('oA').says('6 s').shouldReply(WAITING)
    await clock.advance(2000)
    await wechat.user('oA').says('继续').shouldReply('done after 6 s')
    expect(records1).not.to.be.empty
    await first.close()
  })

  it('spends no more than 20 time-outs of WeChat’s in five minutes', async () => {
    await start()
    let cut = 0
    for (let i = 0; i < 15; i += 1) {
      const attempts = await wechat.user(`o${i}`).says('17 s').attempts()
      cut += attempts.filter(({ outcome }) => outcome === 'cut').length
    }
    // Ten messages by three attempts each take 150 s; from then on the mailbox answers the first.
    expect(cut).to.equal(20)
  })

  it('is told what it has: ctx.deadline, ctx.signal', async () => {
    const bot = await start({ errorText: '出错了' })
    const seen: unknown[] = []
    bot.hears('context', async (ctx) => {
      seen.push(ctx.deadline - clock.now())
      await new Promise<void>((resolve) => ctx.signal.addEventListener('abort', () => resolve()))
      seen.push(ctx.attempt)
      return undefined
    })
    const user = wechat.user('oA')
    await user.says('context').shouldReply(WAITING)
    expect(seen).to.deep.equal([14_500])
    await clock.advance(45_500)
    expect(seen).to.deep.equal([14_500, 3])
    await user.says('继续').shouldReply('出错了')
  })

  it('drop: has its handler told at the deadline', async () => {
    const bot = await start({ late: ['drop'] })
    let isAborted = false
    bot.hears('context', async (ctx) => {
      expect(ctx.deadline - clock.now()).to.equal(4500)
      await clock.wait(4600)
      isAborted = ctx.signal.aborted
      return 'too late'
    })
    await wechat.user('oA').says('context').shouldNotReply()
    await clock.advance(1000)
    expect(isAborted).to.equal(true)
  })

  it('of an event is held, too', async () => {
    const bot = await start()
    bot.on('event:SCAN', async () => {
      await clock.wait(7000)
      return '扫了'
    })
    await wechat.user('oA').sends('event:SCAN').shouldReply('扫了')
    await wechat.user('oA').clicks('KEY').shouldReply('点了')
  })

  it('is observed with the plugin that was slow', async () => {
    await start({ plugins: [slowPlugin()] })
    await wechat.user('oA').says('slow').shouldReply('slowly')
    const late = records.filter(({ type }) => type === 'late')
    expect(late).to.have.length(1)
    expect(late[0]).to.include({ attempt: 1, strategy: 'hold', plugin: 'turtle' })
  })

  function slowPlugin() {
    return {
      name: 'turtle',
      setup: (scope: { on: (kind: string, handler: () => Promise<string>) => void }) => {
        scope.on('text', async () => {
          await clock.wait(6000)
          return 'slowly'
        })
      },
    }
  }

  describe('when the bot is told to end', () => {
    it('is not held any longer, and is waited for', async () => {
      const bot = await start()
      const exchange = wechat.user('oA').says('6 s')
      const answered = clock.wait(4700).then(() => bot.drain())
      await exchange.shouldReply(WAITING)
      await answered
      expect(await attemptsOf(5.5)).to.equal(1)
      let isIdle = false
      void bot.idle().then(() => {
        isIdle = true
      })
      await clock.advance(500)
      expect(isIdle).to.equal(false)
      await clock.advance(3000)
      expect(isIdle).to.equal(true)
    })
  })

  it('costs nothing when too many messages are in flight: the user gets the error text', async () => {
    const bot = await start({ errorText: '人太多了' })
    const users = Array.from({ length: 1001 }, (_, i) => wechat.user(`o${i}`).says('3 s'))
    const replies = await Promise.all(users)
    const texts = replies.map((seen) => (seen.type === 'reply' ? seen.reply.Content : seen.type))
    expect(texts.filter((text) => text === 'done after 3 s')).to.have.length(1000)
    expect(texts.filter((text) => text === '人太多了')).to.have.length(1)
    expect(runtimeOf(bot).state.turns.size).to.equal(0)
    await wechat.user('oA').says('now').shouldReply('at once')
  })
})
