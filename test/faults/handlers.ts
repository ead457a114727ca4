/** R6, R16, R18, R22: handlers, many of them slow, or that never settle, or that call next() twice. */
import { createBot, createLogger } from '@wechatbot/core'
import { runtimeOf } from '@wechatbot/core/internal'
import { createManualClock, simulate } from '@wechatbot/simulator'
import { startBot } from './bot.js'
import type { Fault } from './row.js'
import { inParallel, pause, send, sumOf } from './sender.js'

const silent = () => createLogger({ level: 'silent' })

export const HANDLERS: readonly Fault[] = [
  {
    id: 'R6',
    run: async () => {
      const clock = createManualClock()
      const bot = createBot({ token: 'faults-token', clock, logger: silent() })
      bot.on('text', async () => {
        await clock.wait(8000)
        return 'done'
      })
      let cut = 0
      const wechat = await simulate(bot, {
        onAttempt: ({ outcome }) => {
          cut += outcome === 'cut' ? 1 : 0
        },
      })
      const seen = await clock.passWhile(() =>
        Promise.all(
          Array.from({ length: 100 }, async (_, i) => {
            await clock.wait(i * 600)
            return wechat.user(`o${i}`).says('slow')
          }),
        ),
      )
      await wechat.close()
      const replies = seen.filter(({ type }) => type === 'reply').length
      return {
        fault: 'R6',
        what: '100 slow messages in a minute: the alarm budget',
        messages: 100,
        replies,
        silent: 100 - replies,
        target: 'at most 20 time-outs at WeChat',
        found: `${cut} time-outs`,
        isMet: cut <= 20 && cut > 0 && replies === 100,
      }
    },
  },
  {
    id: 'R16',
    run: async () => {
      const clock = createManualClock()
      const bot = createBot({ token: 'faults-token', clock, logger: silent(), late: ['drop'] })
      bot.on('text', () => new Promise(() => {}))
      const wechat = await simulate(bot)
      const rounds = 10
      for (let round = 0; round < rounds; round += 1) {
        await Promise.all(Array.from({ length: 1000 }, (_, i) => wechat.user(`o${i}`).says('x')))
        await clock.advance(61_000)
      }
      // The Store forgets the last replies meanwhile.
      await clock.advance(60_000)
      const left = runtimeOf(bot).state.turns.size
      const timers = clock.untilNext()
      await wechat.close()
      return {
        fault: 'R16',
        what: 'handlers that never settle',
        messages: rounds * 1000,
        target: 'slots freed at 60 s, no leak',
        found: `${left} turns, ${timers === undefined ? 'no' : 'some'} timer left`,
        isMet: left === 0 && timers === undefined,
      }
    },
  },
  {
    id: 'R18',
    run: async () => {
      const errors: unknown[] = []
      const bot = createBot({
        token: 'faults-token',
        logger: silent(),
        errorText: '出错了',
        observe: (record) => {
          if (record.type === 'chain' && record.error) errors.push(record.error)
        },
      })
      bot.use(async (_ctx, next) => {
        await next()
        return next()
      })
      bot.on('text', () => 'x')
      const wechat = await simulate(bot)
      const seen = await wechat.user('oA').says('x')
      await wechat.close()
      const isAnswered = seen.type === 'reply' && seen.reply.Content === '出错了'
      return {
        fault: 'R18',
        what: 'middleware that calls next() twice',
        messages: 1,
        replies: isAnswered ? 1 : 0,
        target: 'as a handler that fails',
        isMet: isAnswered && String(errors[0]).includes('next() called twice'),
      }
    },
  },
  {
    id: 'R22',
    run: async () => {
      const bot = await startBot({ server: { maxInFlight: 20_000 } })
      const slow = inParallel(1000, 1000, () => send(bot.url(), 'wait 3000'))
      await pause(500)
      const pings: number[] = []
      for (let i = 0; i < 20; i += 1) {
        const startedAt = performance.now()
        await (await fetch(`http://127.0.0.1:${bot.port}/live`)).text()
        pings.push(performance.now() - startedAt)
        await pause(50)
      }
      const sum = sumOf(await slow, ({ body }) => body.includes('done'))
      await bot.stop()
      const worst = Math.round(Math.max(...pings))
      return {
        fault: 'R22',
        what: '1000 slow handlers at once',
        ...sum,
        target: '/live under 100 ms',
        found: `slowest /live ${worst} ms`,
        isMet: worst < 100 && sum.replies === 1000,
      }
    },
  },
]
