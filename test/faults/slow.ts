/** R2, R4, R5, R6, R16, R18, R22: slow handlers, and messages that come again. */

import { createBot, createLogger } from '@wechatbot/core'
import { runtimeOf } from '@wechatbot/core/internal'
import { createManualClock, createPush, simulate } from '@wechatbot/simulator'
import { startBot } from './bot.js'
import type { Fault, Row } from './row.js'
import { inParallel, newId, pause, send, sendXml, sumOf, wechatOf } from './sender.js'

const silent = () => createLogger({ level: 'silent' })

export const SLOW: readonly Fault[] = [
  {
    id: 'R2',
    run: async () => {
      const bot = await startBot()
      const rounds = 20
      const all = await inParallel(rounds, 5, async () => {
        const msgId = newId()
        const fields = { Content: 'wait 300' }
        const xml = createPush({ kind: 'text', msgId, from: `o${msgId}`, fields })
        return Promise.all(Array.from({ length: 20 }, () => sendXml(bot.url(), xml, msgId)))
      })
      const runs = [...bot.runs().values()]
      await bot.stop()
      const sum = sumOf(all.flat(), ({ body }) => body.includes('done wait 300'))
      const isSame = all.every(
        (copies) =>
          new Set(copies.map(({ body }) => body.replace(/<CreateTime>\d+/, ''))).size === 1,
      )
      const ranTwice = runs.filter((count) => count > 1).length
      return {
        fault: 'R2',
        what: '20 copies at the same instant, 20 times',
        ...sum,
        lost: rounds - runs.length,
        ranTwice,
        target: '1 run, 20/20 the same',
        isMet: sum.replies === rounds * 20 && ranTwice === 0 && runs.length === rounds && isSame,
      }
    },
  },
  {
    id: 'R4',
    run: async ({ progress }) => {
      progress('R4 and R5 take 15 and 25 seconds: WeChat asks three times')
      const accounts = 4
      const bot = await startBot({ accounts })
      const seconds = [5.5, 6, 6.5, 7, 8, 9, 10.5, 11.5, 12.5, 13.5]
      const all = await Promise.all(
        Array.from({ length: accounts }, (_, account) =>
          seconds.map((each) => slowTurn(bot.url(account), each, `oR4${account}${each}`)),
        ).flat(),
      )
      const runs = [...bot.runs().values()]
      await bot.stop()
      return heldRow('R4', 'handlers of 5.5-9 and 10.5-13.5 s, hold', all, runs)
    },
  },
  {
    id: 'R5',
    run: async () => {
      const bot = await startBot()
      const users = Array.from({ length: 6 }, (_, i) => wechatOf(bot.url()).user(`oR5${i}`))
      const startedAt = performance.now()
      const texts: unknown[] = []
      const finals: unknown[] = []
      const times: number[] = []
      await Promise.all(
        users.map(async (user, i) => {
          const first = await user.says(`wait ${15_500 + i * 300}`)
          texts.push(first.type === 'reply' ? first.reply.Content : first.type)
          times.push(performance.now() - startedAt)
          const then = await user.says('继续')
          finals.push(then.type === 'reply' ? then.reply.Content : then.type)
        }),
      )
      const runs = [...bot.runs().values()]
      await bot.stop()
      const replies = finals.filter((text) => String(text).startsWith('done wait')).length
      const waits = texts.filter((text) => String(text).startsWith('还在想')).length
      const ranTwice = runs.filter((count) => count > 1).length
      return {
        fault: 'R5',
        what: 'handlers of 15.5-17 s, hold, then the mailbox',
        messages: users.length,
        replies,
        silent: users.length - replies,
        errors: [...texts, ...finals].filter((text) => text === 'outage').length,
        lost: users.length - runs.length,
        ranTwice,
        times,
        target: 'the text on attempt 3, the reply when asked for',
        isMet: waits === users.length && replies === users.length && ranTwice === 0,
      }
    },
  },
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

interface SlowTurn {
  readonly seconds: number
  readonly text: string
  readonly attempts: number
  readonly ms: number
}

async function slowTurn(url: string, seconds: number, openid: string): Promise<SlowTurn> {
  const startedAt = performance.now()
  const exchange = wechatOf(url)
    .user(openid)
    .says(`wait ${seconds * 1000}`)
  const { seen, attempts } = await exchange.outcome
  const text = seen.type === 'reply' ? String(seen.reply.Content) : seen.type
  return { seconds, text, attempts: attempts.length, ms: performance.now() - startedAt }
}

function heldRow(
  fault: string,
  what: string,
  all: readonly SlowTurn[],
  runs: readonly number[],
): Row {
  const right = all.filter(
    ({ text, seconds, attempts }) =>
      text === `done wait ${seconds * 1000}` && attempts === (seconds < 10 ? 2 : 3),
  )
  const ranTwice = runs.filter((count) => count > 1).length
  return {
    fault,
    what,
    messages: all.length,
    replies: right.length,
    silent: all.length - right.length,
    errors: all.filter(({ text }) => text === 'outage').length,
    lost: all.length - runs.length,
    ranTwice,
    times: all.map(({ ms }) => ms),
    target: 'all on attempt 2 or 3, one run',
    isMet: right.length === all.length && ranTwice === 0 && runs.length === all.length,
  }
}
