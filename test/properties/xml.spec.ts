/** XML in and out: what is written is what is read, and nothing but a whole document is read. */

import { createPush, KIND_NAMES } from '@wechatbot/simulator'
import { expect } from 'chai'
import fc from 'fast-check'
import { WechatBotError } from '#core/errors.js'
import { parse } from '#core/pipeline/parse.js'
import { parseXml } from '#core/xml/codec.js'
import type { XmlFields } from '#core/xml/fields.js'
import { buildXml, type XmlInput } from '#core/xml/write.js'
import { countSteps } from '../steps/count.js'
import { carried, mutated, oddText, runs, slowDocument, TIMEOUT_MS } from './fuzz.js'

/** A long document is so many times as long as a short one; what reads it twice over takes the square. */
const TIMES = 8
const SHORT = 2 * 1024

const name = fc.oneof(
  fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,12}$/),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'xml', 'CreateTime', 'MsgId', 'Content'),
)

/** Fields as deep as WeChat's deepest push, and deeper. */
const { fields: deepFields } = fc.letrec<{ fields: XmlInput; value: XmlInput[string] }>((tie) => ({
  fields: fc
    .array(fc.tuple(name, tie('value')), { minLength: 1, maxLength: 4 })
    .map((entries) => Object.fromEntries(entries)),
  value: fc.oneof(
    { maxDepth: 9, depthIdentifier: 'xml' },
    oddText(),
    fc.integer(),
    fc.double({ noDefaultInfinity: true, noNaN: true }),
    tie('fields'),
  ),
}))
const withLists = fc
  .tuple(deepFields, fc.array(fc.oneof(oddText(), deepFields), { maxLength: 4 }))
  .map(([fields, list]): XmlInput => ({ ...fields, Nested: { List: list, after: 'x' } }))

/** What a reader finds where `fields` were written. */
function read(fields: XmlInput): Record<string, unknown> {
  const found: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(fields)) {
    const came = readValue(value)
    // Without elements there is nothing to be found.
    if (came !== undefined) Object.defineProperty(found, key, { value: came, enumerable: true })
  }
  return found
}

function readValue(value: XmlInput[string]): unknown {
  if (Array.isArray(value)) {
    const items = value.map(readValue)
    return items.length > 1 ? items : items[0]
  }
  return typeof value === 'object' ? read(value as XmlInput) : carried(String(value))
}

/** On plain objects: chai tells them from those without a prototype. */
function plain(fields: XmlFields): unknown {
  return read(fields as XmlInput)
}

/** The refusal that `run` ends in, if it does. Any other error is passed on. */
function refusalOf(run: () => unknown): WechatBotError | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    if (error instanceof WechatBotError && error.status === 400) return error
    throw error
  }
}

function parsed(xml: string): unknown {
  return parse({
    type: 'push',
    receivedAt: { now: 0, monotonic: 0 },
    tokenGroup: 'g',
    xml,
    seal: (reply) => reply,
  })
}

const push = fc
  .tuple(fc.constantFrom(...KIND_NAMES, 'a_new_kind', 'event:a_new_event'), oddText(), oddText())
  .map(([kind, Content, EventKey]) => createPush({ kind, fields: { Content, EventKey } }))

describe('properties of XML', function () {
  this.timeout(TIMEOUT_MS)

  it('reads what was written, whatever the text', () => {
    fc.assert(
      fc.property(withLists, (fields) => {
        expect(plain(parseXml(buildXml(fields)))).to.deep.equal(read(fields))
      }),
      runs(1500),
    )
  })

  it('writes nothing that it cannot read, however deep', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), oddText(), (depth, text) => {
        let fields: XmlInput = { a: text }
        for (let level = 1; level < depth; level += 1) fields = { a: fields }
        let xml: string
        try {
          xml = buildXml(fields)
        } catch (error) {
          expect((error as WechatBotError).code).to.equal('BAD_REPLY')
          expect(depth).to.be.above(10)
          return
        }
        expect(plain(parseXml(xml))).to.deep.equal(read(fields))
      }),
      runs(200),
    )
  })

  it('refuses every proper prefix of a push of every kind', () => {
    for (const kind of [...KIND_NAMES, 'a_new_kind', 'event:a_new_event']) {
      const xml = createPush({ kind, fields: { More: '你好 ]]> <b>😀', Count: 3 } })
      expect(
        refusalOf(() => parsed(xml)),
        kind,
      ).to.equal(undefined)
      for (let end = 0; end < xml.length; end += 1) {
        const refusal = refusalOf(() => parsed(xml.slice(0, end)))
        if (refusal?.code !== 'BAD_XML') expect.fail(`took ${xml.slice(0, end)}`)
      }
    }
  })

  it('refuses every proper prefix of a push with any text', () => {
    fc.assert(
      fc.property(
        push,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (xml, at) => {
          const prefix = xml.slice(0, Math.floor(at * xml.length))
          expect(refusalOf(() => parsed(prefix))?.code).to.equal('BAD_XML')
        },
      ),
      runs(1500),
    )
  })

  it('reads or refuses random text and changed documents, and does nothing else', () => {
    const decoded = mutated(push).map((bytes) => Buffer.from(bytes).toString())
    const random = fc.oneof(
      { weight: 3, arbitrary: decoded },
      oddText(40),
      oddText(20).map((text) => `<xml>${text}</xml>`),
    )
    let refused = 0
    let read = 0
    fc.assert(
      fc.property(random, (xml) => {
        if (refusalOf(() => parsed(xml)) === undefined) read += 1
        else refused += 1
      }),
      runs(1500),
    )
    // Neither is all there is, or the generator has nothing to say.
    expect(Math.min(refused, read)).to.be.above(0)
  })

  it('takes steps in proportion to the length of a document made to be slow', async () => {
    const counting = {
      module: new URL('../steps/xml.js', import.meta.url).href,
      of: ['/packages/core/dist/', '/xml-js/', '/sax/'],
    }
    await fc.assert(
      fc.asyncProperty(slowDocument, async (written) => {
        const [short, long] = [written(SHORT), written(SHORT * TIMES)]
        expect(refusalOf(() => parsed(long))?.code).to.equal('BAD_XML')
        const [few = Number.NaN, many = Number.NaN] = await countSteps(counting, [short, long])
        expect(few).to.be.above(0)
        expect(many / few).to.be.below(TIMES * 2)
      }),
      runs(5),
    )
  })
})
