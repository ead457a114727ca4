/** R13, R14, R17, R24, R29, R30: a process that ends, a client that is gone, a log that is full. */
import { Agent } from 'node:http'
import { connect } from 'node:net'
import { createPush, signPush } from '@wechatbot/simulator'
import { startBot, TOKEN } from './bot.js'
import type { Fault } from './row.js'
import { newId, pause, type Sent, send, sendXml, sumOf } from './sender.js'

const isEcho = ({ body }: Sent) => /<Content><!\[CDATA\[(wait|hello|done)/.test(body)

export const PROCESS: readonly Fault[] = [
  {
    id: 'R13',
    run: async () => {
      const bot = await startBot({ server: { graceMs: 8000 } })
      const sent: Promise<Sent>[] = []
      const agents = Array.from({ length: 8 }, () => new Agent({ keepAlive: true, maxSockets: 4 }))
      let isOver = false
      const load = (async () => {
        for (let i = 0; !isOver; i += 1) {
          // Half on kept connections, half on new ones; some handlers are slow.
          const agent = i % 2 === 0 ? (agents[i % 8] as Agent) : undefined
          sent.push(send(bot.url(), i % 10 === 0 ? 'wait 1500' : 'hello', agent ? { agent } : {}))
          await pause(4)
        }
      })()
      await pause(1500)
      const at = performance.now()
      bot.signal('SIGTERM')
      const ended = await bot.ended
      isOver = true
      await load
      const all = await Promise.all(sent)
      for (const agent of agents) agent.destroy()
      // Refused before a connection was made: a balancer asks the next one.
      const refused = all.filter(({ error }) => error === 'ECONNREFUSED')
      const served = all.filter(({ error }) => error !== 'ECONNREFUSED')
      const sum = sumOf(served, isEcho)
      await bot.stop()
      const seconds = (ended.at - at) / 1000
      return {
        fault: 'R13',
        what: 'SIGTERM under load, one process',
        ...sum,
        target: '0 resets, 0 non-200, exit 0 in 10 s',
        found: `exit ${ended.code} after ${seconds.toFixed(1)} s, ${refused.length} refused`,
        isMet: sum.errors === 0 && sum.silent === 0 && ended.code === 0 && seconds < 10,
      }
    },
  },
  {
    id: 'R14',
    run: async () => {
      const bot = await startBot({ server: { graceMs: 2000 } })
      const slow = send(bot.url(), 'wait 60000')
      await pause(500)
      const at = performance.now()
      bot.signal('SIGTERM')
      const ended = await bot.ended
      const answer = await slow
      const dropped = bot.log().filter(({ msg }) => String(msg).startsWith('message dropped'))
      await bot.stop()
      const seconds = (ended.at - at) / 1000
      return {
        fault: 'R14',
        what: 'SIGTERM with a handler of 60 s',
        messages: 1,
        errors: answer.status === 200 ? 0 : 1,
        target: 'exit within graceMs (2 s) + 1 s, logged',
        found: `exit ${ended.code} after ${seconds.toFixed(1)} s, ${dropped.length} named`,
        isMet: ended.code === 0 && seconds < 3 && dropped.length === 1 && answer.status === 200,
      }
    },
  },
  {
    id: 'R17',
    run: async () => {
      const bot = await startBot()
      const all = []
      for (let i = 0; i < 50; i += 1) all.push(await send(bot.url(), 'late throw'))
      await pause(100)
      const sum = sumOf(all, isEcho)
      const isAlive = bot.isAlive()
      const logged = bot.log().filter(({ msg }) => msg === 'unhandled rejection').length
      await bot.stop()
      return {
        fault: 'R17',
        what: 'rejections in timers after the answer',
        ...sum,
        target: 'logged once each, 0 deaths',
        found: `${logged} logged, ${isAlive ? 'alive' : 'dead'}`,
        isMet: isAlive && logged === 50 && sum.errors === 0,
      }
    },
  },
  {
    id: 'R24',
    run: async () => {
      const bot = await startBot()
      const ids: string[] = []
      for (const leaveAfterMs of [0, 5, 100, 400, 900]) {
        for (let i = 0; i < 10; i += 1) {
          const msgId = newId()
          ids.push(msgId)
          const xml = xmlOf(msgId, 'wait 500')
          leave(bot.port, xml, leaveAfterMs)
        }
      }
      await pause(1500)
      // WeChat asks again, and gets what the handler has come to meanwhile.
      const retries = await Promise.all(
        ids.map((msgId) => sendXml(bot.url(), xmlOf(msgId, 'wait 500'), msgId)),
      )
      const runs = bot.runs()
      const loud = bot.log().filter(({ level }) => Number(level) > 30)
      await bot.stop()
      const sum = sumOf(retries, isEcho)
      const ranTwice = [...runs.values()].filter((count) => count > 1).length
      return {
        fault: 'R24',
        what: 'client gone before, while, after the handler',
        ...sum,
        lost: ids.length - runs.size,
        ranTwice,
        target: 'one run, the reply for the retry, nothing above info',
        found: `${loud.length} lines above info`,
        isMet: sum.replies === ids.length && ranTwice === 0 && loud.length === 0,
      }
    },
  },
  {
    id: 'R29',
    run: async () => {
      const rows = []
      for (const output of ['closed', '/dev/full'] as const) {
        const bot = await startBot({ output })
        const all = []
        for (let i = 0; i < 200; i += 1) all.push(await send(bot.url(), 'hello'))
        const sum = sumOf(all, isEcho)
        const isAlive = bot.isAlive()
        await bot.stop()
        rows.push({
          fault: 'R29',
          what: output === 'closed' ? 'standard output closed' : 'the disk of the log is full',
          ...sum,
          target: 'goes on, 0 non-200',
          found: isAlive ? 'alive' : 'dead',
          isMet: isAlive && sum.errors === 0 && sum.silent === 0,
        })
      }
      return rows
    },
  },
  {
    id: 'R30',
    run: async () => {
      const bot = await startBot()
      const now = Date.now()
      const event = (EventKey: string) =>
        createPush({ kind: 'event:CLICK', from: 'oSame', now, fields: { EventKey } })
      const id = newId()
      const all = await Promise.all([
        sendXml(bot.url(), event('ONE'), 'event'),
        sendXml(bot.url(), event('TWO'), 'event'),
        sendXml(bot.url(), xmlOf(id, 'hello', 'oOne'), id),
        sendXml(bot.url(), xmlOf(id, 'hello', 'oTwo'), id),
      ])
      await pause(100)
      const runs = bot.runs()
      await bot.stop()
      const sum = sumOf(all, ({ body }) => /event ONE|event TWO|hello/.test(body))
      const count = [...runs.values()].reduce((total, each) => total + each, 0)
      return {
        fault: 'R30',
        what: 'two events in a second, one MsgId of two users',
        ...sum,
        lost: 4 - count,
        target: 'all run',
        isMet: sum.replies === 4 && count === 4,
      }
    },
  },
]

export function xmlOf(msgId: string, Content: string, from = `o${msgId}`): string {
  const now = Math.floor(Date.now() / 86_400_000) * 86_400_000
  return createPush({ kind: 'text', msgId, from, now, fields: { Content } })
}

/** Sends a push, and hangs up. */
export function leave(port: number, xml: string, afterMs: number): void {
  const { query, body } = signPush(xml, { token: TOKEN })
  const socket = connect(port, '127.0.0.1', () => {
    socket.write(
      `POST /b0?${new URLSearchParams(query)} HTTP/1.1\r\nHost: bot\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    )
    setTimeout(() => socket.destroy(), afterMs)
  })
  socket.on('error', () => {})
}
