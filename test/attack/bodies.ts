/** S14, S15: bodies and connections that cost, and requests that are none. */
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { expect } from 'chai'
import { type AttackCase, queryOf, type Target } from './target.js'
import { createPush } from './tools.js'

/** Memory of the process, in bytes. */
function memoryOf({ server }: Target): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) * 1024
}

function head(target: Target, query: string, more: string): string {
  return `POST ${target.path}?${query} HTTP/1.1\r\nHost: bot\r\nConnection: close\r\n${more}\r\n`
}

export const BODY_CASES: readonly AttackCase[] = [
  {
    id: 'S14',
    name: '64 kB and one byte, announced and streamed',
    run: async (target) => {
      const { query } = target.sign(createPush({ kind: 'text' }))
      const big = 'x'.repeat(64 * 1024 + 1)
      expect((await target.post(queryOf(query), big)).status).to.equal(413)
      const chunked = `${(65_537).toString(16)}\r\n${big}\r\n0\r\n\r\n`
      const streamed = await target.raw(
        head(target, queryOf(query), 'Transfer-Encoding: chunked\r\n') + chunked,
      )
      expect(streamed.status).to.equal(413)
    },
  },
  {
    id: 'S14',
    name: '100 MB to somebody who has not signed: not read, no memory',
    run: async (target) => {
      const before = memoryOf(target)
      const bytes = await flood(target, head(target, '', 'Content-Length: 104857600\r\n'))
      expect(bytes).to.be.below(20 * 1024 * 1024)
      const signed = queryOf(target.sign(createPush({ kind: 'text' })).query)
      await flood(target, head(target, signed, 'Transfer-Encoding: chunked\r\n'), true)
      expect((memoryOf(target) - before) / 1024 / 1024).to.be.below(25)
    },
  },
  {
    id: 'S14',
    name: 'compressed bodies',
    run: async (target) => {
      for (const encoding of ['gzip', 'br', 'deflate', 'x']) {
        const { query, body } = target.sign(createPush({ kind: 'text' }))
        const answer = await target.post(queryOf(query), body, `Content-Encoding: ${encoding}\r\n`)
        expect(answer.status).to.equal(415)
      }
    },
  },
  {
    id: 'S14',
    name: 'a length that is not the body’s, two lengths, length and chunks',
    run: async (target) => {
      const { query, body } = target.sign(createPush({ kind: 'text' }))
      const bytes = Buffer.byteLength(body)
      const send = (more: string, text = body) =>
        target.raw(head(target, queryOf(query), more) + text, 5500)
      // More than announced: the rest is the next request, and none.
      expect((await send(`Content-Length: ${bytes - 5}\r\n`)).status).to.be.oneOf([400, 403])
      expect(
        (await send(`Content-Length: ${bytes}\r\nContent-Length: ${bytes + 1}\r\n`)).status,
      ).to.equal(400)
      expect((await send('Content-Length: -1\r\n')).status).to.equal(400)
      expect((await send('Content-Length: 99999999999999999999\r\n')).status).to.be.oneOf([
        400, 413,
      ])
      const smuggled = await send(
        `Content-Length: ${bytes}\r\nTransfer-Encoding: chunked\r\n`,
        `0\r\n\r\nGET ${target.path} HTTP/1.1\r\n\r\n`,
      )
      expect(smuggled.status).to.equal(400)
    },
  },
  {
    id: 'S14',
    name: 'other methods, strange targets, heads of 9 kB',
    run: async (target) => {
      for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND']) {
        const { query } = target.sign(createPush({ kind: 'text' }))
        const answer = await target.raw(
          `${method} ${target.path}?${queryOf(query)} HTTP/1.1\r\nHost: bot\r\nConnection: close\r\n\r\n`,
        )
        expect(answer.status, method).to.equal(405)
        expect(answer.body).to.equal('')
      }
      for (const line of [
        'GET / HTTP/1.1',
        `GET //${target.path} HTTP/1.1`,
        `GET ${target.path}/ HTTP/1.1`,
        `GET ${target.path}%2f..%2f HTTP/1.1`,
        'GET /../../etc/passwd HTTP/1.1',
        `GET ${target.path.toUpperCase()} HTTP/1.1`,
      ]) {
        const answer = await target.raw(`${line}\r\nHost: bot\r\nConnection: close\r\n\r\n`)
        expect(answer.status, line).to.be.oneOf([400, 403, 404])
        expect(answer.body).to.be.oneOf(['', 'Not Found'])
      }
      expect(
        (await target.raw('CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\n\r\n', 1000)).status,
      ).to.be.oneOf([0, 400])
      expect((await target.raw('\0\0\0\0\r\n\r\n', 1000)).status).to.equal(400)
      const large = `GET ${target.path} HTTP/1.1\r\nHost: bot\r\nX: ${'x'.repeat(9000)}\r\n\r\n`
      expect((await target.raw(large)).status).to.equal(431)
      const long = `GET ${target.path}?${'x'.repeat(9000)} HTTP/1.1\r\nHost: bot\r\n\r\n`
      expect((await target.raw(long)).status).to.be.oneOf([414, 431])
    },
  },
  {
    id: 'S15',
    name: 'a body that never ends, a head that never ends, nothing at all',
    run: async (target) => {
      const { query } = target.sign(createPush({ kind: 'text' }))
      const [body, slowHead, nothing] = await Promise.all([
        target.raw(`${head(target, queryOf(query), 'Content-Length: 100\r\n')}<xml>`, 9000),
        target.raw(`POST ${target.path} HTTP/1.1\r\nHost: bot\r\n`, 9000),
        target.raw('', 9000),
      ])
      expect(body.status).to.equal(408)
      expect(body.ms).to.be.within(3500, 5500)
      expect(slowHead.ms).to.be.below(7500)
      expect(slowHead.status).to.be.oneOf([0, 408])
      expect(nothing.ms).to.be.below(7500)
    },
  },
]

/** Writes until the server ends the connection; how many bytes it took. */
function flood(target: Target, start: string, isChunked = false): Promise<number> {
  return new Promise((resolve) => {
    const socket = connect(target.server.port, '127.0.0.1')
    const block = Buffer.alloc(64 * 1024, 0x78)
    const chunk = isChunked
      ? Buffer.concat([Buffer.from(`${block.length.toString(16)}\r\n`), block, Buffer.from('\r\n')])
      : block
    let sent = 0
    const write = () => {
      while (!socket.destroyed && sent < 100 * 1024 * 1024) {
        sent += chunk.length
        if (!socket.write(chunk)) return void socket.once('drain', write)
      }
      socket.end()
    }
    socket.on('connect', () => {
      socket.write(start)
      write()
    })
    socket.on('error', () => {})
    socket.on('data', () => {})
    socket.on('close', () => resolve(socket.bytesWritten))
    setTimeout(() => socket.destroy(), 3000).unref()
  })
}
