/** One connection with many requests, with a body that it does not send, and with one side ended. */
import type { Socket } from 'node:net'
import { ALL, type Case, each, expectRefusal, expectStatus, expectThat, FORGED } from './case.js'
import { type Target, textOf } from './target.js'
import { bytesOf, flood } from './wire.js'

const MB = 1024 * 1024

/** 13 MB of one request, again and again, without waiting for answers. */
function pipelined(target: Target, request: Buffer) {
  const chunk = Buffer.concat(Array.from({ length: 500 }, () => request))
  return target.send((socket) => flood(socket, '', chunk, 13 * MB))
}

export const connections: readonly Case[] = [
  {
    id: 'S15',
    name: 'thousands of requests on one connection before their answers',
    modes: ['plain', 'safe'],
    run: async (target) => {
      const headers = { connection: 'keep-alive' }
      const { query } = target.sign(target.text(FORGED))
      const requests = {
        unsigned: bytesOf({ target: target.path, headers }),
        live: bytesOf({ method: 'GET', target: '/live', headers }),
        nowhere: bytesOf({ target: '/nowhere', headers }),
        malformed: bytesOf({ target: `${target.path}?${textOf(query)}`, headers, body: 'x' }),
      }
      return each(
        Object.entries(requests),
        async ([what, request]) => {
          const flooded = pipelined(target, request)
          const startedAt = performance.now()
          const reply = await target.ask(`beside ${what}`)
          const ms = performance.now() - startedAt
          const answers = (await flooded).bytes.match(/HTTP\/1\.1 \d{3}/g) ?? []
          return [
            ...expectThat(reply === `beside ${what}`, `${what}: a good message got ${reply}`),
            ...expectThat(ms < 2000, `${what}: a good message took ${ms} ms`),
            ...expectThat(answers.length <= 16, `${what}: ${answers.length} answers`),
          ]
        },
        1,
      )
    },
  },
  {
    id: 'S14',
    name: 'Expect: 100-continue without a signature',
    modes: ALL,
    run: async (target) => {
      const headers = { expect: '100-continue', 'content-length': '60000' }
      const { query } = target.sign(target.text(FORGED))
      const forged = { ...query, signature: '0'.repeat(40), msg_signature: '0'.repeat(40) }
      const targets = [target.path, `${target.path}?${textOf(forged)}`]
      const refused = await each(targets, async (url) =>
        expectRefusal(await target.send(bytesOf({ target: url, headers })), 403, url.slice(0, 30)),
      )
      const good = target.sign(target.text('asked for'))
      const length = String(Buffer.byteLength(good.body))
      const signed = { target: `${target.path}?${textOf(good.query)}` }
      const answer = await target.send((socket: Socket) => {
        socket.write(bytesOf({ ...signed, headers: { ...headers, 'content-length': length } }))
        socket.once('data', () => socket.write(good.body))
      })
      return [
        ...refused,
        ...expectStatus(answer, 100, 'signed'),
        ...expectThat(/HTTP\/1\.1 200 /.test(answer.bytes), `signed: ${answer.bytes}`),
      ]
    },
  },
  {
    id: 'S15',
    name: 'connections of which the client has ended its side',
    modes: ALL,
    run: async (target) => {
      const { query, body } = target.sign(target.text('wait: for whoever still reads'))
      const whole = bytesOf({ target: `${target.path}?${textOf(query)}`, body })
      const answer = await target.send(whole, { isCut: true })
      const parts = [0, 10, whole.length - 1]
      const cut = await each(parts, async (length) => {
        const { status, ms } = await target.send(whole.subarray(0, length), { isCut: true })
        return [
          ...expectThat(status === undefined || status === 400, `${length} bytes: ${status}`),
          ...expectThat(ms < 4000, `${length} bytes: open for ${ms} ms`),
        ]
      })
      return [
        ...expectStatus(answer, 200, 'half-closed'),
        ...expectThat(target.open(answer).includes('wait: for'), `half-closed: ${answer.body}`),
        ...cut,
      ]
    },
  },
]
