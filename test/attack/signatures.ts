/** S1, S4, S5, S6, S7, S8, S9, S20: who may push at all. */

import { expect } from 'chai'
import { type AttackCase, queryOf, type Target } from './target.js'
import { createPush, randomDigits, SAMPLE_ACCOUNT, signQuery } from './tools.js'

const text = (Content = '你好', msgId?: string) =>
  createPush({ kind: 'text', fields: { Content }, ...(msgId === undefined ? {} : { msgId }) })

/** Posts a good push with another query. */
async function statusWith(
  target: Target,
  change: (query: Record<string, string>) => string | Record<string, string | undefined>,
): Promise<number> {
  const { query, body } = target.sign(text())
  const changed = change({ ...query })
  const parameters =
    typeof changed === 'string'
      ? changed
      : queryOf(
          Object.fromEntries(
            Object.entries(changed).filter(
              (pair): pair is [string, string] => pair[1] !== undefined,
            ),
          ),
        )
  return (await target.post(parameters, body)).status
}

/** Which parameters the mode's signature stands in. */
const signatureName = ({ mode }: Target) => (mode === 'plain' ? 'signature' : 'msg_signature')

export const SIGNATURE_CASES: readonly AttackCase[] = [
  {
    id: 'S1',
    name: 'no query, no signature, an empty, a wrong, a foreign one',
    run: async (target) => {
      const { body } = target.sign(text())
      expect((await target.post('', body)).status).to.equal(403)
      expect((await target.get('')).status).to.equal(403)
      expect((await target.get('echostr=1')).status).to.equal(403)
      const name = signatureName(target)
      for (const value of [undefined, '', '0'.repeat(40), 'f'.repeat(40), 'undefined', '1']) {
        expect(await statusWith(target, (query) => ({ ...query, [name]: value }))).to.equal(403)
      }
      const foreign = signQuery({ token: 'another-token' })
      expect(await statusWith(target, (query) => ({ ...query, ...foreign }))).to.equal(403)
    },
  },
  {
    id: 'S1',
    name: 'upper case, white space, look-alikes of a right signature',
    run: async (target) => {
      const name = signatureName(target)
      for (const bend of [
        (s: string) => s.toUpperCase(),
        (s: string) => ` ${s}`,
        (s: string) => `${s}\n`,
        (s: string) => `${s}\0`,
        (s: string) => s.replace(/[0-9]/, (digit) => String.fromCharCode(0xff10 + Number(digit))),
      ]) {
        const status = await statusWith(target, (query) => {
          // A signature without letters has no upper case.
          if (!/[a-f]/.test(query[name] ?? '')) return { ...query, [name]: 'F'.repeat(40) }
          return { ...query, [name]: bend(query[name] ?? '') }
        })
        expect(status).to.equal(403)
      }
    },
  },
  {
    id: 'S7',
    name: 'signatures of every length from 0 to 100',
    run: async (target) => {
      for (let length = 0; length <= 100; length += 1) {
        const name = signatureName(target)
        const status = await statusWith(target, (query) => ({
          ...query,
          [name]: 'a'.repeat(length),
        }))
        expect(status, `length ${length}`).to.equal(403)
      }
    },
  },
  {
    id: 'S4',
    name: 'timestamp and nonce cut elsewhere: the same hash',
    run: async (target) => {
      for (const move of [1, 2, 5, 9]) {
        const status = await statusWith(target, (query) => ({
          ...query,
          timestamp: `${query.timestamp}${query.nonce?.slice(0, move)}`,
          nonce: query.nonce?.slice(move),
        }))
        expect(status).to.equal(403)
      }
      const all = await statusWith(target, (query) => ({
        ...query,
        timestamp: query.timestamp?.slice(0, 9),
        nonce: `${query.timestamp?.slice(9)}${query.nonce}`,
      }))
      expect(all).to.equal(403)
    },
  },
  {
    id: 'S5',
    name: 'a captured URL with another message',
    run: async (target) => {
      const first = target.sign(text('转账 1 元'))
      expect((await target.post(queryOf(first.query), first.body)).status).to.equal(200)
      const second = target.sign(text('转账 9999 元'))
      expect((await target.post(queryOf(first.query), second.body)).status).to.equal(403)
      if (target.mode === 'plain') expect(target.server.log()).to.contain('bindSignatures: false')
      // As a handshake, too.
      if (target.mode === 'plain') {
        const { signature, timestamp, nonce } = first.query
        const echo = queryOf({ signature, timestamp, nonce, echostr: '1' } as Record<
          string,
          string
        >)
        expect((await target.get(echo)).status).to.equal(403)
      }
    },
  },
  {
    id: 'S5',
    name: 'the same push again is the same message: one run, the same reply',
    run: async (target) => {
      const { query, body } = target.sign(text('再来一次'))
      const [first, second] = [
        await target.post(queryOf(query), body),
        await target.post(queryOf(query), body),
      ]
      expect([first.status, second.status]).to.deep.equal([200, 200])
      if (target.mode === 'plain') {
        const timeless = (xml: string) => xml.replace(/<CreateTime>\d+/, '')
        expect(timeless(second.body)).to.equal(timeless(first.body))
      }
      // Signed anew, as WeChat may do: still the same message.
      const id = `2${randomDigits(16)}`
      const now = Date.now()
      const xml = createPush({ kind: 'text', fields: { Content: '新签' }, msgId: id, now })
      expect(await target.replyTo(xml)).to.equal('新签')
      expect(await target.replyTo(xml)).to.equal('新签')
    },
  },
  {
    id: 'S5',
    name: 'a push of ten minutes ago, and of ten minutes from now',
    run: async (target) => {
      for (const shift of [-600_000, -303_000, 303_000, 600_000]) {
        const { query, body } = target.sign(text(), { now: Date.now() + shift })
        expect((await target.post(queryOf(query), body)).status).to.equal(403)
      }
      const { query, body } = target.sign(text(), { now: Date.now() - 200_000 })
      expect((await target.post(queryOf(query), body)).status).to.equal(200)
    },
  },
  {
    id: 'S6',
    name: 'the log says how far the clock is off, once a minute',
    run: async (target) => {
      const { query, body } = target.sign(text(), { now: Date.now() - 400_000 })
      await target.post(queryOf(query), body)
      await target.post(queryOf(query), body)
      const lines = target.server
        .log()
        .split('\n')
        .filter((line) => line.includes('"STALE_PUSH"'))
      const own = lines.filter((line) => line.includes(`"bot":"${target.mode}"`))
      expect(own).to.have.length(1)
      expect(own[0]).to.match(/signed \d+ s (ago|in the future)/)
    },
  },
  {
    id: 'S8',
    name: 'parameters twice, as lists, as objects',
    run: async (target) => {
      const names = ['signature', 'timestamp', 'nonce']
      if (target.mode !== 'plain') names.push('msg_signature', 'encrypt_type')
      for (const name of names) {
        const twice = await statusWith(
          target,
          (query) => `${queryOf(query)}&${name}=${query[name]}`,
        )
        expect(twice, `${name} twice`).to.equal(403)
        const list = await statusWith(target, ({ [name]: value, ...rest }) => {
          return `${queryOf(rest)}&${encodeURIComponent(`${name}[]`)}=${value}`
        })
        expect(list, `${name}[]`).to.equal(403)
        const own = await statusWith(target, ({ [name]: value, ...rest }) => {
          return `${queryOf(rest)}&__proto__[${name}]=${value}`
        })
        expect(own, `__proto__[${name}]`).to.equal(403)
      }
    },
  },
  {
    id: 'S9',
    name: 'markup in echostr',
    run: async (target) => {
      const handshake = (echostr: string) =>
        target.get(queryOf({ ...signQuery(target.secrets), echostr }))
      for (const echostr of [
        '<script>alert(1)</script>',
        '"><img src=x>',
        'a b',
        '',
        '你好',
        'x'.repeat(513),
        'a\r\nSet-Cookie: x=1',
      ]) {
        const { status, body, headers } = await handshake(echostr)
        expect(status, echostr).to.equal(400)
        expect(body).to.equal('')
        expect(headers).not.to.contain('Set-Cookie')
      }
      const { status, body, headers } = await handshake('5927782489442352469')
      expect([status, body]).to.deep.equal([200, '5927782489442352469'])
      expect(headers)
        .to.match(/content-type: text\/plain/i)
        .and.match(/x-content-type-options: nosniff/i)
    },
  },
  {
    id: 'S20',
    name: 'Host and X-Forwarded-* of every kind',
    run: async (target) => {
      for (const headers of [
        'X-Forwarded-For: 127.0.0.1\r\n',
        'X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https\r\n',
        'X-Original-URL: /plain\r\nX-Rewrite-URL: /plain\r\n',
        `Forwarded: for=127.0.0.1;host=evil.example\r\n`,
      ]) {
        const { query, body } = target.sign(text())
        const good = await target.post(queryOf(query), body, headers)
        expect(good.status).to.equal(200)
        expect(`${good.headers}${good.body}`).not.to.contain('evil.example')
        expect((await target.post('', body, headers)).status).to.equal(403)
      }
      const { query, body } = target.sign(text())
      const odd = await target.raw(
        `POST ${target.path}?${queryOf(query)} HTTP/1.1\r\nHost: evil.example:99999@x\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      )
      expect(odd.status).to.be.oneOf([200, 400])
      expect(odd.headers).not.to.contain('evil.example')
    },
  },
  {
    id: 'S16',
    name: 'the message of an envelope to another account',
    modes: ['safe', 'compat'],
    run: async (target) => {
      const inner = target.sign(createPush({ kind: 'text', to: 'gh_other0000000' }))
      const swapped = inner.body.replace('gh_other0000000', SAMPLE_ACCOUNT)
      expect((await target.post(queryOf(inner.query), swapped)).status).to.equal(403)
    },
  },
]
