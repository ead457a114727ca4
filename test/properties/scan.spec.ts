/**
 * The quick reader and the guarded one agree, on documents right and wrong. A million of them:
 * `WECHATBOT_FUZZ_RUNS=167 npx mocha --no-config --no-package test/dist/properties/scan.spec.js`.
 */
import { createPush, KIND_NAMES } from '@wechatbot/simulator'
import { expect } from 'chai'
import fc from 'fast-check'
import { parseGuarded } from '#core/xml/codec.js'
import { scanXml } from '#core/xml/scan.js'
import { runs, TIMEOUT_MS } from './fuzz.js'

const guarded = (text: string): unknown => {
  try {
    return parseGuarded(text)
  } catch {
    return 'refused'
  }
}

/** Documents made of pieces that fit together, and of some that do not. */
const name = fc.constantFrom(
  'a',
  'Content',
  'MsgId',
  'item',
  'b2',
  'xml',
  'constructor',
  '_parent',
  '__proto__',
  'x-y',
  'é',
)
const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    '1348831860',
    ' ',
    '\n',
    '你好😀',
    '&amp;',
    '&',
    ']]>',
    '>',
    '\u0000',
    '\ud800',
    '\u00a0',
    '0x1',
    '<',
    '\t x ',
    '\u2028',
  ),
)
const cdata = text.map((inner) => `<![CDATA[${inner}]]>`)
const space = fc.constantFrom('', '', '', ' ', '\n', '\t', '\u00a0')
const leaf = fc.oneof(
  { weight: 4, arbitrary: cdata },
  { weight: 3, arbitrary: text },
  fc.tuple(cdata, cdata).map((both) => both.join('')),
  fc.tuple(text, cdata).map((both) => both.join('')),
  fc.constantFrom('<!-- c -->', '<?php ?>', '<!x>', '<br/>', '', ' <![CDATA[x]]> '),
)
const { node } = fc.letrec<{ node: string; inner: string }>((tie) => ({
  inner: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('node'), { maxLength: 4 }).map((nodes) => nodes.join('')),
    fc.tuple(space, tie('node'), space, tie('node'), space).map((parts) => parts.join('')),
  ),
  node: fc
    .tuple(name, tie('inner'), fc.constantFrom('', '', '', '', '', '', ' a="1"', ' '), fc.boolean())
    .map(([tag, inner, attributes]) => `<${tag}${attributes}>${inner}</${tag}>`),
}))
const root = fc
  .tuple(
    space,
    fc.array(node, { maxLength: 6 }),
    space,
    fc.constantFrom('', '', '', 'x', ' ', '<xml/>'),
  )
  .map(([before, nodes, within, after]) => `${before}<xml>${nodes.join(within)}</xml>${after}`)

/** A few characters removed, doubled, or replaced. */
const mutated = (document: fc.Arbitrary<string>) =>
  fc
    .tuple(
      document,
      fc.array(fc.tuple(fc.nat(), fc.constantFrom('', '<', '>', '/', '&', ']', 'x', '\n', '!')), {
        maxLength: 3,
      }),
    )
    .map(([xml, edits]) =>
      edits.reduce((current, [where, piece]) => {
        const at = current.length === 0 ? 0 : where % current.length
        return current.slice(0, at) + piece + current.slice(at + (where % 2))
      }, xml),
    )

const pushes = KIND_NAMES.map((kind) => createPush({ kind }))

describe('the quick reader of XML', () => {
  it('reads every push of WeChat’s', () => {
    for (const xml of pushes) expect(scanXml(xml), xml).to.deep.equal(parseGuarded(xml))
  })

  it('answers what the guarded one answers, or nothing', () => {
    // `left`: what the guarded one reads alone.
    const seen = { answered: 0, left: 0, refused: 0 }
    const document = fc.oneof(mutated(root), root, mutated(fc.constantFrom(...pushes)))
    fc.assert(
      fc.property(document, (xml) => {
        const quick = scanXml(xml)
        const slow = guarded(xml)
        if (quick !== undefined) {
          seen.answered += 1
          expect(quick).to.deep.equal(slow)
        } else if (slow === 'refused') seen.refused += 1
        else seen.left += 1
      }),
      runs(6000),
    )
    expect(seen.answered).to.be.above(100)
    // Each happens, or the generator has nothing to say.
    expect(Math.min(seen.answered, seen.left, seen.refused), JSON.stringify(seen)).to.be.above(0)
  }).timeout(TIMEOUT_MS)
})
