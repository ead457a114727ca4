/** HTTP itself: methods, heads, and two readings of one request. */
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
import { bytesOf } from './wire.js'

/** A request hidden in another; its answer would say `ok`. */
const HIDDEN = 'GET /live HTTP/1.1\r\nhost: x\r\n\r\n'

/** Answered once, and not with what the hidden request asked for. */
function expectNothingHidden(bytes: string, what: string): Verdict {
  const answers = bytes.match(/HTTP\/1\.1 \d{3}/g) ?? []
  return [
    ...expectThat(answers.length <= 1, `${what}: ${answers.length} answers`),
    ...expectThat(!bytes.endsWith('ok'), `${what}: the hidden request was answered`),
    ...expectThat(/^HTTP\/1\.1 [34]|^$/.test(bytes), `${what}: ${bytes.slice(0, 60)}`),
  ]
}

export const http: readonly Case[] = [
  {
    id: 'S1',
    name: 'methods other than GET and POST, rightly signed',
    modes: ALL,
    run: (target) => {
      const methods = 'PUT DELETE PATCH OPTIONS TRACE PROPFIND MKCOL PURGE LOCK SEARCH REPORT HEAD'
      return each(methods.split(' '), async (method) => {
        const push = target.sign(target.text(FORGED))
        const answer = await target.post(push, { method, headers: { 'x-canary': 'reflected' } })
        return [
          ...expectRefusal(answer, 405, method),
          ...expectThat(/^allow: GET, POST$/im.test(answer.head), `${method}: no Allow`),
          ...expectThat(!answer.bytes.includes('reflected'), `${method} reflects`),
        ]
      })
    },
  },
  {
    id: 'S1',
    name: 'a browser at the address of a bot, and what calls itself one',
    modes: ALL,
    run: async (target) => {
      const browser = { host: 'bot.example.com', accept: 'text/html' }
      const open = (search: string, headers: Record<string, string>) =>
        target.send(bytesOf({ method: 'GET', target: `${target.path}${search}`, headers }))
      const page = await open('', browser)
      const { token, encodingAESKey = token, appId = token } = target.secrets
      const told = [token, encodingAESKey, appId, target.path, 'EncodingAESKey'].filter((text) =>
        page.body.includes(text),
      )
      const queries = ['?', '?a=b', '?signature', '?echostr=1', '?accept=text/html']
      return [
        ...expectStatus(page, 200, 'a browser'),
        ...expectThat(told.length === 0, `the page tells ${told}`),
        ...expectRefusal(await open('', { host: 'bot.example.com' }), 403, 'no browser'),
        ...(await each(queries, async (search) =>
          expectRefusal(await open(search, browser), 403, `a browser with ${search}`),
        )),
      ]
    },
  },
  {
    id: 'S1',
    name: 'CONNECT, unknown methods, other protocols and noise',
    modes: ['plain', 'frozen'],
    run: (target) => {
      const requests = [
        'CONNECT 169.254.169.254:80 HTTP/1.1\r\nhost: x\r\n\r\n',
        'CONNECT / HTTP/1.1\r\nhost: x\r\n\r\n',
        'GETT /live HTTP/1.1\r\nhost: x\r\n\r\n',
        'get /live HTTP/1.1\r\nhost: x\r\n\r\n',
        'GET /live HTTP/9.9\r\nhost: x\r\n\r\n',
        'GET /live HTTP/1.1\r\n\r\n',
        'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
        '\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc',
        '\0'.repeat(1000),
        'GET\0/live HTTP/1.1\r\nhost: x\r\n\r\n',
        'GET /live\0 HTTP/1.1\r\nhost: x\r\n\r\n',
        'GET /live HTTP/1.1\nhost: x\n\n\0',
        'GET /live HTTP/1.1\r\nhost: x\r\na\0b: c\r\n\r\n',
        'GET /live HTTP/1.1\r\nhost : x\r\n\r\n',
        '你好\r\n\r\n',
      ]
      return each(requests, async (text) => {
        const answer = await target.send(Buffer.from(text), { patienceMs: 1000 })
        const what = JSON.stringify(text.slice(0, 40))
        return expectStatus(answer, [undefined, 400, 405, 505], what)
      })
    },
  },
  {
    id: 'S15',
    name: 'heads beyond 8 kB, and a thousand headers',
    modes: ['plain', 'frozen'],
    run: (target) => {
      const long = 'x'.repeat(9000)
      const many = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`x-${i}`, '1']))
      const requests = [
        bytesOf({ target: `${target.path}?${long}`, body: '' }),
        bytesOf({ target: target.path, headers: { cookie: long } }),
        bytesOf({ target: target.path, headers: { [long]: 'x' } }),
        bytesOf({ target: target.path, headers: many }),
        bytesOf({ target: target.path, headers: { 'content-type': long } }),
      ]
      return each(requests, async (bytes, i) =>
        // The answer may be lost to the reset that follows what was not read.
        expectStatus(await target.send(bytes), [400, 414, 431, undefined], `head ${i}`),
      )
    },
  },
  {
    id: 'S12',
    name: 'a request hidden in the body of another',
    modes: ALL,
    run: (target) => {
      const length = String(HIDDEN.length)
      const chunks = `0\r\n\r\n${HIDDEN}`
      const both: readonly Readonly<Record<string, string | undefined>>[] = [
        { 'content-length': String(chunks.length), 'transfer-encoding': 'chunked' },
        { 'content-length': '4', 'transfer-encoding': 'chunked' },
        { 'content-length': String(chunks.length), 'transfer-encoding': 'xchunked' },
        { 'content-length': String(chunks.length), 'transfer-encoding': 'chunked, identity' },
        { 'content-length': undefined, 'transfer-encoding': 'identity, chunked, x' },
        { 'content-length': String(chunks.length), 'transfer-encoding': '\u000bchunked' },
        { 'content-length': `${length}, 0` },
        { 'content-length': '+0' },
        { 'content-length': '-1' },
        { 'content-length': '0x10' },
        { 'content-length': '1e3' },
        { 'content-length': '0 1' },
        { 'content-length': '99999999999999999999' },
        { 'content-length': '0\r\ncontent-length: 5' },
        { 'content-length': '0\r\n x: folded' },
        { 'content-length': '0\n\ttransfer-encoding: chunked' },
        { 'content-length': undefined, 'transfer-encoding': 'chunked\r\ntransfer-encoding: x' },
        { 'content-length': '5', 'transfer-encoding ': 'chunked' },
      ]
      return each(both, async (framing) => {
        // Kept open, as a proxy does; nothing is signed, nothing may come back but refusals.
        const headers = { ...framing, connection: 'keep-alive' }
        const bytes = bytesOf({ target: target.path, headers, body: chunks })
        const answer = await target.send(bytes, { patienceMs: 400 })
        return expectNothingHidden(answer.bytes, JSON.stringify(framing))
      })
    },
  },
]
