/** Message keys: one for every message, and the same for each of its retries. */

import { createPush, KIND_NAMES } from '@wechatbot/simulator'
import { expect } from 'chai'
import fc from 'fast-check'
import { digest } from '#core/crypto/digest.js'
import { messageKey } from '#core/message/key.js'
import { readMessage } from '#core/message/read.js'
import { parseXml } from '#core/xml/codec.js'
import type { XmlInput } from '#core/xml/write.js'
import { carried, oddText, runs, TIMEOUT_MS } from './fuzz.js'

const NOW = 1_700_000_000_000

/** Short, and of what separates the parts of a key: so that two often nearly agree. */
const part = fc
  .array(fc.constantFrom('a', '|', '%', '%7C', '%25', '7C', '1'), { minLength: 1, maxLength: 4 })
  .map((pieces) => pieces.join(''))

const keyOf = (scope: string, xml: string) =>
  messageKey(readMessage(parseXml(xml)), [scope], digest)

const events = KIND_NAMES.filter((kind) => kind.startsWith('event:'))
const fieldName = fc.constantFrom('EventKey', 'Ticket', 'MenuId', 'A', 'B', '__proto__', 'toString')
const value: fc.Arbitrary<XmlInput[string]> = fc.oneof(
  oddText(2),
  fc.constantFrom('a', 'b', ''),
  fc
    .array(fc.constantFrom('a', 'b', 'a,b'), { minLength: 2, maxLength: 3 })
    .map((List) => ({ List })),
  fc.dictionary(fieldName, fc.constantFrom('a', 'b'), { minKeys: 1, maxKeys: 2 }),
)
const event = fc.record({
  kind: fc.constantFrom(...events.slice(0, 3), 'event:a_new_event'),
  from: fc.constantFrom('oA', 'oB'),
  second: fc.nat(1),
  fields: fc.dictionary(fieldName, value, { maxKeys: 3 }),
})

type Event = typeof event extends fc.Arbitrary<infer T> ? T : never

const xmlOf = ({ kind, from, second, fields }: Event) =>
  createPush({ kind, from, now: NOW + second * 1000, fields })

/** What an event says, whatever the order of its fields: as its sender means it, not as core reads it. */
function said({ kind, from, second, fields }: Event): string {
  const ordered = (each: XmlInput[string]): unknown => {
    if (Array.isArray(each)) return { list: each.map(ordered) }
    if (typeof each !== 'object') return carried(String(each))
    const entries = Object.entries(each).map(([name, inner]) => [name, ordered(inner)])
    return { fields: entries.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)) }
  }
  const isFollowing = kind === 'event:subscribe' || kind === 'event:unsubscribe'
  // The sample's own fields, which `fields` replaces.
  const own: XmlInput = isFollowing
    ? { EventKey: '' }
    : kind === 'event:SCAN'
      ? { EventKey: '1', Ticket: 'sample-ticket' }
      : {}
  return JSON.stringify([kind, from, second, ordered({ ...own, ...fields })])
}

describe('properties of message keys', function () {
  this.timeout(TIMEOUT_MS)

  it('differ for messages of another account, user or id, and for nothing else', () => {
    const message = fc.record({ scope: part, from: part, msgId: part })
    // One text, parted at two places: the same to whoever joins the parts without a thought.
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 2 })
    const parted = (pieces: string[], at: number[]) => {
      const [first = 1, second = 2] = at.toSorted((a, b) => a - b)
      return {
        scope: pieces.slice(0, first).join('|'),
        from: pieces.slice(first, second).join('|'),
        msgId: pieces.slice(second).join('|'),
      }
    }
    const pair = fc.oneof(
      fc.tuple(message, message),
      fc
        .tuple(fc.array(part, { minLength: 5, maxLength: 5 }), cuts, cuts)
        .map(([pieces, one, other]) => [parted(pieces, one), parted(pieces, other)] as const),
    )
    let same = 0
    fc.assert(
      fc.property(pair, oddText(2), oddText(2), ([one, other], Content, more) => {
        const [a, b] = [
          keyOf(one.scope, createPush({ ...one, kind: 'text', now: NOW, fields: { Content } })),
          // A retry is the same message whatever else may differ.
          keyOf(
            other.scope,
            createPush({ ...other, kind: 'text', now: NOW, fields: { Content: more } }),
          ),
        ]
        const isSame = JSON.stringify(one) === JSON.stringify(other)
        if (isSame) same += 1
        expect(a === b, `${a} ${b}`).to.equal(isSame)
        expect(keyOf(one.scope, createPush({ ...one, kind: 'image', now: NOW + 5000 }))).to.equal(a)
      }),
      runs(1000),
    )
    expect(same).to.be.above(0)
  })

  it('differ for two events of one second that differ in any field, and for no retry', () => {
    const pair = fc.oneof(
      fc.tuple(event, event),
      fc
        .tuple(event, fieldName, value)
        .map(([one, name, changed]): [Event, Event] => [
          one,
          { ...one, fields: { ...one.fields, [name]: changed } },
        ]),
    )
    fc.assert(
      fc.property(pair, ([one, other]) => {
        const a = keyOf('wx', xmlOf(one))
        expect(keyOf('wx', xmlOf(one)), 'a retry').to.equal(a)
        expect(keyOf('wx', xmlOf(other)) === a).to.equal(said(one) === said(other))
        // Not even for fields in another order.
        const turned = Object.fromEntries(Object.entries(one.fields).reverse())
        expect(keyOf('wx', xmlOf({ ...one, fields: turned }))).to.equal(a)
      }),
      runs(800),
    )
  })

  it('never take an event for a message', () => {
    fc.assert(
      fc.property(event, part, part, (one, scope, msgId) => {
        const message = createPush({ kind: 'text', from: one.from, msgId, now: NOW })
        expect(keyOf(scope, message)).to.not.equal(keyOf(scope, xmlOf(one)))
      }),
      runs(200),
    )
  })
})
