/** S2, S3, S16: ways around the encryption, and into it. */
import { createCipheriv } from 'node:crypto'
import { buildXml, decodeKey, sign } from '@wechatbot/core'
import { expect } from 'chai'
import { APP_ID, type AttackCase, CANARIES, queryOf, type Target } from './target.js'
import { createPush, SAMPLE_ACCOUNT, signPush, signQuery } from './tools.js'

const SEALED = ['safe', 'compat'] as const
const KEY = decodeKey(CANARIES.encodingAESKey)

/** Encrypts bytes as they are, padding and all: what somebody without scruples would send. */
function encryptRaw(bytes: Uint8Array): string {
  const cipher = createCipheriv('aes-256-cbc', KEY, KEY.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([cipher.update(bytes), cipher.final()]).toString('base64')
}

/** `random(16) + length + message + appId`, with each part to be bent. */
function block(xml: string, bend: { length?: number; appId?: string } = {}): Buffer {
  const message = Buffer.from(xml)
  const head = Buffer.alloc(20, 7)
  head.writeUInt32BE((bend.length ?? message.length) >>> 0, 16)
  return Buffer.concat([head, message, Buffer.from(bend.appId ?? APP_ID)])
}

function padded(bytes: Buffer, pad = 32 - (bytes.length % 32)): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(32 - (bytes.length % 32), pad)])
}

/** Posts a ciphertext, signed as if WeChat had made it. */
function postCipher(target: Target, Encrypt: string, ToUserName = SAMPLE_ACCOUNT) {
  const signed = signQuery(target.secrets)
  const { timestamp = '', nonce = '' } = signed
  const msg_signature = sign(CANARIES.token, timestamp, nonce, Encrypt)
  const body = buildXml({ ToUserName, Encrypt })
  return target.post(queryOf({ ...signed, encrypt_type: 'aes', msg_signature }), body)
}

export const ENVELOPE_CASES: readonly AttackCase[] = [
  {
    id: 'S2',
    name: 'plaintext to an encrypted bot',
    modes: SEALED,
    run: async (target) => {
      const { query, body } = signPush(createPush({ kind: 'text' }), { token: CANARIES.token })
      for (const more of ['', '&encrypt_type=raw', '&encrypt_type=', '&encrypt_type=AES']) {
        expect((await target.post(queryOf(query) + more, body)).status).to.equal(403)
      }
      expect(target.server.log()).to.contain('choose 安全模式 in the console')
      // The envelope's query, and a plain body.
      const sealed = target.sign(createPush({ kind: 'text' }))
      expect((await target.post(queryOf(sealed.query), body)).status).to.equal(403)
    },
  },
  {
    id: 'S2',
    name: 'an encrypted push without its plain signature, or without msg_signature',
    modes: SEALED,
    run: async (target) => {
      for (const name of ['signature', 'msg_signature', 'encrypt_type', 'timestamp', 'nonce']) {
        const { query, body } = target.sign(createPush({ kind: 'text' }))
        const { [name]: _, ...rest } = query
        expect((await target.post(queryOf(rest), body)).status, name).to.equal(403)
      }
    },
  },
  {
    id: 'S2',
    name: 'the unsigned plain half of compatible mode says something else',
    modes: ['compat'],
    run: async (target) => {
      const xml = createPush({ kind: 'text', fields: { Content: '真的' } })
      const { query, body } = target.sign(xml)
      const forged = body.replace('真的', '假的')
      expect(forged).not.to.equal(body)
      const answer = await target.post(queryOf(query), forged)
      expect(answer.status).to.equal(200)
      expect(await target.replyTo(xml)).to.equal('真的')
    },
  },
  {
    id: 'S2',
    name: 'an envelope to a plain bot',
    modes: ['plain'],
    run: async (target) => {
      const { query, body } = signPush(createPush({ kind: 'text' }), {
        ...target.secrets,
        mode: 'safe',
        encodingAESKey: CANARIES.encodingAESKey,
      })
      expect((await target.post(queryOf(query), body)).status).to.equal(403)
    },
  },
  {
    id: 'S3',
    name: 'a plain signature as msg_signature of an empty Encrypt',
    modes: SEALED,
    run: async (target) => {
      const signed = signQuery(target.secrets)
      const query = queryOf({
        ...signed,
        encrypt_type: 'aes',
        msg_signature: signed.signature as string,
      })
      const plain = createPush({ kind: 'text' }).replace('</xml>', '')
      for (const encrypt of [
        '',
        '<Encrypt></Encrypt>',
        '<Encrypt><![CDATA[]]></Encrypt>',
        '<Encrypt/>',
      ]) {
        expect((await target.post(query, `${plain}${encrypt}</xml>`)).status).to.equal(403)
      }
    },
  },
  {
    id: 'S16',
    name: 'every way a ciphertext can be wrong is one answer',
    modes: SEALED,
    run: async (target) => {
      const xml = createPush({ kind: 'text' })
      const good = block(xml)
      const bytes = Buffer.from(encryptRaw(padded(good)), 'base64')
      const flipped = Buffer.from(bytes)
      flipped[flipped.length - 1] = (flipped.at(-1) ?? 0) ^ 1
      const swapped = Buffer.concat([
        bytes.subarray(16, 32),
        bytes.subarray(0, 16),
        bytes.subarray(32),
      ])
      const wrong: Record<string, string> = {
        'padding 0': encryptRaw(padded(good, 0)),
        'padding 33': encryptRaw(padded(good, 33)),
        'padding 255': encryptRaw(padded(good, 255)),
        'padding of different bytes': encryptRaw(
          Buffer.concat([padded(good).subarray(0, -2), Buffer.from([1, 2])]),
        ),
        'only padding': encryptRaw(Buffer.alloc(32, 32)),
        'length too long': encryptRaw(padded(block(xml, { length: 100_000 }))),
        'length negative': encryptRaw(padded(block(xml, { length: -1 }))),
        'length zero': encryptRaw(padded(block(xml, { length: 0 }))),
        'length one short': encryptRaw(padded(block(xml, { length: Buffer.byteLength(xml) - 1 }))),
        'another appId': encryptRaw(padded(block(xml, { appId: 'wx00aa11bb22cc33de' }))),
        'no appId': encryptRaw(padded(block(xml, { appId: '' }))),
        'a longer appId': encryptRaw(padded(block(xml, { appId: `${APP_ID}x` }))),
        'no message': encryptRaw(padded(block('', {}))),
        'no XML': encryptRaw(padded(block('hello'))),
        'XML without a message': encryptRaw(padded(block('<xml><a>1</a></xml>'))),
        'invalid UTF-8': encryptRaw(
          padded(
            Buffer.concat([good.subarray(0, 40), Buffer.from([0xff, 0xfe]), good.subarray(42)]),
          ),
        ),
        truncated: bytes.subarray(0, -32).toString('base64'),
        'half a block': bytes.subarray(0, -7).toString('base64'),
        flipped: flipped.toString('base64'),
        'blocks swapped': swapped.toString('base64'),
        'no base64': '!!!!',
        'base64 with white space': `${bytes.toString('base64').slice(0, 40)} ${bytes.toString('base64').slice(40)}`,
        'a little': 'AAAA',
      }
      const answers = new Set<string>()
      for (const [name, ciphertext] of Object.entries(wrong)) {
        const { status, headers, body } = await postCipher(target, ciphertext)
        expect(status, name).to.equal(403)
        answers.add(`${headers.replace(/Date: .*/, '')}\n${body}`)
      }
      expect([...answers]).to.have.length(1)
      expect((await postCipher(target, bytes.toString('base64'))).status).to.equal(200)
    },
  },
  {
    id: 'S16',
    name: 'no two replies have the same ciphertext',
    modes: SEALED,
    run: async (target) => {
      const { query, body } = target.sign(createPush({ kind: 'text' }))
      const replies = [
        await target.post(queryOf(query), body),
        await target.post(queryOf(query), body),
      ].map((answer) => /<Encrypt><!\[CDATA\[(.*?)\]\]>/.exec(answer.body)?.[1])
      expect(replies[0]).to.be.a('string')
      expect(replies[0]).not.to.equal(replies[1])
    },
  },
]
