/** Envelopes that open only if nobody looks closely, and that nobody may tell apart. */
import { type Block, encryptBlock, encryptBytes } from './aes.js'
import { type Case, each, expectRefusal, expectStatus, expectThat, FORGED, SEALED } from './case.js'
import { SECRETS } from './server.js'
import type { Target } from './target.js'

const { encodingAESKey: KEY, appId } = SECRETS

/** Everything but the date, which is nobody's secret. */
const outside = ({ bytes }: { readonly bytes: string }) => bytes.replace(/^date: .*$/im, '')

/** All refused, and all refused with the same bytes. */
async function refuseAlike(target: Target, ciphertexts: readonly string[]) {
  const seen = new Set<string>()
  const verdict = [
    ...(await each(ciphertexts, async (ciphertext, i) => {
      const answer = await target.post(target.envelope(ciphertext))
      seen.add(outside(answer))
      return expectRefusal(answer, 403, `ciphertext ${i} ${ciphertext.slice(0, 20)}`)
    })),
  ]
  // One that is as it should be is not refused: what was refused was so for its own fault.
  const good = encryptBlock(KEY, { message: target.text('opened'), appId })
  verdict.push(...expectStatus(await target.post(target.envelope(good)), 200, 'a good one'))
  // An unsigned request is answered with the same bytes, too.
  seen.add(outside(await target.post({ query: '', body: '<xml/>' })))
  return [...verdict, ...expectThat(seen.size === 1, `differ: ${[...seen].join('\n')}`)]
}

const forged = (target: Target, change: Partial<Block> = {}) =>
  encryptBlock(KEY, { message: target.text(FORGED), appId, ...change })

export const crypto: readonly Case[] = [
  {
    id: 'S3',
    name: 'no Encrypt, with a captured signature as msg_signature',
    modes: SEALED,
    run: (target) => {
      const { signature = '' } = target.query()
      const bodies = [
        '<Encrypt></Encrypt>',
        '<Encrypt/>',
        '<Encrypt><![CDATA[]]></Encrypt>',
        '<Encrypt> </Encrypt>',
        '<Encrypt><a></a></Encrypt>',
        '<Encrypt></Encrypt><Encrypt></Encrypt>',
        '',
      ]
      return each(bodies, async (element) => {
        const signed = target.query()
        const query = { ...signed, encrypt_type: 'aes', msg_signature: signed.signature ?? '' }
        const fields = target.text(FORGED).slice('<xml>'.length)
        const answer = await target.post({ query, body: `<xml>${element}${fields}` })
        const isList = element.match(/<Encrypt>/g)?.length === 2
        const other = await target.post({
          query: { ...query, msg_signature: signature },
          body: `<xml><ToUserName>a</ToUserName>${element}</xml>`,
        })
        // A document with a field twice is malformed; whoever sends it knows the token's signature.
        return [
          ...expectRefusal(answer, isList ? 400 : 403, element),
          ...expectRefusal(other, isList ? 400 : 403, element),
        ]
      })
    },
  },
  {
    id: 'S16',
    name: 'what is no base64, rightly signed',
    modes: SEALED,
    run: (target) => {
      const good = forged(target)
      return refuseAlike(target, [
        'x',
        'AAA',
        `${good} `,
        ` ${good}`,
        `${good}\n`,
        `${good.slice(0, 40)}\n${good.slice(40)}`,
        `${good.slice(0, 40)} ${good.slice(40)}`,
        `${good}=`,
        `${good}====`,
        `=${good}`,
        good.replace(/.$/, '!'),
        `-_${good.slice(2)}`,
        `${good}\u0000`,
        '你好',
        '='.repeat(64),
      ])
    },
  },
  {
    id: 'S16',
    name: 'ciphertexts cut short, empty, and of random bytes',
    modes: SEALED,
    run: (target) => {
      const bytes = Buffer.from(forged(target), 'base64')
      const lengths = [1, 15, 16, 17, 31, 32, 33, 48, 64, bytes.length - 16, bytes.length - 32]
      const cut = lengths.map((length) => bytes.subarray(0, length).toString('base64'))
      const flipped = [0, 16, 40, bytes.length - 40, bytes.length - 1].map((at) => {
        const copy = Buffer.from(bytes)
        copy[at] = (copy[at] ?? 0) ^ 1
        return copy
      })
      // The first block is random bytes only; a change there is one nobody can see.
      const seen = flipped.slice(1).map((copy) => copy.toString('base64'))
      const noise = [32, 64, 96, 4096].map((length) => Buffer.alloc(length, 7).toString('base64'))
      const twice = Buffer.concat([bytes, bytes]).toString('base64')
      return refuseAlike(target, [...cut, ...seen, ...noise, twice])
    },
  },
  {
    id: 'S16',
    name: 'padding of every wrong kind, and none that tells which',
    modes: SEALED,
    run: async (target) => {
      const paddings: ((missing: number) => Buffer)[] = [
        (n) => Buffer.alloc(n, 0),
        (n) => Buffer.alloc(n, 33),
        (n) => Buffer.alloc(n, 255),
        (n) => Buffer.alloc(n, n === 32 ? 31 : n + 1),
        (n) => Buffer.concat([Buffer.alloc(n - 1, n + 1), Buffer.from([n])]),
        (n) => Buffer.concat([Buffer.alloc(n - 1, 0), Buffer.from([n])]),
        (n) => Buffer.concat([Buffer.from([n ^ 1]), Buffer.alloc(n - 1, n)]),
        (n) => Buffer.alloc(n + 32, n + 32),
        (n) => Buffer.concat([Buffer.alloc(n, 1), Buffer.alloc(32, 33)]),
      ]
      // Content chosen so that two bytes of padding and more are missing.
      const message = (missing: number) => {
        let Content = FORGED
        const lengthOf = () => 20 + Buffer.byteLength(target.text(Content, fixed)) + appId.length
        const fixed = { msgId: '12345678901234567', now: 1e12 }
        while (32 - (lengthOf() % 32) !== missing) Content += '.'
        return target.text(Content, fixed)
      }
      const blocks = [2, 16, 17, 31].flatMap((missing) =>
        paddings.map((padding) => encryptBlock(KEY, { message: message(missing), appId, padding })),
      )
      return refuseAlike(target, blocks)
    },
  },
  {
    id: 'S16',
    name: 'length fields that lie, and other AppIDs',
    modes: SEALED,
    run: (target) => {
      const length = Buffer.byteLength(target.text(FORGED))
      const lengths = [0, 1, length - 1, length + 1, length + 18, length + 19, 0x7fffffff]
      const huge = [0xffffffff, -1, -length, 0x80000000]
      const ids = ['', 'wx', `${appId}x`, `x${appId}`, appId.toUpperCase(), `${appId}\0`, 'é']
      return refuseAlike(target, [
        ...lengths.concat(huge).map((lie) => forged(target, { length: lie })),
        ...ids.map((id) => forged(target, { appId: id })),
        encryptBytes(KEY, Buffer.alloc(32, 32)),
        encryptBytes(KEY, Buffer.alloc(32, 16)),
        encryptBytes(KEY, Buffer.alloc(64, 1)),
        encryptBytes('B'.repeat(43), Buffer.alloc(64, 1)),
      ])
    },
  },
  {
    id: 'S16',
    name: 'envelopes with no message in them, or with one to another account',
    modes: SEALED,
    run: (target) => {
      const block = (message: string | Uint8Array) => encryptBlock(KEY, { message, appId })
      return refuseAlike(target, [
        block(''),
        block('success'),
        block(`<xml><MsgType>text</MsgType><Content>${FORGED}</Content></xml>`),
        block('<xml>'),
        block('<!DOCTYPE xml><xml><a>1</a></xml>'),
        block(Buffer.from([0xff, 0xfe, 0xfd])),
        block(target.text(FORGED, { to: 'gh_another' })),
        block(target.text(FORGED, { to: 'gh_0123456789AB' })),
        block(target.text(FORGED, { from: 'o\u0085'.padEnd(129, 'x') })),
      ])
    },
  },
  {
    id: 'S16',
    name: 'an envelope within an envelope, and plain fields beside one',
    modes: SEALED,
    run: async (target) => {
      const inner = target.envelope(forged(target)).body
      const nested = await target.post(
        target.envelope(encryptBlock(KEY, { message: inner, appId })),
      )
      const { query, body } = target.sign(target.text('inside'))
      const [, Encrypt] = /<Encrypt>(.*)<\/Encrypt>/.exec(body) ?? []
      const plain = target.text(FORGED).slice('<xml>'.length, -'</xml>'.length)
      const both = `<xml>${plain}<Encrypt>${Encrypt}</Encrypt></xml>`
      const beside = await target.post({ query, body: both })
      return [
        ...expectRefusal(nested, 403, 'nested'),
        ...expectStatus(beside, 200, 'plain fields beside the ciphertext'),
        ...expectThat(!beside.body.includes(FORGED), beside.body),
      ]
    },
  },
]
