import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { decodeKey, encrypt } from '#src/crypto/aes.js'
import { digestOfToken } from '#src/crypto/digest.js'
import type { ErrorCode } from '#src/errors.js'
import { verify } from '#src/pipeline/verify.js'
import type { Incoming } from '#src/turn/push.js'
import { parseXml } from '#src/xml/codec.js'
import {
  ACCOUNT,
  createSpecClock,
  type Fields,
  failure,
  signedQuery,
  T0,
  TOKEN,
  textXml,
  xmlOf,
} from '../fixtures.ts'
import { createParts } from '../parts.ts'

const APP_ID = 'wxspec0000000001'
const ENCODING_AES_KEY = '9qWeRtYuIoPaSdFgHjKlZxCvBnM1234567890AbCdEf'

for (const mode of ['safe', 'compat'] as const) {
  describe(`verify in ${mode} mode`, () => {
    const clock = createSpecClock()
    const bot = createParts({
      clock,
      mode,
      appId: APP_ID,
      encodingAESKey: ENCODING_AES_KEY,
    })
    let isRead: boolean

    /** A sealed push, as WeChat makes it; `envelope` are the fields around the ciphertext. */
    const sealed = (
      more: Partial<Incoming> = {},
      envelope: Fields = { ToUserName: ACCOUNT },
    ): Incoming => {
      const Encrypt = encrypt(decodeKey(ENCODING_AES_KEY), textXml(), APP_ID)
      const query = signedQuery()
      const { timestamp, nonce } = query
      const parts = [TOKEN, timestamp, nonce, Encrypt].sort()
      const msg_signature = createHash('sha1').update(parts.join('')).digest('hex')
      return {
        method: 'POST',
        query: { ...query, encrypt_type: 'aes', msg_signature },
        headers: {},
        remoteAddress: () => '127.0.0.1',
        receivedAt: { now: T0, monotonic: 5000 },
        body: async () => {
          isRead = true
          return Buffer.from(xmlOf({ ...envelope, Encrypt }))
        },
        ...more,
      }
    }
    const refusalOf = async (code: ErrorCode, incoming: Incoming) => {
      const { status } = await failure(code, () => verify(incoming, bot))
      expect(status).to.equal(403)
    }

    beforeEach(() => {
      isRead = false
    })

    it('opens a push, and names the account that its envelope is for', async () => {
      const push = await verify(sealed(), bot)
      expect(push).to.deep.include({
        type: 'push',
        xml: textXml(),
        sealedFor: ACCOUNT,
        receivedAt: { now: T0, monotonic: 5000 },
      })
    })

    it('binds its signature: a bot with the same token may be in plain mode', async () => {
      const incoming = sealed()
      const push = await verify(incoming, bot)
      const record = `${digestOfToken(TOKEN)}|${incoming.query.signature}`
      expect(push).to.include({ signature: record })
    })

    it('leaves the signature of a push that cannot be opened to its retry', async () => {
      const incoming = sealed({}, {})
      await refusalOf('BAD_CIPHERTEXT', incoming)
      const record = `${digestOfToken(TOKEN)}|${incoming.query.signature}`
      await clock.advance(15_000)
      expect(await bot.services.store.turns.bind(record, 'a message', 1000)).to.equal(false)
    })

    it('seals the reply to it', async () => {
      const push = await verify(sealed(), bot)
      const body = push.type === 'push' ? push.seal('<xml/>', T0) : ''
      expect(Object.keys(parseXml(body))).to.deep.equal([
        'Encrypt',
        'MsgSignature',
        'TimeStamp',
        'Nonce',
      ])
    })

    it('refuses a plain push before it is read', async () => {
      for (const encrypt_type of [undefined, 'raw', '', 'AES', ['aes']]) {
        const { query } = sealed()
        await refusalOf('WRONG_MODE', sealed({ query: { ...query, encrypt_type } }))
      }
      expect(isRead).to.equal(false)
    })

    it('refuses a msg_signature that is missing, repeated, or of another shape', async () => {
      const { query } = sealed()
      const right = String(query.msg_signature)
      for (const msg_signature of [undefined, [right, right], right.slice(1), `${right}0`]) {
        await refusalOf('BAD_SIGNATURE', sealed({ query: { ...query, msg_signature } }))
      }
    })

    it('refuses the msg_signature of another envelope', async () => {
      const { query } = sealed()
      await refusalOf('BAD_CIPHERTEXT', sealed({ query }))
    })

    it('refuses an envelope that names no account', async () => {
      await refusalOf('BAD_CIPHERTEXT', sealed({}, {}))
    })
  })
}
