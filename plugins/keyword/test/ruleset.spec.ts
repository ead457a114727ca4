import { fold, foldPart } from '@wechatbot/core'
import { expect } from 'chai'
import fc from 'fast-check'
import * as v from 'valibot'
import type { PlacedRule } from '#src/literals.js'
import { type Rule, ruleSchema } from '#src/rule.js'
import { createRuleset, type Found, type Ruleset } from '#src/ruleset.js'
import { linearOnly } from './engines.js'

/** Any file: it is not sent here. */
const PICTURE = { type: 'image', file: import.meta.filename }

const letters = fc.constantFrom('a', 'B', 'Ａ', '退', '款', ' ', '。')
const text = fc.array(letters, { maxLength: 12 }).map((each) => each.join(''))
const word = fc
  .array(letters, { minLength: 1, maxLength: 4 })
  .map((each) => each.join(''))
  .filter((each) => each.trim() !== '')
const literal = fc.constantFrom('exact', 'contains', 'prefix')
const kinds = fc.subarray(['text', 'voice', 'event:CLICK'], { minLength: 1 })
const common = {
  reply: fc.constantFrom('a text', () => 'made'),
  priority: fc.constantFrom(0, 0, 0, 1, -2.5),
  kinds,
  recognition: fc.constantFrom(undefined, true, false),
}
const rule = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      ...common,
      match: fc.array(word, { minLength: 1, maxLength: 3 }),
      mode: literal,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      ...common,
      match: fc.array(fc.constantFrom('^a', '退款?', '/b$/i', /A/, '款|退'), {
        minLength: 1,
        maxLength: 2,
      }),
      mode: fc.constant('regex'),
    }),
  },
)

const placed = (rules: readonly unknown[]): PlacedRule[] =>
  rules.map((each, i) => ({ rule: v.parse(ruleSchema, each), place: () => `rules[${i}]` }))

/** One rule after the other, as the README tells it. */
function naive(rules: readonly PlacedRule[], recognition: boolean, kind: string, subject: string) {
  return rules
    .toSorted((a, b) => b.rule.priority - a.rule.priority)
    .filter(({ rule }) => {
      const isHeard =
        kind === 'voice' && rule.kinds.includes('text') && (rule.recognition ?? recognition)
      return isHeard || (rule.kinds as readonly string[]).includes(kind)
    })
    .filter(({ rule }) => [rule.match].flat().some((each) => matches(each, rule.mode, subject)))
    .map(({ place }) => place())
}

function matches(match: string | RegExp, mode: Rule['mode'], subject: string): boolean {
  if (match instanceof RegExp) return match.test(subject)
  if (match === '/b$/i') return /b$/i.test(subject)
  if (mode === 'regex') return new RegExp(match, 'u').test(subject)
  if (mode === 'exact') return fold(match) === fold(subject)
  const [wanted, content] = [foldPart(match), foldPart(subject)]
  return mode === 'contains' ? content.includes(wanted) : content.startsWith(wanted)
}

const matcherOf = linearOnly()
const rulesetOf = (rules: readonly PlacedRule[], recognition: boolean) =>
  createRuleset(rules, recognition, matcherOf)

/** All rules that match, without waiting for any. */
function all({ find }: Ruleset, kind: 'text', text: string): readonly Found[] {
  return [...find({ kind, text, from: 'oA' })].map((each) => {
    if (each instanceof Promise) throw new Error('a rule is waited for')
    return each
  })
}

describe('a ruleset', () => {
  const kind = fc.constantFrom('text', 'voice', 'event:CLICK', 'image') as fc.Arbitrary<'text'>

  it('finds the rules that asking one after the other finds, in that order', () => {
    const rules = fc.array(rule, { maxLength: 25 })
    fc.assert(
      fc.property(rules, fc.boolean(), kind, text, (each, recognition, kind, subject) => {
        const list = placed(each)
        const found = all(rulesetOf(list, recognition), kind, subject)
        const expected = naive(list, recognition, kind, subject)
        // Up to the first that always answers all are found; of those after it some are left out.
        const last = found.findIndex(({ rule }) => typeof rule.reply !== 'function')
        const upTo = last === -1 ? expected.length : last + 1
        expect(found.slice(0, upTo).map(({ place }) => place())).to.deep.equal(
          expected.slice(0, upTo),
        )
        if (last === -1) expect(found.length).to.equal(expected.length)
      }),
      { numRuns: 3000 },
    )
  })

  it('calls only those shadowed that never come first to answer', () => {
    const rules = fc.array(rule, { minLength: 2, maxLength: 25 })
    fc.assert(
      fc.property(rules, fc.boolean(), kind, text, (each, recognition, kind, subject) => {
        const list = placed(each)
        const shadowed = rulesetOf(list, recognition).shadowed.map(({ place }) => place())
        const reached: string[] = []
        for (const place of naive(list, recognition, kind, subject)) {
          reached.push(place)
          const [, index] = /\[(\d+)\]/.exec(place) ?? []
          if (typeof list[Number(index)]?.rule.reply !== 'function') break
        }
        expect(reached.filter((place) => shadowed.includes(place))).to.deep.equal([])
      }),
      { numRuns: 3000 },
    )
  })

  it('lets others have a turn when expressions have taken many steps for one text', () => {
    const match = '(.*)a(.*)b(.*)c(.*)d(.*)e'
    const rules = placed(Array(40).fill({ match, mode: 'regex', reply: 'x' }))
    const { steps } = matcherOf({ written: match, unsafe: false, place: () => '' })
    const { find } = rulesetOf(rules, false)
    const turns = (text: string) => {
      const given = [...find({ kind: 'text', text, from: 'oA' })]
      expect(given.filter((each) => !(each instanceof Promise))).to.deep.equal([])
      return given.length
    }
    expect(turns('y'.repeat(20))).to.equal(0)
    const perTurn = Math.floor(10_000_000 / (steps * 2048))
    expect(turns('y'.repeat(2048))).to.equal(Math.ceil(40 / perTurn) - 1)
  })

  const shadows: readonly (readonly [string, object, object, boolean])[] = [
    ['the same word', { match: 'a' }, { match: 'Ａ' }, true],
    ['a word that contains it', { match: '退', mode: 'contains' }, { match: '退货' }, true],
    ['a beginning of it', { match: '退', mode: 'prefix' }, { match: '退货', mode: 'prefix' }, true],
    ['all of several words', { match: ['a', 'b'] }, { match: ['b', 'a'] }, true],
    ['some of several words', { match: 'a' }, { match: ['a', 'b'] }, false],
    ['more than the whole text', { match: '退货' }, { match: '退货', mode: 'prefix' }, false],
    ['other kinds', { match: 'a' }, { match: 'a', kinds: ['text', 'event:CLICK'] }, false],
    ['a higher priority', { match: 'a' }, { match: 'a', priority: 1 }, false],
    ['a function', { match: 'a', reply: () => undefined }, { match: 'a' }, false],
    ['a picture by its file', { match: 'a', reply: PICTURE }, { match: 'a' }, false],
    ['hours', { match: 'a', when: 'open' }, { match: 'a' }, false],
  ]
  for (const [what, early, late, isShadowed] of shadows) {
    it(`${isShadowed ? 'names both rules' : 'says nothing'}: ${what}`, () => {
      const rules = placed([early, late].map((each) => ({ reply: 'x', ...each })))
      const named = rulesetOf(rules, false).shadowed.map(({ place, by }) => [place(), by.place()])
      const expected = isShadowed ? [['rules[1]', 'rules[0]']] : []
      if (what === 'a higher priority') expected.push(['rules[0]', 'rules[1]'])
      expect(named).to.deep.equal(expected)
    })
  }
})
