/** Replies: whatever a handler returns is a reply or a named mistake, and what is sent can be shown. */

import { createManualClock, createPush, SAMPLE_ACCOUNT } from '@wechatbot/simulator'
import { expect } from 'chai'
import fc from 'fast-check'
import { createLogger } from 'wechatbot'
import { WechatBotError } from '#core/errors.js'
import { readMessage } from '#core/message/read.js'
import { serialize } from '#core/pipeline/serialize.js'
import { MAX_TEXT_BYTES } from '#core/reply/limits.js'
import { toReply } from '#core/reply/shape.js'
import type { Reply } from '#core/reply/types.js'
import { Turn } from '#core/turn/turn.js'
import { parseXml } from '#core/xml/codec.js'
import { buildXml } from '#core/xml/write.js'
import { carried, oddText, runs, TIMEOUT_MS } from './fuzz.js'
import { REPLIES } from './replies.js'

const clock = createManualClock(1_700_000_000_000)
const log = createLogger({ level: 'silent' })
const receivedAt = { now: clock.now(), monotonic: 0 }

/** The body that answers a push of this kind from this user. */
function written(reply: Reply, kind = 'text', from = 'oUser'): string {
  const xml = createPush({ kind, from, now: clock.now(), fields: { Content: 'x' } })
  const turn = new Turn('key', readMessage(parseXml(xml)), receivedAt, 1, 1)
  const push = {
    type: 'push',
    tokenGroup: 'g',
    receivedAt,
    xml,
    seal: (text: string) => text,
  } as const
  const parts = {
    settings: { development: false },
    services: { clock, log, writeXml: buildXml },
  }
  return serialize(reply, { turn, number: 1, push }, parts)
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

/** As read from XML: text everywhere, nothing where nothing was. */
function clean(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return carried(String(value))
  const entries = Object.entries(value).filter(([, each]) => each !== undefined)
  // An element around nothing is read as empty text.
  return entries.length === 0
    ? ''
    : Object.fromEntries(entries.map(([name, each]) => [name, clean(each)]))
}

/** A reply that would say nothing is not sent; what it would say is known by these fields. */
function isSilent(reply: Reply): boolean {
  if (reply.type === 'none') return true
  if (reply.type === 'text') return carried(reply.content).trim() === ''
  return reply.type === 'news' && carried(reply.articles[0]?.title ?? '').trim() === ''
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: a push whose names have one is refused
const CONTROLS = /[\u0000-\u001f\u007f]/g
const userName = oddText(6)
  .map((text) => carried(text.replace(CONTROLS, '').slice(0, 128)))
  .filter((text) => text !== '')

describe('properties of replies', function () {
  this.timeout(TIMEOUT_MS)

  for (const type of Object.keys(REPLIES) as Reply['type'][]) {
    it(`writes ${type} so that WeChat reads what was meant`, () => {
      fc.assert(
        fc.property(REPLIES[type], userName, ([reply, meant], from) => {
          expect(toReply(reply)).to.deep.equal(reply)
          const body = written(reply, 'text', from)
          if (isSilent(reply)) {
            expect(body).to.equal('success')
            return
          }
          const read = plain(parseXml(body))
          expect(read).to.deep.equal({
            ToUserName: from,
            FromUserName: SAMPLE_ACCOUNT,
            CreateTime: '1700000000',
            ...(clean(meant) as object),
          })
        }),
        runs(type.startsWith('transfer_biz') || type === 'none' ? 5 : 150),
      )
    })
  }

  it('sends no text above the limit, none that is cut inside a character, and none that is empty', () => {
    const long = fc.oneof(
      oddText(),
      fc
        .tuple(oddText(4), fc.integer({ min: 1, max: 2200 }), oddText(4))
        .map(([part, times, end]) => {
          return part.repeat(Math.min(times, Math.ceil(4000 / Math.max(1, part.length)))) + end
        }),
    )
    let cut = 0
    fc.assert(
      fc.property(long, fc.constantFrom('text', 'event:CLICK'), (content, kind) => {
        const body = written({ type: 'text', content }, kind)
        const whole = carried(content)
        if (body === 'success') {
          expect(whole.trim()).to.equal('')
          return
        }
        const sections = [...body.matchAll(/<Content>([\s\S]*)<\/Content>/g)]
        const sent = (sections[0]?.[1] ?? '').slice('<![CDATA['.length, -']]>'.length)
        const inFull = sent.replaceAll(']]]]><![CDATA[>', ']]>')
        expect(Buffer.byteLength(inFull)).to.be.most(MAX_TEXT_BYTES)
        expect(Buffer.from(inFull).toString(), 'half a surrogate pair').to.equal(inFull)
        const read = String(parseXml(body).Content)
        expect(read.trim()).to.not.equal('')
        if (read === whole) return
        cut += 1
        expect(read.endsWith('…')).to.equal(true)
        const kept = read.slice(0, -1)
        expect(whole.startsWith(kept)).to.equal(true)
        const next = new Intl.Segmenter().segment(whole).containing(kept.length)
        expect(next?.index, 'cut inside a character').to.equal(kept.length)
      }),
      runs(500),
    )
    expect(cut).to.be.above(0)
  })

  /** Objects that are nearly replies, and anything else that JSON can say. */
  const nearly = fc.oneof(
    fc.jsonValue(),
    fc.anything(),
    fc
      .tuple(
        fc.oneof(fc.constantFrom(...Object.keys(REPLIES)), fc.string()),
        fc.dictionary(
          fc.oneof(
            fc.constantFrom('content', 'mediaId', 'title', 'articles', 'thumbMediaId', 'fields'),
            fc.constantFrom('kfAccount', 'mediaID', '__proto__', 'toString'),
          ),
          fc.oneof(fc.string(), fc.jsonValue(), fc.array(fc.record({ title: fc.string() }))),
          { maxKeys: 3 },
        ),
      )
      .map(([type, fields]) => ({ ...fields, type })),
  )

  it('takes any value for a reply or says what is wrong with it', () => {
    let taken = 0
    fc.assert(
      fc.property(nearly, (value) => {
        let reply: Reply
        try {
          reply = toReply(value)
        } catch (error) {
          expect(error, String(error)).to.be.instanceOf(WechatBotError)
          const { code, message } = error as WechatBotError
          expect(code).to.equal('BAD_REPLY')
          expect(message).to.match(/^reply: expected .+, got .+/s)
          return
        }
        taken += 1
        expect(Object.keys(REPLIES)).to.include(reply.type)
        expect(toReply(reply)).to.deep.equal(reply)
      }),
      runs(1500),
    )
    expect(taken).to.be.above(0)
  })

  it('takes or refuses a reply that came through JSON as it does the reply itself', () => {
    fc.assert(
      fc.property(fc.oneof(...Object.values(REPLIES)), ([reply]) => {
        expect(toReply(plain(reply))).to.deep.equal(toReply(reply))
      }),
      runs(200),
    )
  })

  it('writes or refuses raw fields of any kind, and does nothing else', () => {
    fc.assert(
      fc.property(fc.object(), fc.constantFrom('text', 'device_text'), (fields, MsgType) => {
        try {
          const body = written(toReply({ type: 'raw', fields: { ...fields, MsgType } }))
          if (body !== 'success') parseXml(body)
        } catch (error) {
          expect((error as WechatBotError).code, String(error)).to.equal('BAD_REPLY')
        }
      }),
      runs(300),
    )
  })
})
