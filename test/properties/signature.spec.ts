/** Signatures: nobody without the token gets anything run. */
import { createPush, SAMPLE_ACCOUNT } from '@wechatbot/simulator'
import { expect } from 'chai'
import fc from 'fast-check'
import { sign } from '#core/crypto/signature.js'
import { mutated, oddText, runs, TIMEOUT_MS } from './fuzz.js'
import { ask } from './request.js'
import { NOW, SECONDS, signed, TOKEN, target, urlOf, XML } from './target.js'

// What somebody may know: what the three parts look like, and signatures made without the token.
const guess = fc.oneof(
  fc.constantFrom('', 'weixin', 'token', TOKEN.toLowerCase(), TOKEN.slice(1), `${TOKEN} `),
  fc.string(),
)
const timestamp = fc.oneof(
  { weight: 4, arbitrary: fc.constant(SECONDS) },
  fc.integer({ min: -400, max: 400 }).map((skew) => String(NOW / 1000 + skew)),
  fc.constantFrom('', '0', ` ${SECONDS}`, `+${SECONDS}`, '1e9', SECONDS.slice(0, 9)),
)
const nonce = fc.oneof(
  { weight: 3, arbitrary: fc.nat(9_999_999_999).map(String) },
  fc.constantFrom('-', '_', 'x'.repeat(64), 'x'.repeat(65)),
  oddText(3),
)
const hex = fc
  .bigInt({ min: 0n, max: 2n ** 160n - 1n })
  .map((n) => n.toString(16).padStart(40, '0'))
const made = fc
  .tuple(fc.nat(5), guess, hex)
  .map(([how, token, other]) => (time: string, once: string): string => {
    if (how === 0) return sign(time, once)
    if (how === 1) return sign(token)
    if (how === 2) return other
    return how === 3 ? other.toUpperCase() : sign(token, time, once)
  })
const percent = (text: string) =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
const written = fc.constantFrom(
  (name: string, value: string) => String(new URLSearchParams([[name, value]])),
  (name: string, value: string) => `${name}=${percent(value)}`,
  (name: string, value: string) => `${percent(name)}=${percent(value)}`,
  (name: string, value: string) => `${name}[]=${percent(value)}`,
  (name: string, value: string) => `${name}[0]=${percent(value)}`,
  (name: string, value: string) => `${name}=${percent(value)}&${name}=${percent(value)}`,
  (name: string, value: string) => `${name}=&${name}=${percent(value)}`,
  (name: string, value: string) => `${name.toUpperCase()}=${percent(value)}`,
  (name: string, value: string) => `${name}=${value.replace(/[^\w-]/g, '%')}`,
  (name: string, _value: string) => name,
  (_name: string, _value: string) => '',
)
const junk = fc.oneof(
  fc.constantFrom(
    '&',
    '=',
    '%',
    '%E0%A4%A',
    '__proto__=x',
    '__proto__[signature]=x',
    'constructor=1',
    '#',
    ';',
  ),
  oddText(2).map(percent),
)
const plainly = (name: string, value: string) => `${name}=${percent(value)}`

/** Query strings of somebody without the token, many of them right but for the signature. */
const query = fc
  .record({
    time: timestamp,
    once: nonce,
    made,
    forms: fc.array(fc.oneof({ weight: 6, arbitrary: fc.constant(plainly) }, written), {
      minLength: 6,
      maxLength: 6,
    }),
    more: fc.array(junk, { maxLength: 2 }),
    sealed: fc.constantFrom('aes', 'raw', ''),
  })
  .map(({ time, once, made, forms, more, sealed }) => {
    const values: [string, string][] = [
      ['signature', made(time, once)],
      ['timestamp', time],
      ['nonce', once],
      ['msg_signature', made(time, once)],
      ['encrypt_type', sealed],
      ['echostr', 'canary'],
    ]
    const parts = values.map(([name, value], i) => (forms[i] ?? plainly)(name, value))
    return [...parts, ...more].join('&')
  })

const modes = ['plain', 'safe', 'compat'] as const

describe('properties of signatures', function () {
  this.timeout(TIMEOUT_MS)

  it('run nothing for a query that was made without the token', async () => {
    const bodies = {
      plain: signed('plain').body,
      safe: signed('safe').body,
      compat: signed('compat').body,
    }
    const targets = { plain: target('plain'), safe: target('safe'), compat: target('compat') }
    const method = fc.constantFrom('POST', 'POST', 'POST', 'GET', 'HEAD', 'PUT', 'PATCH', 'DELETE')
    await fc.assert(
      fc.asyncProperty(query, method, fc.constantFrom(...modes), async (text, verb, mode) => {
        const bot = targets[mode]
        const body = bodies[mode]
        const response = await ask(bot.listener, { method: verb, url: `/wechat?${text}`, body })
        expect(response.status).to.be.oneOf(['GET', 'POST'].includes(verb) ? [403] : [403, 405])
        expect(response.body).to.equal('')
        expect(bot.runs()).to.equal(0)
      }),
      runs(10_000),
    )
    // The same body with the token's signature does run: the refusals were the signature's.
    for (const mode of modes) {
      const { listener, runs: count, errors } = targets[mode]
      const push = signed(mode)
      expect((await ask(listener, { url: urlOf(push.query), body: push.body })).status).to.equal(
        200,
      )
      expect(count()).to.equal(1)
      expect(errors()).to.deep.equal([])
    }
  })

  it('cannot be split into other parts than they were made of', async () => {
    // Without its window, which would refuse most of them for their age.
    const bot = target('plain', { bindSignatures: false, freshnessSeconds: 0 })
    const split = fc.tuple(
      // Of digits they are, and stay, behind the timestamp when the parts are sorted.
      fc.oneof(fc.stringMatching(/^[2-9]{10,24}$/), fc.stringMatching(/^[\w-]{4,64}$/)),
      fc.integer({ min: -20, max: 20 }),
      fc.boolean(),
    )
    await fc.assert(
      fc.asyncProperty(split, async ([once, shift, isPadded]) => {
        const { query: captured } = signed('plain', XML, once)
        const joined = `${captured.timestamp}${captured.nonce}`
        const end = 10 + shift
        if (shift === 0 || end < 0 || end > joined.length) return
        const other = { timestamp: joined.slice(0, end), nonce: joined.slice(end) }
        if (isPadded) other.nonce += ' '
        const url = urlOf({ ...captured, ...other })
        expect((await ask(bot.listener, { url, body: XML })).status).to.equal(403)
        expect(bot.runs()).to.equal(0)
      }),
      runs(300),
    )
  })

  it('of a push is no signature of an empty or plain envelope', async () => {
    const bot = target('safe')
    const encrypted = fc.oneof(fc.constantFrom('', ' ', '=', '===='), oddText(4))
    await fc.assert(
      fc.asyncProperty(encrypted, fc.boolean(), async (Encrypt, isPlain) => {
        const { query: captured } = signed('plain')
        const body = isPlain
          ? XML
          : `<xml><ToUserName>${SAMPLE_ACCOUNT}</ToUserName><Encrypt><![CDATA[${Encrypt.replaceAll(']]>', '')}]]></Encrypt></xml>`
        const url = urlOf({
          ...captured,
          encrypt_type: 'aes',
          msg_signature: captured.signature ?? '',
        })
        expect((await ask(bot.listener, { url, body })).status).to.be.oneOf([400, 403])
        expect(bot.runs()).to.equal(0)
      }),
      runs(200),
    )
  })

  it('of one message bring no other, and nothing random brings an error', async () => {
    const bot = target('plain')
    const documents = fc
      .constantFrom('text', 'event:CLICK', 'location', 'event:pic_weixin')
      .map((kind) => createPush({ kind, now: NOW, fields: { EventKey: '键' } }))
    const bytes = fc.oneof(
      { weight: 3, arbitrary: mutated(documents) },
      fc.uint8Array({ maxLength: 300 }),
    )
    let isBound = false
    await fc.assert(
      fc.asyncProperty(bytes, async (body) => {
        const push = signed('plain')
        const fresh = await ask(bot.listener, { url: urlOf(push.query), body })
        expect(fresh.status).to.be.oneOf([200, 400])
        const other = createPush({ kind: 'text', now: NOW })
        const replayed = await ask(bot.listener, { url: urlOf(push.query), body: other })
        // A body that said nothing owns no signature.
        expect(replayed.status).to.equal(fresh.status === 200 ? 403 : 200)
        isBound ||= fresh.status === 200
        expect(bot.errors()).to.deep.equal([])
      }),
      runs(400),
    )
    expect(isBound).to.equal(true)
  })
})
