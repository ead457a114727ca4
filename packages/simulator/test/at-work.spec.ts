/** A test that fails says what is still running; one that ends, what would keep its process alive. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { type AnyPlugin, createBot, createLogger, definePlugin } from '@wechatbot/core'
import { createFakeApi, createManualClock, type Simulation, simulate } from '@wechatbot/simulator'
import { expect } from 'chai'
import { warningsOf } from './warnings.ts'

const logger = createLogger({ level: 'silent' })
const messageOf = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail('expected a failure'),
    (error: Error) => error.message,
  )

describe('what is still running', () => {
  let wechat: Simulation
  let end: AbortController

  const start = async (plugin: AnyPlugin, options: object = {}) => {
    const clock = createManualClock()
    const bot = createBot({ token: 'a-token', logger, clock, plugins: [plugin], ...options })
    wechat = await simulate(bot)
    return bot
  }
  const plugin = (name: string, work: () => Promise<unknown>) =>
    definePlugin({
      name,
      setup: (scope) => {
        scope.on('text', async () => {
          await work()
          return 'done'
        })
      },
    })
  beforeEach(() => {
    end = new AbortController()
  })
  afterEach(async () => {
    end.abort()
    await wechat.close()
  })

  it('is named with the failure: the plugin, how long, and the timer of the machine', async () => {
    const work = () => pause(30_000, undefined, { signal: end.signal }).catch(() => {})
    await start(plugin('turtle', work), { late: ['drop'] })
    const says = await messageOf(wechat.user('oA').says('hi').shouldReply('done'))
    expect(says.split('\n  ').slice(1, 5)).to.deep.equal([
      'oA: hi',
      'bot: (no reply)',
      'expected a reply "done"',
      'plugin "turtle" is still running on text, after 4500 ms',
    ])
    expect(says).to.match(
      /timer, .* moves: setTimeout of 30000 ms, set at .*at-work\.spec\.[tj]s:\d+/,
    )
    expect(says).to.contain('by the bot’s clock')
  })

  it('is named with the limit of a fetch, which the machine counts, too', async () => {
    const server = createServer(() => {}).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const limit = () => AbortSignal.any([end.signal, AbortSignal.timeout(30_000)])
    const ask = () => fetch(`http://127.0.0.1:${port}/`, { signal: limit() }).catch(() => {})
    await start(plugin('turtle', ask), { late: ['drop'] })
    const says = await messageOf(wechat.user('oA').says('hi').shouldReply('done'))
    expect(says)
      .to.match(/timer, .* moves: AbortSignal\.timeout of 30000 ms, set at .*at-work\.spec/)
      .and.not.contain('nothing real')
    server.close()
    server.closeAllConnections()
  })

  it('is named when a reply comes that is not expected', async () => {
    await start(plugin('turtle', () => new Promise(() => {})))
    const says = await messageOf(wechat.user('oA').says('hi').shouldNotReply())
    expect(says)
      .to.contain('expected no reply\n  plugin "turtle" is still running on text, after 14500 ms')
      .and.contain('nothing real is in flight')
  })

  it('is named when nothing comes by the API', async () => {
    const account = { appId: 'wx1', appSecret: 'a-secret' }
    const api = await createFakeApi(account)
    const clock = createManualClock()
    const plugins = [plugin('turtle', () => new Promise(() => {}))]
    const bot = createBot({ token: 'a-token', logger, clock, plugins, ...account })
    wechat = await simulate(bot, { api })
    const user = wechat.user('oA')
    await user.says('hi').shouldNotReply()
    const says = await messageOf(user.shouldReceive('done', { withinMs: 3000 }))
    expect(says).to.contain('plugin "turtle" is still running on text, after 7500 ms')
    await api.close()
  })

  it('is not another user’s, nor what has come to an end', async () => {
    const bot = await start(plugin('quick', async () => {}))
    bot.hears('own', () => new Promise(() => {}))
    const says = await messageOf(wechat.user('oA').says('hi').shouldReply('never'))
    expect(says).to.equal('\n  oA: hi\n  bot: done\n  expected a reply "never"')
  })

  it('of the bot’s own handlers has its name', async () => {
    const bot = await start(definePlugin({ name: 'empty', setup: () => {} }))
    bot.on('text', () => new Promise(() => {}))
    const says = await messageOf(wechat.user('oA').says('hi').shouldReply('never'))
    expect(says).to.contain('"main" is still running')
  })

  describe('when a bot is closed', () => {
    const leaving = (set: () => void) =>
      definePlugin({
        name: 'leaving',
        setup: async (scope) => {
          set()
          scope.on('text', () => 'done')
        },
      })

    it('is warned of: an interval that its plugin does not clear', async () => {
      let timer: NodeJS.Timeout | undefined
      await start(
        leaving(() => {
          timer = setInterval(() => {}, 1000)
        }),
      )
      const warnings = await warningsOf(() => wechat.close())
      clearInterval(timer)
      expect(warnings).to.have.length(1)
      expect(warnings[0]).to.match(/setInterval of 1000 ms, set at .*at-work\.spec\.[tj]s:\d+/)
    })

    it('is warned of also without a manual clock', async () => {
      let timer: NodeJS.Timeout | undefined
      const interval = leaving(() => {
        timer = setInterval(() => {}, 1000)
      })
      wechat = await simulate(createBot({ token: 'a-token', logger, plugins: [interval] }))
      const warnings = await warningsOf(() => wechat.close())
      clearInterval(timer)
      expect(warnings.join()).to.contain('setInterval of 1000 ms')
    })

    it('is warned of: a timer that sets itself again', async () => {
      let timer: NodeJS.Timeout | undefined
      let polls = 0
      const poll = () => {
        polls += 1
        timer = setTimeout(poll, polls < 3 ? 1 : 60_000)
      }
      await start(leaving(poll))
      while (polls < 3) await pause(1)
      const warnings = await warningsOf(() => wechat.close())
      clearTimeout(timer)
      expect(warnings.join()).to.contain('setTimeout of 60000 ms')
    })

    it('is warned of: what its handler still waits for', async () => {
      const work = () => pause(30_000, undefined, { signal: end.signal }).catch(() => {})
      await start(plugin('turtle', work))
      await wechat.user('oA').says('hi')
      const warnings = await warningsOf(() => wechat.close())
      expect(warnings.join()).to.contain('setTimeout of 30000 ms')
    })

    it('is not: what keeps no process alive, what is short, and what is a test’s', async () => {
      const timers: NodeJS.Timeout[] = [setInterval(() => {}, 1000)]
      await start(
        leaving(() => {
          timers.push(setInterval(() => {}, 1000).unref())
          timers.push(setTimeout(() => {}, 900))
        }),
      )
      expect(await warningsOf(() => wechat.close())).to.deep.equal([])
      for (const timer of timers) clearTimeout(timer)
    })

    it('is not: what the framework waits for itself', async () => {
      const account = { appId: 'wx1', appSecret: 'a-secret' }
      const api = await createFakeApi(account)
      api.fail('POST /cgi-bin/stable_token', 'hang')
      const bot = createBot({ token: 'a-token', logger, ...account, api: { baseUrl: api.url } })
      bot.on('text', ({ send }) => send('first').then(() => undefined))
      wechat = await simulate(bot)
      wechat.user('oA').says('hi')
      while (api.calls.length === 0) await pause(1)
      expect(await warningsOf(() => wechat.close())).to.deep.equal([])
      await api.close()
    })

    it('is warned of: its own timer, while an older one is open', async () => {
      await start(leaving(() => {}))
      const older = wechat
      let timer: NodeJS.Timeout | undefined
      await start(
        leaving(() => {
          timer = setInterval(() => {}, 1000)
        }),
      )
      expect(await warningsOf(() => wechat.close())).to.have.length(1)
      clearInterval(timer)
      await older.close()
    })

    it('is not, while a younger one is open whose it may be', async () => {
      await start(leaving(() => {}))
      const older = wechat
      let timer: NodeJS.Timeout | undefined
      await start(
        leaving(() => {
          timer = setInterval(() => {}, 1000)
        }),
      )
      const younger = wechat
      expect(await warningsOf(() => older.close())).to.deep.equal([])
      expect(await warningsOf(() => younger.close())).to.have.length(1)
      clearInterval(timer)
    })

    it('passes the time that closing takes', async () => {
      const closed: string[] = []
      const clock = createManualClock()
      const waiting = definePlugin({
        name: 'waiting',
        setup: (scope) => {
          scope.onClose(async () => {
            await clock.wait(2000)
            closed.push('waiting')
          })
        },
      })
      await start(waiting, { clock })
      await wechat.close()
      expect(closed).to.deep.equal(['waiting'])
    })
  })
})
