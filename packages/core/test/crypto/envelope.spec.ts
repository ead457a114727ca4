import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { decodeKey, decrypt } from '#src/crypto/aes.js'
import { type EnvelopeQuery, openEnvelope, type Sealing, seal } from '#src/crypto/envelope.js'
import { parseXml } from '#src/xml/codec.js'
import type { XmlFields } from '#src/xml/fields.js'
import { buildXml } from '#src/xml/write.js'
import { T0 } from '../fixtures.ts'

const TOKEN = 'ownfixturetoken'
const KEY = decodeKey('9qWeRtYuIoPaSdFgHjKlZxCvBnM1234567890AbCdEf')
const OTHER_KEY = decodeKey('abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG')
const APP_ID = 'wxownfixture00001'
const SEALING: Sealing = { tokens: [TOKEN], keys: [KEY], appId: APP_ID }

/** Known answers, made outside this project: test/fixtures/vectors/crypto.json. */
const SHORT = {
  xml: 'hi',
  ciphertext:
    'ATY7n/dwxLABxipGNDN7Tm9JTknD1Q6xv3+joD7t+z9X7b4nU8PF6QwJB71N7EZGtzPQicbht/y5JeneXYNvfg==',
  msgSignature: '4d3994a627dd4c80a7f162359c91aeeef4e38a4e',
}
const CHINESE = {
  xml: '你好，世界 😀',
  ciphertext:
    'ATY7n/dwxLABxipGNDN7TmoRusEFMwwSxz/KXFiZie1X+O7/qk1uEepoHd9XjiFctkVP/TwYkhqZZbYABZ+zZQ==',
  msgSignature: '9ba7bd7f1a829c0931ac2dd72afe3aabb1f30ff3',
}
const QUERY: EnvelopeQuery = {
  msgSignature: SHORT.msgSignature,
  timestamp: '1760000000',
  nonce: '777',
}

const sha1 = (...parts: readonly unknown[]) =>
  createHash('sha1')
    .update([...parts].sort().join(''))
    .digest('hex')
const envelopeOf = (Encrypt: unknown) => ({ ToUserName: 'gh_1', Encrypt }) as XmlFields
const open = (query: Partial<EnvelopeQuery> = {}, sealing: Partial<Sealing> = {}) =>
  openEnvelope(envelopeOf(SHORT.ciphertext), { ...QUERY, ...query }, { ...SEALING, ...sealing })

describe('openEnvelope', () => {
  it('opens what others have sealed', () => {
    for (const { xml, ciphertext, msgSignature } of [SHORT, CHINESE]) {
      const opened = openEnvelope(envelopeOf(ciphertext), { ...QUERY, msgSignature }, SEALING)
      expect(opened?.xml).to.equal(xml)
    }
  })

  it('tries every token and every key', () => {
    const sealing = { tokens: ['new', TOKEN, 'old'], keys: [OTHER_KEY, KEY] }
    expect(open({}, sealing)?.xml).to.equal('hi')
  })

  it('seals a reply with the token and the key that opened the push', () => {
    const sealing = { tokens: ['new', TOKEN], keys: [OTHER_KEY, KEY] }
    const fields = parseXml(String(open({}, sealing)?.seal('<xml/>', T0)))
    const { Encrypt, MsgSignature, TimeStamp, Nonce } = fields
    expect(decrypt(KEY, String(Encrypt), APP_ID)).to.equal('<xml/>')
    expect(MsgSignature).to.equal(sha1(TOKEN, TimeStamp, Nonce, Encrypt))
  })

  it('writes the envelope of the reply with the given writer', () => {
    const written: unknown[] = []
    const writeXml: Sealing['writeXml'] = (fields) => {
      written.push(fields)
      return buildXml(fields)
    }
    const body = open({}, { writeXml })?.seal('<xml/>', T0)
    expect(written).to.have.length(1)
    expect(body).to.equal(buildXml(written[0] as Parameters<typeof buildXml>[0]))
  })

  describe('says undefined, and no more, for', () => {
    const wrong: Record<string, () => unknown> = {
      'another token': () => open({}, { tokens: ['another'] }),
      'no token': () => open({}, { tokens: [] }),
      'another key': () => open({}, { keys: [OTHER_KEY] }),
      'no key': () => open({}, { keys: [] }),
      'another appId': () => open({}, { appId: 'wxownfixture00002' }),
      'an appId that is longer': () => open({}, { appId: `${APP_ID}1` }),
      'another timestamp': () => open({ timestamp: '1760000001' }),
      'another nonce': () => open({ nonce: '778' }),
      'the signature of another envelope': () => open({ msgSignature: CHINESE.msgSignature }),
      'an envelope without Encrypt': () => openEnvelope({} as XmlFields, QUERY, SEALING),
      'fields where the ciphertext should be': () =>
        openEnvelope(envelopeOf({ a: SHORT.ciphertext }), QUERY, SEALING),
    }
    for (const [what, run] of Object.entries(wrong)) {
      it(what, () => {
        expect(run()).to.equal(undefined)
      })
    }

    const signedRight: Record<string, string> = {
      'an empty ciphertext, for which msg_signature is what signature is': '',
      'what is no base64': `${SHORT.ciphertext}!`,
      'base64 without its end': SHORT.ciphertext.slice(0, -2),
      'a ciphertext that is not whole blocks': Buffer.from('too short').toString('base64'),
      'a ciphertext with a changed byte': SHORT.ciphertext.replace('fg==', 'fw=='),
    }
    for (const [what, ciphertext] of Object.entries(signedRight)) {
      it(`${what}, though the signature is right`, () => {
        const msgSignature = sha1(TOKEN, QUERY.timestamp, QUERY.nonce, ciphertext)
        const query = { ...QUERY, msgSignature }
        expect(openEnvelope(envelopeOf(ciphertext), query, SEALING)).to.equal(undefined)
      })
    }
  })
})

describe('seal', () => {
  const by = { token: TOKEN, key: KEY, appId: APP_ID }

  it('writes what WeChat reads: ciphertext, signature, the second, and a nonce', () => {
    const body = seal('<xml>好</xml>', T0 + 999, by)
    const { Encrypt, MsgSignature, TimeStamp, Nonce } = parseXml(body)
    expect(body).to.equal(
      `<xml><Encrypt><![CDATA[${Encrypt}]]></Encrypt>` +
        `<MsgSignature><![CDATA[${MsgSignature}]]></MsgSignature>` +
        `<TimeStamp>1700000000</TimeStamp><Nonce><![CDATA[${Nonce}]]></Nonce></xml>`,
    )
    expect(TimeStamp).to.equal('1700000000')
    expect(Nonce).to.match(/^\d{10}$/)
    expect(MsgSignature).to.equal(sha1(TOKEN, TimeStamp, Nonce, Encrypt))
    expect(decrypt(KEY, String(Encrypt), APP_ID)).to.equal('<xml>好</xml>')
  })

  it('seals the same reply differently each time', () => {
    const [one, other] = [1, 2].map(() => parseXml(seal('<xml/>', T0, by)))
    expect(one?.Encrypt).not.to.equal(other?.Encrypt)
    expect(one?.Nonce).not.to.equal(other?.Nonce)
  })
})
