/** R2, R4, R5: slow handlers, and messages that come again. */
import { createPush } from '@wechatbot/simulator'
import { startBot } from './bot.js'
import type { Fault, Row } from './row.js'
import { inParallel, newId, sendXml, sumOf, wechatOf } from './sender.js'

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
