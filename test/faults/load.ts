/** R19, R20, R21, R23, R28: many messages, many connections, a long time. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { connect, type Socket } from 'node:net'
import { createPush, signPush } from '@wechatbot/simulator'
import { type FaultBot, startBot, TOKEN } from './bot.js'
import type { Fault } from './row.js'
import { inParallel, newId, pause, type Sent, send, sumOf } from './sender.js'

const isEcho = ({ body }: Sent) => /<Content><!\[CDATA\[(hello|done)/.test(body)
const MB = 1024 * 1024
/**
 * Messages after which the memory store is as full as before: it forgets by generations, turns after
 * 50,000 and bindings after 150,000. Memory compared at other moments shows the tide, not a leak.
 */
const PERIOD = 150_000

export function memoryOf({ pid }: Pick<FaultBot, 'pid'>): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return (Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024) / MB
}

/** Open files may be few on a small machine; a load that cannot be made is said, not skipped. */
function openFiles(): number {
  return Number(execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }))
}

export const LOAD: readonly Fault[] = [
  {
    id: 'R19',
    run: async ({ progress }) => {
      progress('R19: a million ids through the memory store')
      const script = new URL('./store-load.js', import.meta.url).pathname
      const out = execFileSync(process.execPath, ['--expose-gc', script], { encoding: 'utf8' })
      const { growthMb, microseconds } = JSON.parse(out) as {
        growthMb: number
        microseconds: number
      }
      return {
        fault: 'R19',
        what: '1,000,000 distinct ids, the memory store at its cap',
        messages: 1_000_000,
        target: 'memory growth < 100 MB, <= 5 us an operation',
        found: `${growthMb.toFixed(0)} MB, ${microseconds.toFixed(2)} us`,
        isMet: growthMb < 100 && microseconds <= 5,
      }
    },
  },
  {
    id: 'R20',
    run: async ({ progress }) => {
      progress('R20: ten thousand connections at once')
      const count = Math.min(10_000, openFiles() - 500)
      const bot = await startBot({ server: { maxInFlight: 20_000 } })
      const sent = storm(bot, count, 'wait 2000')
      let most = 0
      let isOver = false
      const watch = (async () => {
        while (!isOver) {
          most = Math.max(most, memoryOf(bot))
          await pause(50)
        }
      })()
      const all = await sent
      isOver = true
      await watch
      await bot.stop()
      const sum = sumOf(all, isEcho)
      const slowest = Math.max(...sum.times)
      return {
        fault: 'R20',
        what: `${count} open connections, a message on each at once, 2 s handlers`,
        ...sum,
        target: 'all 200, max < 4.5 s, RSS < 300 MB',
        found: `RSS ${most.toFixed(0)} MB`,
        isMet: count === 10_000 && sum.replies === count && slowest < 4500 && most < 300,
      }
    },
  },
  {
    id: 'R21',
    run: async ({ progress }) => {
      progress('R21: five thousand connections that say nothing more')
      const count = 5000
      const bot = await startBot()
      const open: Socket[] = []
      const lives: number[] = []
      for (let i = 0; i < count; i += 1) {
        const startedAt = performance.now()
        const socket = connect(bot.port, '127.0.0.1')
        socket.on('connect', () => socket.write('POST /b0 HTTP/1.1\r\nHost: bot\r\n'))
        socket.on('error', () => {})
        socket.on('close', () => lives.push(performance.now() - startedAt))
        socket.resume()
        open.push(socket)
        // Within four seconds, so that this process keeps up with its own clock.
        if (i % 12 === 11) await pause(10)
      }
      const good: Sent[] = []
      const until = performance.now() + 9000
      while (performance.now() < until && lives.length < count) {
        good.push(await send(bot.url(), 'hello'))
        await pause(50)
      }
      const cut = lives.length
      for (const socket of open) socket.destroy()
      await bot.stop()
      const sum = sumOf(good, isEcho)
      const longest = Math.max(...lives) / 1000
      return {
        fault: 'R21',
        what: '5000 half-open connections',
        ...sum,
        target: 'cut in 7 s; good requests < 100 ms',
        found: `${cut} cut, the last after ${longest.toFixed(1)} s`,
        isMet: cut === count && longest <= 7.5 && Math.max(...sum.times) < 100 && sum.errors === 0,
      }
    },
  },
  {
    id: 'R23',
    run: async ({ isFull, progress }) => {
      if (!isFull) return []
      progress('R23: overload for 30 s')
      const bot = await startBot({ server: { maxInFlight: 200 } })
      const agent = new Agent({ keepAlive: true, maxSockets: 2000 })
      const sent: Promise<Sent>[] = []
      const until = performance.now() + 30_000
      while (performance.now() < until) {
        // Capacity is 400 a second: 200 at work for half a second each.
        for (let i = 0; i < 12; i += 1) sent.push(send(bot.url(), 'wait 500', { agent }))
        await pause(10)
      }
      const all = await Promise.all(sent)
      await pause(2000)
      const after = await send(bot.url(), 'hello')
      agent.destroy()
      await bot.stop()
      const sum = sumOf(all, isEcho)
      const accepted = all.filter(isEcho).map(({ ms }) => ms)
      return {
        fault: 'R23',
        what: 'three times the capacity for 30 s',
        ...sum,
        times: accepted,
        target: '0 non-200, p99 of accepted < 4.5 s, normal 2 s after',
        found: `${sum.silent} shed, then ${Math.round(after.ms)} ms`,
        isMet: sum.errors === 0 && isEcho(after) && after.ms < 500,
      }
    },
  },
  {
    id: 'R28',
    run: async ({ isFull, progress }) => {
      const seconds = isFull ? PERIOD / 300 : 40
      const bot = await startBot()
      const agent = new Agent({ keepAlive: true, maxSockets: 50 })
      const sum = { messages: 0, errors: 0, times: [] as number[] }
      const pass = async (count: number) => {
        for (const one of await inParallel(count, 30, () => send(bot.url(), 'hello', { agent }))) {
          sum.messages += 1
          sum.times.push(one.ms)
          if (!isEcho(one)) sum.errors += 1
        }
      }
      progress(`R28: the store filled, then 300 messages a second for ${seconds} s`)
      for (let sent = 0; isFull && sent < 2 * PERIOD; sent += 3000) await pass(3000)
      const before = { heap: await bot.liveHeap(), rss: memoryOf(bot) }
      sum.times = []
      const startedAt = performance.now()
      for (let second = 0; second < seconds; second += 1) {
        await pass(300)
        await pause(Math.max(0, (second + 1) * 1000 - (performance.now() - startedAt)))
      }
      const after = { heap: await bot.liveHeap(), rss: memoryOf(bot) }
      const handles = readdirSync(`/proc/${bot.pid}/fd`).length
      agent.destroy()
      await pause(500)
      const left = readdirSync(`/proc/${bot.pid}/fd`).length
      await bot.stop()
      const slope = ((after.heap - before.heap) / seconds) * 3600
      return {
        fault: 'R28',
        what: `300 a second for ${seconds} s${isFull ? ', the store full' : ' (short)'}`,
        messages: sum.messages,
        replies: sum.messages - sum.errors,
        errors: sum.errors,
        times: sum.times,
        target: isFull
          ? '< 1 MB an hour, no handle left'
          : 'no handle left; the slope needs --full',
        found: `${isFull ? `live heap ${slope.toFixed(2)} MB an hour, RSS ${before.rss.toFixed(0)} then ${after.rss.toFixed(0)} MB, ` : ''}${handles} then ${left} files open`,
        isMet: sum.errors === 0 && left < 40 && (!isFull || slope < 1),
      }
    },
  },
]

/** So many connections at once, with requests that are signed before. */
async function storm(bot: FaultBot, count: number, Content: string): Promise<Sent[]> {
  const requests = Array.from({ length: count }, () => {
    const msgId = newId()
    const xml = createPush({ kind: 'text', msgId, from: `o${msgId}`, fields: { Content } })
    const { query, body } = signPush(xml, { token: TOKEN })
    const length = Buffer.byteLength(body)
    return {
      msgId,
      bytes: `POST /b0?${new URLSearchParams(query)} HTTP/1.1\r\nHost: bot\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n${body}`,
    }
  })
  // Opened first: how fast the kernel makes connections is not what is measured.
  const sockets = await inParallel(count, 500, () => opened(bot.port))
  return Promise.all(
    requests.map(
      ({ msgId, bytes }, i) =>
        new Promise<Sent>((resolve) => {
          const socket = sockets[i] as Socket
          const startedAt = performance.now()
          let text = ''
          socket.setEncoding('utf8').on('data', (data) => {
            text += data
          })
          socket.on('close', () => {
            const status = Number(text.slice(9, 12))
            resolve({ msgId, status, body: text, ms: performance.now() - startedAt })
          })
          socket.write(bytes)
        }),
    ),
  )
}

function opened(port: number): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket))
    socket.on('error', () => resolve(socket))
  })
}
