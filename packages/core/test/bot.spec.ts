import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { type Bot, type BotOptions, createBot } from '#src/bot.js'
import type { Context } from '#src/chain/context.js'
import { runtimeOf } from '#src/pipeline/runtime.js'
import type { Scope } from '#src/plugin/types.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import { answerOf } from './answer.ts'
import { createSpecClock, failure, TOKEN, textXml } from './fixtures.ts'
import { linesWith, recordingLogger } from './recording-logger.ts'
import { settled } from './settled.ts'

describe('createBot', () => {
  let clock: ManualClock
  const logger = recordingLogger()
  const newBot = (options: Partial<BotOptions> = {}): Bot => {
    return createBot({ token: TOKEN, clock, logger, ...options })
  }

  beforeEach(() => {
    clock = createSpecClock()
    logger.lines.length = 0
  })

  it('fills in what the options leave out', () => {
    const bot = newBot()
    expect(bot).to.include({ name: 'main', path: '/wechat', mode: 'plain' })
    expect(bot.plugins).to.deep.equal([])
    const { settings, services } = runtimeOf(bot)
    expect(settings).to.include({
      deadlineMs: 4500,
      freshnessSeconds: 300,
      bindSignatures: true,
      bindingMs: 630_000,
      development: false,
      passiveMs: 14_500,
      allowFrom: undefined,
    })
    expect(settings.errorReply).to.deep.equal({ type: 'none' })
    const strategies = services.strategies.map(({ name }) => name)
    expect(strategies).to.deep.equal(['hold', 'mailbox', 'drop'])
    expect(logger.lines).to.deep.equal([])
  })

  it('takes what the options say', () => {
    const bot = newBot({ name: 'shop', path: '/shop', deadlineMs: 100, freshnessSeconds: 10 })
    expect(bot).to.include({ name: 'shop', path: '/shop' })
    const { settings } = runtimeOf(bot)
    expect(settings).to.include({ deadlineMs: 100, freshnessSeconds: 10, bindingMs: 50_000 })
  })

  it('still binds signatures for as long as by default when freshness is off, and warns', () => {
    expect(runtimeOf(newBot({ freshnessSeconds: 0 })).settings.bindingMs).to.equal(630_000)
    expect(linesWith(logger, /^freshnessSeconds is 0/)).to.have.length(1)
  })

  it('looks for promised replies from its first push on, if nobody has asked whether it is ready', async () => {
    const store = { ...createMemoryStore({ clock }), outlivesProcess: true }
    let looks = 0
    const list: typeof store.sets.list = (...args) => {
      looks += 1
      return store.sets.list(...args)
    }
    const kept: Store = { ...store, sets: { ...store.sets, list } }
    const bot = newBot({ store: kept })
    bot.on('text', () => 'a')
    await settled()
    expect(looks).to.equal(0)
    await answerOf(bot)
    expect(looks).to.equal(1)
    await bot.close()
  })

  describe('refuses', () => {
    it('wrong options, all at once', async () => {
      const error = await failure('BAD_CONFIG', () => {
        return newBot({ token: 'a', deadlineMs: 9000, plugin: [] } as never)
      })
      expect(error.problems.map(({ path }) => path)).to.deep.equal([
        'token',
        'deadlineMs',
        'plugin',
      ])
    })

    it('no token at all', async () => {
      const error = await failure('BAD_CONFIG', () => createBot({ logger } as never))
      expect(error.problems.map(({ path }) => path)).to.deep.equal(['token'])
    })

    it('a token that everybody tries, but in development', async () => {
      for (const token of ['weixin', 'token', ['spec4Token', 'weixin']]) {
        const error = await failure('BAD_CONFIG', () => newBot({ token }))
        expect(error.message).not.to.contain('weixin')
        expect(newBot({ token, development: true })).to.include({ name: 'main' })
      }
    })

    it('the name of a plugin or the URL of a store, and names loadConfig', async () => {
      const byName = await failure('BAD_PLUGIN', () => newBot({ plugins: ['echo'] }))
      expect(byName.message).to.contain('"echo"').and.to.contain('loadConfig()')
      const byUrl = await failure('BAD_CONFIG', () => newBot({ store: 'redis://x' as never }))
      expect(byUrl.message).to.contain('loadConfig()')
    })
  })

  it('asks plugins before its own handlers, in the order of the list', async () => {
    const plugin = (name: string, content: string) => ({
      name,
      setup: async (scope: Scope) => {
        await settled()
        scope.hears(content, () => name)
      },
    })
    const bot = newBot({ plugins: [plugin('first', 'a'), plugin('second', 'a')] })
    bot.on('text', () => 'own')
    await bot.ready()
    expect(bot.plugins).to.deep.equal(['first', 'second'])
    expect(await answerOf(bot, textXml({ Content: 'a' }))).to.have.property('content', 'first')
    expect(await answerOf(bot, textXml({ MsgId: '2' }))).to.have.property('content', 'own')
  })

  it('waits with the first push for plugins that are still being set up', async () => {
    const slow = {
      name: 'slow',
      setup: async (scope: Scope) => {
        await settled()
        scope.on('text', () => 'slow')
      },
    }
    const bot = newBot({ plugins: [slow] })
    expect(await answerOf(bot)).to.deep.equal({ type: 'text', content: 'slow' })
  })

  it('answers none when a plugin could not be set up, and logs why', async () => {
    const error = new Error('no database')
    const bot = newBot({ plugins: [{ name: 'x', setup: () => Promise.reject(error) }] })
    bot.on('text', () => 'hi')
    expect(await answerOf(bot)).to.deep.equal({ type: 'none' })
    expect(linesWith(logger, 'turn failed')[0]?.fields).to.include({ err: error })
  })

  it('takes no handler after the first push', async () => {
    const bot = newBot()
    bot.on('text', () => 'a')
    await answerOf(bot)
    const error = await failure('ALREADY_STARTED', () => bot.on('text', () => 'b'))
    expect(error.message).to.contain('on()')
    await failure('ALREADY_STARTED', () => bot.hears('a', () => 'b'))
    await failure('ALREADY_STARTED', () => bot.use(() => 'b'))
  })

  it('says of a handler that comes after the close that the bot is closed', async () => {
    const bot = newBot()
    await bot.close()
    const error = await failure('ALREADY_STARTED', () => bot.on('text', () => 'b'))
    expect(error.message).to.equal(
      'on() in "main" too late: the bot serves already, or is closed; register handlers before it serves',
    )
  })

  it('shares state between the middleware and handlers of one message', async () => {
    const bot = createBot<{ user?: string }>({ token: TOKEN, clock, logger })
    bot.use((ctx, next) => {
      ctx.state.user ??= ctx.message.FromUserName
      return next()
    })
    bot.on('text', (ctx) => String(ctx.state.user))
    const first = await answerOf(bot as Bot, textXml({ FromUserName: 'u1' }))
    const second = await answerOf(bot as Bot, textXml({ FromUserName: 'u2' }))
    expect([first, second]).to.deep.equal([
      { type: 'text', content: 'u1' },
      { type: 'text', content: 'u2' },
    ])
  })

  it('keeps the values of two bots on one store apart', async () => {
    const store = createMemoryStore({ clock })
    const values: Context['store'][] = []
    for (const name of ['a', 'b']) {
      const bot = newBot({ name, store, appId: name })
      bot.on('text', (ctx) => void values.push(ctx.store))
      await answerOf(bot)
    }
    await values[0]?.set('key', 1)
    expect(await values[1]?.get('key')).to.equal(undefined)
  })

  it('goes on when observe throws, and logs it', async () => {
    const bot = newBot({
      observe: () => {
        throw new Error('metrics')
      },
    })
    bot.on('text', () => 'hi')
    expect(await answerOf(bot)).to.deep.equal({ type: 'text', content: 'hi' })
    expect(linesWith(logger, 'observe failed').length).to.be.greaterThan(0)
  })

  it('tells of each handler in development only: who, for what, how long, and how it ended', async () => {
    const asked: object[] = []
    const start = (options: Partial<BotOptions>) => {
      const bot = newBot({
        observe: (record) => record.type === 'handler' && asked.push(record),
        ...options,
      })
      bot.on('text', () => undefined)
      bot.hears('hello', async () => {
        await new Promise<void>((resolve) => clock.setTimeout(resolve, 40))
        return 'hi'
      })
      return bot
    }
    const answered = answerOf(start({ development: true }))
    await settled()
    await clock.advance(40)
    expect(await answered).to.deep.equal({ type: 'text', content: 'hi' })
    const [first, second] = asked
    expect(first).to.include({ plugin: 'main', filter: 'text', ms: 0, outcome: 'passed' })
    expect(second).to.include({ filter: 'hears hello', ms: 40, outcome: 'answered' })
    const unseen = answerOf(start({}))
    await settled()
    await clock.advance(40)
    await unseen
    expect(asked).to.have.length(2)
  })

  it('tells of a handler that kept the event loop: whose, for what, and how long', async () => {
    const told: object[] = []
    let kept = 0
    const bot = newBot({
      clock: { ...clock, monotonic: () => clock.monotonic() + kept },
      observe: (record) => record.type === 'blocked' && told.push(record),
    })
    bot.hears(/^h/, () => {
      kept += 3000
      return undefined
    })
    bot.on('text', () => 'hi')
    expect(await answerOf(bot)).to.deep.equal({ type: 'text', content: 'hi' })
    expect(told).to.have.length(1)
    expect(told[0]).to.include({ bot: 'main', plugin: 'main', filter: 'hears /^h/', ms: 3000 })
  })
})
