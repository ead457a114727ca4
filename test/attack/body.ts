/** Bodies: too long, too short, compressed, in pieces, and of those who may not send any. */
import { gzipSync } from 'node:zlib'
import {
  ALL,
  type Case,
  each,
  expectRefusal,
  expectStatus,
  expectThat,
  FORGED,
  type Verdict,
} from './case.js'
import { type Target, textOf } from './target.js'
import { type Answer, bytesOf, flood } from './wire.js'

const LIMIT = 64 * 1024
const MB = 1024 * 1024

/** 100 MB in one body, as fast as it is taken. */
async function flooded(target: Target, query: string, isChunked: boolean): Promise<Answer> {
  const total = 100 * MB
  const chunk = Buffer.alloc(LIMIT, 'a')
  const framing = isChunked
    ? { 'transfer-encoding': 'chunked', 'content-length': undefined }
    : { 'content-length': String(total) }
  const headers = { ...framing, connection: 'keep-alive' }
  const head = bytesOf({ target: `${target.path}?${query}`, headers }).toString()
  const piece = isChunked
    ? Buffer.concat([Buffer.from('10000\r\n'), chunk, Buffer.from('\r\n')])
    : chunk
  return target.send((socket) => flood(socket, head, piece, total), { patienceMs: 3000 })
}

/** Cut off before a tenth has come, at once, and without being kept in memory. */
async function expectCut(target: Target, status: number, query: () => string): Promise<Verdict> {
  // Once for buffers and compiled code, which stay.
  for (let i = 0; i < 3; i += 1) await flooded(target, query(), i % 2 === 0)
  const answers: Answer[] = []
  const growths: number[] = []
  for (let i = 0; i < 3; i += 1) {
    const before = target.server.memory()
    answers.push(await flooded(target, query(), true), await flooded(target, query(), false))
    growths.push(target.server.memory() - before)
  }
  // Other cases run beside this one; what is kept would be kept each time.
  const grown = Math.min(...growths)
  return [
    ...answers.flatMap((answer) => [
      // The reset after an unread body may overtake the answer.
      ...expectStatus(answer, [status, undefined], '100 MB'),
      ...expectThat(answer.sent < 10 * MB, `${answer.sent} bytes were taken`),
      ...expectThat(answer.ms < 2000, `cut after ${answer.ms} ms`),
    ]),
    ...expectThat(grown < 5 * MB, `memory grew by ${grown} bytes`),
  ]
}

const BOMB = gzipSync(' '.repeat(10 * MB))

/** A push of exactly so many bytes. In an envelope the padding stands outside the ciphertext. */
function pushOf(target: Target, Content: string, bytes: number) {
  const { query, body } = target.sign(target.text(Content))
  return { query, body: body.padEnd(bytes - Buffer.byteLength(body) + body.length, ' ') }
}

export const body: readonly Case[] = [
  {
    id: 'S14',
    name: 'one byte more than 64 kB, and not one less',
    modes: ALL,
    run: async (target) => {
      const over = pushOf(target, FORGED, LIMIT + 1)
      const chunked = { 'transfer-encoding': 'chunked', 'content-length': undefined }
      const pieces = `${(LIMIT + 1).toString(16)}\r\n${over.body}\r\n0\r\n\r\n`
      return [
        ...expectStatus(await target.post(pushOf(target, 'just', LIMIT)), 200, '64 kB'),
        ...expectRefusal(await target.post(over), 413, 'Content-Length 64 kB + 1'),
        ...expectRefusal(
          await target.post(
            { query: target.sign(target.text(FORGED)).query, body: pieces },
            { headers: chunked },
          ),
          413,
          'chunked 64 kB + 1',
        ),
      ]
    },
  },
  {
    id: 'S14',
    name: '100 MB without a signature are not read',
    modes: ['plain', 'safe'],
    run: (target) => expectCut(target, 403, () => 'signature=x'),
  },
  {
    id: 'S14',
    name: '100 MB at a path where nobody is are not read',
    modes: ['plain'],
    run: (target) =>
      expectCut(Object.assign(Object.create(target), { path: '/nobody' }), 404, () => ''),
  },
  {
    id: 'S14',
    name: '100 MB with a signature are cut off',
    modes: ['plain', 'safe'],
    run: (target) => expectCut(target, 413, () => textOf(target.sign(target.text(FORGED)).query)),
  },
  {
    id: 'S14',
    name: 'an unsigned request is refused before its body comes',
    modes: ALL,
    run: (target) =>
      each(['60000', '5'], async (length) => {
        const headers = { 'content-length': length }
        const bytes = bytesOf({ target: target.path, headers })
        // A bot that waited for the body would answer 408, after 4 s.
        return expectRefusal(await target.send(bytes), 403, length)
      }),
  },
  {
    id: 'S14',
    name: 'compressed bodies, and bombs among them',
    modes: ALL,
    run: (target) => {
      const encodings = ['gzip', 'deflate', 'br', 'GZIP', 'x-gzip', 'identity, gzip', 'zstd', 'x']
      return each(encodings, async (encoding) => {
        const { query, body: text } = target.sign(target.text(FORGED))
        // Members of one gzip stream follow each other.
        const packed = { query, body: Buffer.concat([gzipSync(text), BOMB]) }
        const answer = await target.post(packed, { headers: { 'content-encoding': encoding } })
        return expectRefusal(answer, 415, encoding)
      })
    },
  },
  {
    id: 'S12',
    name: 'bodies of another length than Content-Length says',
    modes: ALL,
    run: async (target) => {
      const cut = async (by: number) => {
        const { query, body: text } = target.sign(target.text(FORGED))
        const whole = bytesOf({ target: `${target.path}?${textOf(query)}`, body: text })
        const answer = await target.send(whole.subarray(0, -by), { isCut: true })
        return expectStatus(answer, [400, undefined], `${by} bytes missing`)
      }
      const short = await each([1, 5, 20, 100], async (by) => {
        const { query, body: text } = target.sign(target.text(FORGED))
        const headers = { 'content-length': String(Buffer.byteLength(text) - by) }
        const answer = await target.post({ query, body: text }, { headers })
        return expectStatus(answer, target.isSealed ? [400, 403] : 400, `${by} bytes too many`)
      })
      return [...(await each([1, 5, 6, 20, 100], cut)), ...short]
    },
  },
  {
    id: 'S12',
    name: 'chunks, good and bad',
    modes: ALL,
    run: async (target) => {
      const send = async (wrap: (text: string) => string, Content = FORGED) => {
        const { query, body: text } = target.sign(target.text(Content))
        const headers = { 'transfer-encoding': 'chunked', 'content-length': undefined }
        return target.post({ query, body: wrap(text) }, { headers })
      }
      const size = (text: string) => Buffer.byteLength(text).toString(16)
      const bad: ((text: string) => string)[] = [
        (text) => `-1\r\n${text}\r\n0\r\n\r\n`,
        (text) => `xyz\r\n${text}\r\n0\r\n\r\n`,
        (text) => `0x${size(text)}\r\n${text}\r\n0\r\n\r\n`,
        (text) => `fffffffffffffffff\r\n${text}\r\n0\r\n\r\n`,
        (text) => `${size(text)} \n${text}\n0\n\n`,
        (text) => `${size(text)}\r\n${text}xx0\r\n\r\n`,
        () => '0\r\n\r\n',
        () => '\r\n\r\n',
      ]
      const good = (text: string) => {
        const half = Math.floor(text.length / 2)
        const pieces = [text.slice(0, half), text.slice(half)]
        return `${pieces.map((piece) => `${size(piece)};x=y\r\n${piece}\r\n`).join('')}0\r\n\r\n`
      }
      return [
        ...expectStatus(await send(good, 'in pieces'), 200, 'good chunks'),
        ...(await each(bad, async (wrap, i) =>
          expectStatus(await send(wrap), [400, undefined], `chunks ${i}`),
        )),
      ]
    },
  },
]
