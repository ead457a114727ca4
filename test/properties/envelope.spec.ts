/** Envelopes: nobody without the secrets gets one opened, or learns anything. */
import { randomBytes } from 'node:crypto'
import { SAMPLE_ACCOUNT } from '@wechatbot/simulator'
import { expect } from 'chai'
import fc from 'fast-check'
import { decrypt, encrypt } from '#core/crypto/aes.js'
import { openEnvelope, seal } from '#core/crypto/envelope.js'
import { sign } from '#core/crypto/signature.js'
import { parseXml } from '#core/xml/codec.js'
import { carried, oddText, runs, TIMEOUT_MS } from './fuzz.js'
import { ask } from './request.js'
import { APP_ID, KEY, NOW, SECONDS, signed, TOKEN, target, urlOf, XML } from './target.js'

/** One bit of it changed. */
function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(bytes)
  const at = (bit >> 3) % bytes.length
  copy[at] = (copy[at] ?? 0) ^ (1 << (bit & 7))
  return copy
}

describe('properties of envelopes', function () {
  this.timeout(TIMEOUT_MS)

  const text = fc.oneof(oddText(), fc.string({ unit: 'binary', maxLength: 300 }))
  const sealing = { tokens: [TOKEN], keys: [KEY], appId: APP_ID }
  const queryOf = (envelope: ReturnType<typeof parseXml>) => ({
    msgSignature: String(envelope.MsgSignature),
    timestamp: String(envelope.TimeStamp),
    nonce: String(envelope.Nonce),
  })

  it('open to what was sealed', () => {
    fc.assert(
      fc.property(
        text,
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        oddText(3),
        (xml, key, appId) => {
          const id = carried(appId)
          const whole = Buffer.from(xml).toString()
          const envelope = parseXml(seal(xml, NOW, { token: TOKEN, key, appId: id }))
          const opened = openEnvelope(envelope, queryOf(envelope), {
            tokens: ['other', TOKEN],
            keys: [randomBytes(32), key],
            appId: id,
          })
          expect(opened?.xml).to.equal(whole)
        },
      ),
      runs(400),
    )
  })

  it('open for every length around the blocks, whatever the padding', () => {
    for (let length = 0; length <= 200; length += 1) {
      const message = 'x'.repeat(length)
      expect(decrypt(KEY, encrypt(KEY, message, APP_ID), APP_ID)).to.equal(message)
    }
  })

  it('do not open with any bit of ciphertext or signature changed', () => {
    const sealed = encrypt(KEY, XML, APP_ID)
    const bytes = Buffer.from(sealed, 'base64')
    const msgSignature = sign(TOKEN, SECONDS, 'once', sealed)
    const open = (Encrypt: string, proof: string) =>
      openEnvelope({ Encrypt }, { msgSignature: proof, timestamp: SECONDS, nonce: 'once' }, sealing)
    expect(open(sealed, msgSignature)?.xml).to.equal(XML)
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const Encrypt = Buffer.from(flipped(bytes, bit)).toString('base64')
      if (open(Encrypt, msgSignature) !== undefined) expect.fail(`opened with bit ${bit} changed`)
    }
    for (let bit = 0; bit < msgSignature.length * 8; bit += 1) {
      const proof = Buffer.from(flipped(Buffer.from(msgSignature), bit)).toString('latin1')
      if (open(sealed, proof) !== undefined) expect.fail(`opened with bit ${bit} changed`)
    }
  })

  it('are refused with one answer, whatever was changed, also by who has the token', async () => {
    const bot = target('safe')
    // In whole blocks too: others are refused before they are decrypted.
    const length = fc.oneof(fc.constantFrom(32, 64, 96), fc.integer({ min: 1, max: 64 }))
    const change = fc.oneof(
      fc.nat().map((bit) => (bytes: Uint8Array) => flipped(bytes, bit)),
      length.map((count) => (bytes: Uint8Array) => bytes.subarray(0, -count)),
      length
        .chain((size) => fc.uint8Array({ minLength: size, maxLength: size }))
        .map((more) => (bytes: Uint8Array) => Buffer.concat([bytes, more])),
      fc.uint8Array({ maxLength: 256 }).map((other) => () => other),
    )
    const signatureChange = fc.option(fc.nat({ max: 159 }), { nil: undefined, freq: 1 })
    const answers = new Set<string>()
    let refused = 0
    await fc.assert(
      fc.asyncProperty(change, fc.boolean(), signatureChange, async (apply, isResigned, bit) => {
        const push = signed('safe')
        const before = String(parseXml(push.body).Encrypt)
        const Encrypt = Buffer.from(apply(Buffer.from(before, 'base64'))).toString('base64')
        const { timestamp: time = '', nonce: once = '', msg_signature = '' } = push.query
        const made = isResigned ? sign(TOKEN, time, once, Encrypt) : msg_signature
        const proof =
          bit === undefined
            ? made
            : Buffer.from(flipped(Buffer.from(made, 'hex'), bit)).toString('hex')
        const body = `<xml><ToUserName>${SAMPLE_ACCOUNT}</ToUserName><Encrypt>${Encrypt}</Encrypt></xml>`
        const ran = bot.runs()
        const response = await ask(bot.listener, {
          url: urlOf({ ...push.query, msg_signature: proof }),
          body,
        })
        if (isResigned && bit === undefined && response.status === 200) {
          // With the token a flipped bit can fall on what is not looked at: the 16 random bytes.
          return
        }
        refused += 1
        answers.add(JSON.stringify(response))
        expect(bot.runs()).to.equal(ran)
      }),
      runs(600),
    )
    expect(refused).to.be.above(0)
    expect([...answers]).to.have.length(1)
    expect(JSON.parse([...answers][0] ?? '')).to.include({ status: 403, body: '' })
    expect(bot.errors()).to.deep.equal([])
  })
})
