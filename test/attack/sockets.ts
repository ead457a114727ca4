/** Connections that are slow on purpose. All of these take seconds, so they run beside the others. */
import type { Socket } from 'node:net'
import { ALL, type Case, each, expectStatus, expectThat, FORGED } from './case.js'
import { textOf } from './target.js'
import { bytesOf } from './wire.js'

/** Writes a byte at a time, for as long as somebody listens. */
function drip(socket: Socket, first: Uint8Array | string, everyMs = 100): void {
  socket.write(first)
  const timer = setInterval(() => socket.write('a'), everyMs)
  socket.once('close', () => clearInterval(timer))
}

export const sockets: readonly Case[] = [
  {
    id: 'S15',
    name: 'a body that stops, and one that drips, end at 4 s',
    modes: ALL,
    isSlow: true,
    run: (target) => {
      const head = () => {
        const { query } = target.sign(target.text(FORGED))
        const headers = { 'content-length': '60000' }
        return bytesOf({ target: `${target.path}?${textOf(query)}`, headers })
      }
      const ways = [
        (socket: Socket) => socket.write(head()),
        (socket: Socket) => socket.write(Buffer.concat([head(), Buffer.from('<xml><ToUser')])),
        (socket: Socket) => drip(socket, head()),
      ]
      return each(ways, async (send, i) => {
        const answer = await target.send((socket) => {
          send(socket)
        })
        return [
          ...expectStatus(answer, 408, `way ${i}`),
          ...expectThat(answer.ms > 3500 && answer.ms < 6000, `way ${i}: ${answer.ms} ms`),
        ]
      })
    },
  },
  {
    id: 'S15',
    name: 'a head that stops, and one that drips, are cut by 7 s',
    modes: ['plain', 'frozen'],
    isSlow: true,
    run: (target) => {
      const first = `POST ${target.path}?a=b HTTP/1.1\r\nhost: x\r\nx-slow: `
      const ways = [
        (socket: Socket) => socket.write(first),
        (socket: Socket) => socket.write('P'),
        (socket: Socket) => drip(socket, first),
        (socket: Socket) => drip(socket, `GET ${target.path}?`),
        // The body of an unsigned request is not waited for.
        (socket: Socket) =>
          drip(socket, bytesOf({ target: target.path, headers: { 'content-length': '99999' } })),
      ]
      return each(ways, async (send, i) => {
        const answer = await target.send((socket) => {
          send(socket)
        })
        return [
          ...expectStatus(answer, [400, 403, 408, undefined], `way ${i}`),
          ...expectThat(answer.ms < 7500, `way ${i}: ${answer.ms} ms`),
        ]
      })
    },
  },
  {
    id: 'S15',
    name: 'a hundred half-open connections delay nobody',
    modes: ['plain', 'safe'],
    isSlow: true,
    run: async (target) => {
      const open = Array.from({ length: 100 }, () =>
        target.send((socket) => {
          socket.write(`POST ${target.path} HTTP/1.1\r\n`)
        }),
      )
      const times: number[] = []
      for (let i = 0; i < 9; i += 1) {
        const started = performance.now()
        await target.ask(`between ${i}`)
        times.push(performance.now() - started)
        await new Promise((resolve) => setTimeout(resolve, 400))
      }
      // The one in the middle: what else begins at this time costs the first ones something.
      const ms = times.sort((a, b) => a - b)[4] ?? Number.NaN
      const answers = await Promise.all(open)
      return [
        ...expectThat(ms < 1000, `a good request took ${ms} ms`),
        ...answers.flatMap((answer) => [
          ...expectStatus(answer, [408, undefined], 'half-open'),
          ...expectThat(answer.ms < 7500, `open for ${answer.ms} ms`),
        ]),
      ]
    },
  },
  {
    id: 'S17',
    name: 'connections dropped at every moment',
    modes: ALL,
    run: (target) => {
      const { query, body } = target.sign(target.text('dropped'))
      const bytes = bytesOf({ target: `${target.path}?${textOf(query)}`, body })
      const step = Math.ceil(bytes.length / 40)
      const lengths = Array.from({ length: 40 }, (_, i) => Math.min(bytes.length, i * step))
      return each(lengths, async (length) => {
        const answer = await target.send((socket) => {
          socket.write(bytes.subarray(0, length), () => socket.resetAndDestroy())
        })
        return expectStatus(answer, [undefined, 200, 400], `${length} bytes`)
      })
    },
  },
]
