import { expect } from 'chai'
import { digestOfToken } from '#src/crypto/digest.js'
import type { ErrorCode } from '#src/errors.js'
import type { Runtime } from '#src/pipeline/runtime.js'
import { verify } from '#src/pipeline/verify.js'
import type { Incoming } from '#src/turn/push.js'
import { BODY_LIMIT } from '#src/turn/push.js'
import { createSpecClock, failure, signedQuery, T0, TOKEN, textXml } from '../fixtures.ts'
import { createParts, type PartsOptions } from '../parts.ts'
import { incomingOf } from './incoming.ts'

const GROUP = digestOfToken(TOKEN)

describe('verify', () => {
  const clock = createSpecClock()
  const parts = (options: Partial<PartsOptions> = {}): Runtime => createParts({ clock, ...options })
  let reads: number[]

  const incoming = (more: Partial<Incoming> = {}) => incomingOf(reads, more)
  /** The refusal of a request, which must come before its body is read. */
  const refusalOf = async (code: ErrorCode, more: Partial<Incoming>, bot = parts()) => {
    reads = []
    const error = await failure(code, () => verify(incoming(more), bot))
    expect(reads).to.deep.equal([])
    return error
  }

  beforeEach(() => {
    reads = []
  })

  it('returns the XML of a signed push, and its signature to be bound', async () => {
    const query = signedQuery()
    const push = await verify(incoming({ query }), parts())
    expect(push).to.include({
      type: 'push',
      xml: textXml(),
      signature: `${GROUP}|${query.signature}`,
    })
    expect(push).to.have.deep.property('receivedAt', { now: T0, monotonic: 5000 })
    expect(reads).to.deep.equal([BODY_LIMIT])
  })

  it('leaves a reply as it is in plain mode', async () => {
    const push = await verify(incoming(), parts())
    expect(push.type === 'push' && push.seal('<xml/>', T0)).to.equal('<xml/>')
  })

  it('binds nothing with bindSignatures: false', async () => {
    const push = await verify(incoming(), parts({ bindSignatures: false }))
    expect(push).to.have.property('signature', undefined)
  })

  it('takes the signature of any configured token', async () => {
    const bot = parts({ token: ['new4Token', 'old4Token'] })
    for (const token of ['new4Token', 'old4Token']) {
      const push = await verify(incoming({ query: signedQuery({ token }) }), bot)
      expect(push.type).to.equal('push')
    }
    await refusalOf('BAD_SIGNATURE', { query: signedQuery() }, bot)
  })

  describe('refuses', () => {
    for (const method of ['PUT', 'HEAD', 'OPTIONS', 'get', '']) {
      it(`the method ${JSON.stringify(method)}`, async () => {
        expect((await refusalOf('METHOD_NOT_ALLOWED', { method })).status).to.equal(405)
      })
    }

    for (const name of ['signature', 'timestamp', 'nonce'] as const) {
      it(`a ${name} that is missing, repeated, or of another shape`, async () => {
        const query = signedQuery()
        const { [name]: value, ...rest } = query
        const shapes = [
          undefined,
          '',
          [value],
          [value, value],
          ` ${value}`,
          `${value}\n`,
          `${value}é`,
        ]
        for (const shape of shapes) {
          const error = await refusalOf('BAD_SIGNATURE', { query: { ...rest, [name]: shape } })
          expect(error.status).to.equal(403)
          expect(error.message).to.contain(name)
        }
      })
    }

    it('a signature in upper case, of another length, or with one digit changed', async () => {
      const query = signedQuery()
      const { signature } = query
      const last = signature.endsWith('0') ? '1' : '0'
      const wrong = [
        signature.toUpperCase(),
        signature.slice(1),
        `${signature}0`,
        signature.slice(0, -1) + last,
        '0'.repeat(40),
      ]
      for (const each of wrong) {
        await refusalOf('BAD_SIGNATURE', { query: { ...query, signature: each } })
      }
    })

    it('characters moved between timestamp and nonce, though the hash is the same', async () => {
      const query = signedQuery({ token: 'zzz', nonce: '99' })
      const moved = { ...query, timestamp: `${query.timestamp}9`, nonce: '9' }
      await refusalOf('BAD_SIGNATURE', { query: moved }, parts({ token: 'zzz' }))
      const swapped = { ...query, timestamp: query.nonce, nonce: query.timestamp }
      await refusalOf('BAD_SIGNATURE', { query: swapped }, parts({ token: 'zzz' }))
    })

    it('a nonce that is longer than 64 characters or holds more than word characters', async () => {
      for (const nonce of ['n'.repeat(65), 'a b', 'a+b', '<a>', '汉']) {
        await refusalOf('BAD_SIGNATURE', { query: signedQuery({ nonce }) })
      }
      expect(
        await verify(incoming({ query: signedQuery({ nonce: 'n'.repeat(64) }) }), parts()),
      ).to.have.property('type', 'push')
    })

    it('an encrypted push to a plain bot, and takes encrypt_type raw for plain', async () => {
      for (const encrypt_type of ['aes', '', 'AES', ['raw']]) {
        const run = () => verify(incoming({ query: { ...signedQuery(), encrypt_type } }), parts())
        const status = await run().catch((error: { status?: number }) => error.status)
        expect(status, String(encrypt_type)).to.equal(403)
        expect(reads).to.deep.equal([])
      }
      const raw = { ...signedQuery(), encrypt_type: 'raw' }
      expect(await verify(incoming({ query: raw }), parts())).to.have.property('type', 'push')
    })

    it('a body in a content-encoding, but for identity', async () => {
      for (const encoding of ['gzip', 'br', 'identity, gzip']) {
        const headers = { 'content-encoding': encoding }
        expect((await refusalOf('ENCODED_BODY', { headers })).status).to.equal(415)
      }
      const headers = { 'content-encoding': 'identity' }
      expect(await verify(incoming({ headers }), parts())).to.have.property('type', 'push')
    })

    it('an address that is not in allowFrom, before all but the method', async () => {
      const bot = parts({ allowFrom: ['101.226.103.0/25'] })
      const error = await refusalOf('ADDRESS_NOT_ALLOWED', { query: {} }, bot)
      expect(error.status).to.equal(403)
      const from = incoming({ remoteAddress: () => '::ffff:101.226.103.9' })
      expect(await verify(from, bot)).to.have.property('type', 'push')
      await refusalOf('ADDRESS_NOT_ALLOWED', {}, parts({ allowFrom: [] }))
    })

    it('bytes that are no UTF-8', async () => {
      const body = async () => Buffer.from([0x3c, 0xff, 0x3e])
      const error = await failure('BAD_XML', () => verify(incoming({ body }), parts()))
      expect(error.status).to.equal(400)
    })
  })

  describe('the freshness window', () => {
    const verifyAt = (skewSeconds: number, options: Partial<PartsOptions> = {}) => {
      const query = signedQuery({ timestamp: T0 / 1000 - skewSeconds })
      return verify(incoming({ query }), parts(options))
    }

    for (const skew of [0, 200, -200, 300, -300]) {
      it(`lets a push signed ${skew} s ago in`, async () => {
        expect(await verifyAt(skew)).to.have.property('type', 'push')
      })
    }
    for (const skew of [301, -301, 400, -400, 6e8]) {
      it(`refuses a push signed ${skew} s ago and says how far the clocks differ`, async () => {
        const error = await failure('STALE_PUSH', () => verifyAt(skew))
        expect(error.status).to.equal(403)
        expect(error.message).to.contain(
          `${Math.abs(skew)} s ${skew > 0 ? 'ago' : 'in the future'}`,
        )
        expect(reads).to.deep.equal([])
      })
    }

    it('is as wide as freshnessSeconds says, and off at 0', async () => {
      expect(await verifyAt(10, { freshnessSeconds: 10 })).to.have.property('type', 'push')
      await failure('STALE_PUSH', () => verifyAt(11, { freshnessSeconds: 10 }))
      expect(await verifyAt(1e6, { freshnessSeconds: 0 })).to.have.property('type', 'push')
    })

    it('is looked at only when the signature is right', async () => {
      const query = { ...signedQuery({ timestamp: 1_000_000_000 }), signature: '0'.repeat(40) }
      await refusalOf('BAD_SIGNATURE', { query })
    })
  })

  describe('the signature of a push that is refused', () => {
    const gzip = { 'content-encoding': 'gzip' }

    for (const [code, more] of [
      ['WRONG_MODE', { encrypt_type: 'aes' }],
      ['ENCODED_BODY', {}],
    ] as const) {
      it(`is left to its retry, then to nobody: ${code}`, async () => {
        const bot = parts()
        const query = signedQuery()
        const asked = {
          query: { ...query, ...more },
          ...(code === 'ENCODED_BODY' && { headers: gzip }),
        }
        await refusalOf(code, asked, bot)
        await clock.advance(16_000)
        const record = `${GROUP}|${query.signature}`
        expect(await bot.services.store.turns.bind(record, 'forged', 1000)).to.equal(false)
      })
    }

    it('is not remembered when it was signed too long ago: it is refused for ever', async () => {
      const bot = parts()
      const query = signedQuery({ timestamp: T0 / 1000 - 7200 })
      await failure('STALE_PUSH', () => verify(incoming({ query }), bot))
      const record = `${GROUP}|${query.signature}`
      expect(await bot.services.store.turns.bind(record, 'anyone', 1000)).to.equal(true)
    })

    it('is nobody’s when it was signed in the future, for as long as it could be good', async () => {
      const bot = parts()
      const query = signedQuery({ timestamp: T0 / 1000 + 7200 })
      await failure('STALE_PUSH', () => verify(incoming({ query }), bot))
      await clock.advance(7_200_000 + 300_000)
      const record = `${GROUP}|${query.signature}`
      expect(await bot.services.store.turns.bind(record, 'forged', 1000)).to.equal(false)
    })
  })
})
