/**
 * Every case of a folder of vectors, named by WECHATBOT_VECTORS, else the repository's own.
 * Rules of the format: a flat `expected`; each hostile case on a fresh bot, the clock at its moment.
 */
import { createManualClock, createPush, deliver } from '@wechatbot/simulator'
import { expect } from 'chai'
import {
  buildXml,
  createApp,
  createBot,
  createLogger,
  createServer,
  decodeKey,
  decrypt,
  encrypt,
  parseXml,
  type ReplyInput,
  sign,
  type XmlFields,
} from 'wechatbot'
import { attack } from './hostile.js'
import {
  type CryptoCase,
  type Hostile,
  type MessageCase,
  type ReplyCase,
  readVectors,
} from './vectors.js'

const quiet = createLogger({ level: 'silent' })

describe(`conformance with ${process.env.WECHATBOT_VECTORS ? 'WECHATBOT_VECTORS' : 'own vectors'}`, () => {
  /** Declares one test for each case, and one that says how many there were and fails unless all ran. */
  const each = <Case>(
    file: string,
    cases: readonly Case[],
    name: (vector: Case) => string,
    check: (vector: Case) => void | Promise<void>,
    isLeftOut: (vector: Case) => boolean = () => false,
  ) => {
    const leftOut = cases.filter(isLeftOut).map(name)
    const count = cases.length - leftOut.length
    let passed = 0
    for (const vector of cases.filter((one) => !isLeftOut(one))) {
      it(name(vector), async () => {
        await check(vector)
        passed += 1
      })
    }
    const out = leftOut.length === 0 ? 'none' : leftOut.join(', ')
    it(`${file}: ${cases.length} cases, ${count} run and passed, left out: ${out}`, () => {
      expect(passed).to.equal(count)
    })
  }

  describe('fields of pushes', () => {
    const cases = readVectors<MessageCase[]>('messages.json')
    each('messages.json', cases, nameOf, async ({ xml, expected }) => {
      expect(flat(parseXml(xml))).to.deep.equal(expected)
      expect(flat(parseXml(buildXml(parseXml(xml))))).to.deep.equal(expected)
      await expectThroughPipeline(xml, expected)
    })
  })

  describe('known answers of signatures and AES', () => {
    const cases = readVectors<CryptoCase[]>('crypto.json')
    const idOf = ({ id, op }: CryptoCase) => `${id} (${op})`
    each('crypto.json', cases, idOf, (vector) => {
      const [got, wanted] = answer(vector)
      if (vector.expectMismatch) expect(got).not.to.equal(wanted)
      else expect(got).to.equal(wanted)
    })
  })

  describe('passive replies', () => {
    const cases = readVectors<ReplyCase[]>('replies.json')
    const isOfMiniProgram = ({ reply }: ReplyCase) => reply.type === 'encrypted-json'
    each('replies.json', cases, nameOf, expectReply, isOfMiniProgram)
  })

  describe('hostile requests over a socket', () => {
    const { config, cases } = readVectors<Hostile>('malformed.json')
    each('malformed.json', cases, nameOf, async (hostile) => {
      const { status, head, body, runs, isAlive } = await attack(hostile, config)
      expect(isAlive).to.equal(true)
      const isOk = status === 200
      if (hostile.expectStatus === '200') expect(status).to.equal(200)
      if (hostile.expectStatus === '4xx') expect(status).to.be.within(400, 499)
      if (!isOk) expect(runs).to.equal(0)
      if (status !== undefined) expect(status).to.be.within(200, 499)
      expect(body).not.to.match(/ at .*\(|\.ts:|\.js:|undefined/)
      if (!isOk) expect(body.length).to.be.below(40)
      expect(head).not.to.match(/set-cookie|x-powered-by/i)
      expect(({} as { polluted?: unknown }).polluted).to.equal(undefined)
    })
  })

  describe('the form of mini programs: Official Accounts push XML only', () => {
    const cases = readVectors<{ name: string }[]>('messages-json.json')
    each(
      'messages-json.json',
      cases,
      nameOf,
      () => {},
      () => true,
    )
  })
})

function nameOf({ name }: { readonly name: string }): string {
  return name
}

/** Nested names joined with `.`, repeated ones with `[i]`. */
function flat(fields: XmlFields): Record<string, string> {
  const out: Record<string, string> = {}
  const put = (value: unknown, path: string): void => {
    if (typeof value === 'string') out[path] = value
    else if (Array.isArray(value))
      for (const [i, item] of value.entries()) put(item, `${path}[${i}]`)
    else {
      for (const [name, child] of Object.entries(value as object)) {
        put(child, path === '' ? name : `${path}.${name}`)
      }
    }
  }
  put(fields, '')
  return out
}

/** A message reaches its handlers; a probe is answered; a push to a component is no message. */
async function expectThroughPipeline(xml: string, expected: Readonly<Record<string, string>>) {
  const seen: unknown[] = []
  const clock = createManualClock(0)
  const bot = createBot({ token: 'a-token', logger: quiet, clock })
  bot.on('*', ({ message }) => {
    seen.push(message.raw)
  })
  const { status, body } = await push(bot, xml, clock.now())
  if (expected.MsgType !== undefined) {
    expect(status).to.equal(200)
    expect(seen.map((raw) => flat(raw as XmlFields))).to.deep.equal([expected])
  } else {
    const isProbe = expected.action === 'CheckContainerPath'
    expect([status, body]).to.deep.equal(isProbe ? [200, 'success'] : [400, ''])
    expect(seen).to.deep.equal([])
  }
}

function answer(vector: CryptoCase): readonly [string | undefined, string | undefined] {
  const { token, timestamp, nonce, ciphertext, plaintext, appId, random16 } = vector
  switch (vector.op) {
    case 'signature':
      return [sign(token, timestamp, nonce), vector.signature]
    case 'msg_signature':
      return [sign(token, timestamp, nonce, ciphertext), vector.msgSignature]
    case 'decrypt':
      return [decrypt(decodeKey(vector.encodingAESKey), ciphertext, appId), plaintext]
    case 'decrypt-error':
      return [decrypt(decodeKey(vector.encodingAESKey), ciphertext, appId), undefined]
    case 'encrypt': {
      const key = decodeKey(vector.encodingAESKey)
      return [encrypt(key, plaintext, appId, Buffer.from(random16)), ciphertext]
    }
  }
}

async function expectReply({ reply, xml, valid }: ReplyCase): Promise<void> {
  if (reply.type === 'encrypted') return expectEnvelope(reply as Record<string, string>, xml)
  const { toUser = 'o', fromUser = 'gh_1', createTime = 1, ...fields } = reply
  const now = Number(createTime) * 1000
  const bot = createBot({ token: 'a-token', logger: quiet, clock: createManualClock(now) })
  const isNone = reply.type === 'success'
  bot.on('*', () => (isNone ? undefined : (fields as ReplyInput)))
  // Several articles are for events.
  const kind = ((fields.articles as unknown[]) ?? []).length > 1 ? 'event:CLICK' : 'text'
  const pushed = createPush({ kind, from: String(toUser), to: String(fromUser), now })
  const { status, body } = await push(bot, pushed, now)
  expect(status).to.equal(200)
  if (isNone || valid === false) expect(body).to.equal('success')
  else expect(flat(parseXml(body))).to.deep.equal(flat(parseXml(xml)))
}

function expectEnvelope(reply: Record<string, string>, xml: string): void {
  const { token = '', encodingAESKey = '', appId = '', random16 = '', plaintext = '' } = reply
  const { timestamp = '', nonce = '' } = reply
  const Encrypt = encrypt(decodeKey(encodingAESKey), plaintext, appId, Buffer.from(random16))
  const MsgSignature = sign(token, timestamp, nonce, Encrypt)
  const built = buildXml({ Encrypt, MsgSignature, TimeStamp: timestamp, Nonce: nonce })
  expect(built).to.equal(xml.replace(/>\s+</g, '><'))
}

/** One signed push to a bot of its own, over HTTP. */
async function push(bot: ReturnType<typeof createBot>, xml: string, now: number) {
  const server = createServer(createApp({ bots: [bot] }))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  try {
    return await deliver(`http://127.0.0.1:${port}/wechat`, xml, { token: 'a-token', now })
  } finally {
    server.close()
    server.closeAllConnections()
    await bot.close()
  }
}
