/** Filters: what a handler hears depends on the message alone, never on the messages before. */

import { createPush, KIND_NAMES } from '@wechatbot/simulator'
import { expect } from 'chai'
import fc from 'fast-check'
import { createLogger, type Filter, type FilterName, type Message } from 'wechatbot'
import type { Context } from '#core/chain/context.js'
import { createRegistration } from '#core/chain/registry.js'
import { toPredicate } from '#core/message/filter.js'
import { readMessage } from '#core/message/read.js'
import { parseXml } from '#core/xml/codec.js'
import { oddText, runs, TIMEOUT_MS } from './fuzz.js'

const source = fc.oneof(
  fc.constantFrom(
    'a',
    '^a',
    'a$',
    'a|b',
    '(?<who>a)(b)?',
    '.',
    '',
    '\\s',
    '你好',
    '\\bb',
    '(?:a)+',
  ),
  fc.string({ maxLength: 3 }).map((text) => text.replace(/[^\w]/g, '\\$&')),
)
const flags = fc.subarray(['d', 'g', 'i', 'm', 's', 'u', 'y']).map((list) => list.join(''))

const regex = fc
  .tuple(source, flags, fc.nat(5))
  .map(([text, flag, lastIndex]) => {
    try {
      return Object.assign(new RegExp(text, flag), { lastIndex })
    } catch {
      // With u, not every escape is one.
      return undefined
    }
  })
  .filter((each) => each !== undefined)

const content = fc.oneof(
  fc
    .array(fc.constantFrom('a', 'b', 'A', ' ', '\n', '你好'), { maxLength: 5 })
    .map((l) => l.join('')),
  oddText(3),
)

/** Asks as the chain does: with the context of one text message. */
function hearing(trigger: RegExp): (text: string) => unknown {
  const log = createLogger({ level: 'silent' })
  const owner = { name: 'spec', log, store: {} as never }
  const { registrar, segment } = createRegistration(owner, () => true)
  registrar.hears(trigger, (_ctx, match) => JSON.stringify([...match, match.index, match.groups]))
  return (text) => {
    const message = { kind: 'text', Content: text } as Message
    return segment.handlers[0]?.ask(message, () => ({ message }) as Context)
  }
}

describe('properties of filters', function () {
  this.timeout(TIMEOUT_MS)

  it('hear the same in a text, whatever was heard before and whatever the flags', () => {
    let heard = 0
    fc.assert(
      fc.property(regex, fc.array(content, { minLength: 2, maxLength: 8 }), (trigger, texts) => {
        const { lastIndex } = trigger
        const hear = hearing(trigger)
        for (const text of [...texts, ...texts.toReversed()]) {
          const found = new RegExp(trigger.source, trigger.flags.replace(/[gy]/g, '')).exec(text)
          const expected = found ? JSON.stringify([...found, found.index, found.groups]) : undefined
          if (found) heard += 1
          expect(hear(text), JSON.stringify(text)).to.equal(expected)
        }
        expect(trigger.lastIndex, 'the RegExp is its owner’s').to.equal(lastIndex)
      }),
      runs(600),
    )
    expect(heard).to.be.above(0)
  })

  it('let a kind through by its name, and by MsgType and Event in any case', () => {
    const upper = fc.boolean().map((is) => (text: string) => (is ? text.toUpperCase() : text))
    fc.assert(
      fc.property(
        fc.constantFrom(...KIND_NAMES),
        fc.constantFrom(...KIND_NAMES),
        upper,
        (kind, other, cased) => {
          const message = readMessage(parseXml(createPush({ kind })))
          const passes = (filter: Filter) => toPredicate(filter)(message)
          expect(passes(other as FilterName)).to.equal(kind === other)
          expect(passes([other as FilterName, kind as FilterName])).to.equal(true)
          const event = kind.startsWith('event:') ? kind.slice('event:'.length) : undefined
          const fields = event
            ? { MsgType: cased('event'), Event: cased(event) }
            : { MsgType: cased(kind) }
          expect(passes(fields)).to.equal(true)
          expect(passes('event')).to.equal(!passes('message'))
        },
      ),
      runs(300),
    )
  })
})
