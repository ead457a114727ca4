/** Who may speak at all: signatures and their parameters. */
import { ALL, type Case, each, expectRefusal, expectStatus, expectThat, FORGED } from './case.js'
import { WALLED } from './server.js'
import { type Target, textOf } from './target.js'

/** What every request must have, and nobody may leave out. */
const SIGNED = ['signature', 'timestamp', 'nonce']

/** Queries as an attacker sends them: with a POST that would be a message, and as a handshake. */
function refuseAll(target: Target, queries: readonly string[]) {
  const body = target.sign(target.text(FORGED)).body
  return each(queries, async (query) => [
    ...expectRefusal(await target.post({ query, body }), 403, `POST ?${query.slice(0, 80)}`),
    ...expectRefusal(await target.get(`${query}&echostr=${FORGED}`), 403, `GET ?${query}`),
  ])
}

/** The query of a good push with some of its parameters written another way. */
function written(target: Target, change: (name: string, value: string) => readonly string[]) {
  return SIGNED.flatMap((changed) => {
    const query = Object.entries(target.query())
    const unchanged = query.filter(([name]) => name !== changed)
    const value = String(query.find(([name]) => name === changed)?.[1])
    const rest = textOf(Object.fromEntries(unchanged))
    return change(changed, value).map((text) => (text === '' ? rest : `${text}&${rest}`))
  })
}

/** ASCII to characters that look the same, or normalise to it. */
const fullWidth = (text: string) =>
  encodeURIComponent(text.replace(/./g, (c) => String.fromCodePoint(c.charCodeAt(0) + 0xfee0)))
const cyrillic = (text: string) =>
  encodeURIComponent(text.replaceAll('a', 'а').replaceAll('c', 'с'))

export const signature: readonly Case[] = [
  {
    id: 'S1',
    name: 'no, wrong, empty and borrowed signatures',
    modes: ALL,
    run: (target) => {
      const { timestamp } = target.query()
      const wrong = 'da39a3ee5e6b4b0d3255bfef95601890afd80709'
      return refuseAll(target, [
        '',
        '?',
        `signature=${wrong}`,
        `signature=${wrong}&timestamp=${timestamp}&nonce=1`,
        `signature=&timestamp=${timestamp}&nonce=1`,
        `signature=undefined&timestamp=${timestamp}&nonce=1`,
        `signature=null&timestamp=${timestamp}&nonce=1`,
        `signature=true&timestamp=${timestamp}&nonce=1`,
        `signature=0&timestamp=${timestamp}&nonce=1`,
        ...['', 'weixin', 'token', 'undefined', 'null', '[redacted]'].map((token) =>
          textOf(target.query({ token })),
        ),
      ])
    },
  },
  {
    id: 'S1',
    name: 'each parameter missing or empty',
    modes: ALL,
    run: (target) =>
      refuseAll(
        target,
        written(target, (name) => ['', name, `${name}=`]),
      ),
  },
  {
    id: 'S1',
    name: 'random queries',
    modes: ALL,
    run: (target) => {
      const letters = 'signature=&timestamp=&nonce=&[]%00%2b%ff#;?/0123456789abcdef'
      const random = () =>
        Array.from({ length: 60 }, () => letters[Math.floor(Math.random() * letters.length)])
      return each(Array.from({ length: 100 }, random), async (text) => {
        const query = text.join('').replace(/#/g, '')
        const answer = await target.post({ query, body: target.text(FORGED) })
        return expectRefusal(answer, 403, query)
      })
    },
  },
  {
    id: 'S4',
    name: 'characters moved between timestamp and nonce',
    modes: ALL,
    run: (target) => {
      // Digits, and letters that sort before the token's: then a timestamp may be no number.
      const queries = [{}, { nonce: '5A5B5A5B' }, { nonce: '0-_-0' }].flatMap((options) => {
        const { signature = '', timestamp = '', nonce = '' } = target.query(options)
        const joined = [timestamp, nonce].sort().join('')
        const splits = Array.from({ length: joined.length + 1 }, (_, at) => {
          return [joined.slice(0, at), joined.slice(at)] as const
        }).filter(([one, other]) => one !== timestamp && other !== timestamp)
        return splits.flatMap(([one, other]) => [
          textOf({ signature, timestamp: one, nonce: other }),
          textOf({ signature, timestamp: other, nonce: one }),
        ])
      })
      return refuseAll(target, queries)
    },
  },
  {
    id: 'S4',
    name: 'timestamps and nonces of other shapes, rightly signed',
    modes: ALL,
    run: (target) => {
      const now = Date.now()
      const nonces = ['', ' ', 'a b', '1\n', '1\0', 'é', '１２３', '../x', '<x>', '1'.repeat(65)]
      const queries = nonces.map((nonce) => textOf(target.query({ nonce })))
      // Eleven digits, and a minus.
      for (const at of [now * 1000, -now]) queries.push(textOf(target.query({ now: at })))
      return refuseAll(target, queries)
    },
  },
  {
    id: 'S4',
    name: 'timestamps written another way',
    modes: ALL,
    run: (target) => {
      const ways = (value: string) => [
        `%2B${value}`,
        `${value}.0`,
        `${value}%20`,
        `%20${value}`,
        `0${value}`,
        `${value}%0a`,
        `${value}%00`,
        `0x${Number(value).toString(16)}`,
        `${value.slice(0, 1)}.${value.slice(1)}e9`,
        fullWidth(value),
      ]
      const change = (name: string, value: string) =>
        name === 'timestamp' ? ways(value).map((way) => `timestamp=${way}`) : []
      return refuseAll(target, written(target, change))
    },
  },
  {
    id: 'S7',
    name: 'signatures of every length from 0 to 100',
    modes: ALL,
    run: (target) => {
      const { signature = '', timestamp, nonce } = target.query()
      const text = signature.repeat(3)
      const lengths = Array.from({ length: 101 }, (_, i) => i).filter((length) => length !== 40)
      const queries = lengths.map(
        (length) => `signature=${text.slice(0, length)}&timestamp=${timestamp}&nonce=${nonce}`,
      )
      return refuseAll(target, queries)
    },
  },
  {
    id: 'S7',
    name: 'signatures in other cases and alphabets',
    modes: ALL,
    run: (target) => {
      const change = (name: string, value: string) => {
        if (name !== 'signature') return []
        const last = value.endsWith('0') ? '1' : '0'
        const ways = [
          value.replace(/[a-f]/, (c) => c.toUpperCase()),
          value.toUpperCase(),
          fullWidth(value),
          `${cyrillic(value)}%20`,
          `${value}%00`,
          `${value}%0a`,
          `%20${value}`,
          `${value}%20`,
          `%EF%BB%BF${value}`,
          `${value.slice(0, -1)}${last}`,
          `${value.slice(0, -1)}%`,
          `${value.slice(0, -1)}%ff`,
          `0x${value}`,
        ]
        return ways.map((way) => `signature=${way}`)
      }
      return refuseAll(target, written(target, change))
    },
  },
  {
    id: 'S8',
    name: 'repeated parameters, lists and objects',
    modes: ALL,
    run: (target) => {
      const change = (name: string, value: string) => [
        `${name}=${value}&${name}=${value}`,
        `${name}=&${name}=${value}`,
        `${name}=${value}&${name}=x`,
        `${name}[]=${value}`,
        `${name}[0]=${value}`,
        `${name}[toString]=${value}`,
        `${name}.value=${value}`,
        `${name}=${value},${value}`,
        `${name.toUpperCase()}=${value}`,
        `__proto__[${name}]=${value}`,
        `constructor.prototype.${name}=${value}`,
        `;${name}=${value}`,
      ]
      return refuseAll(target, written(target, change))
    },
  },
  {
    id: 'S20',
    name: 'Host and X-Forwarded-* decide nothing',
    modes: ALL,
    run: (target) => {
      const names = ['evil.example', 'localhost:1@evil.example', '127.0.0.1', "a'b", '[::1]']
      const headers = names.flatMap((name) => [
        { host: name },
        { 'x-forwarded-host': name, 'x-forwarded-proto': 'https', 'x-original-url': '/live' },
        { 'x-http-method-override': 'GET', 'x-rewrite-url': '/live', forwarded: `host=${name}` },
      ])
      return each(headers, async (more) => {
        const what = JSON.stringify(more)
        const body = target.text(FORGED)
        const forged = await target.post({ query: '', body }, { headers: more })
        const good = await target.post(target.sign(target.text('hello')), { headers: more })
        return [
          ...expectRefusal(forged, 403, what),
          ...expectStatus(good, 200, what),
          ...expectThat(!good.bytes.includes('evil.example'), `${what} came back`),
        ]
      })
    },
  },
  {
    id: 'S20',
    name: 'nobody gets past allowFrom with a header',
    modes: ['plain'],
    run: (target) => {
      const names = ['x-forwarded-for', 'x-real-ip', 'x-client-ip', 'cf-connecting-ip', 'forwarded']
      return each(names, async (name) => {
        const push = target.sign(target.text(FORGED))
        const headers = { [name]: name === 'forwarded' ? `for=${WALLED}` : WALLED }
        return expectRefusal(await target.post(push, { path: '/walled', headers }), 403, name)
      })
    },
  },
]
