/** Many rules, found as if they were asked one after the other. */
import { fold, foldPart, type Kind } from '@wechatbot/core'
import {
  createLiterals,
  type Entry,
  type Literal,
  type PlacedRule,
  type Ranked,
  type Shadowed,
} from './literals.ts'
import type { Matcher, Written } from './matcher.ts'
import { capped } from './pattern.ts'
import { isPattern, type Rule } from './rule.ts'
import { isPending } from './soon.ts'

export interface Found extends PlacedRule {
  readonly match: RegExpMatchArray
}

/**
 * The rules that match, in their order; the next one is looked for only when it is asked for. A
 * promise has to be waited for first, and what it resolves to given back to `next()`.
 */
export type Search = Generator<Found | Promise<Waited>, void, Waited>

type Waited = RegExpMatchArray | null | undefined

export interface Subject {
  readonly kind: Kind
  /** What is compared. */
  readonly text: string
  /** The OpenID of who sent it. */
  readonly from: string
}

export interface Ruleset {
  /** The kinds of message any rule is for. */
  readonly kinds: ReadonlySet<Kind>
  readonly find: (subject: Subject) => Search
  readonly shadowed: readonly Shadowed[]
  /** What looks for the match of each rule, in words: the worker's first, those of words last. */
  readonly engines: () => readonly string[]
}

/** One regular expression of one rule. */
interface Pattern {
  readonly ranked: Ranked
  readonly matcher: Matcher
}

/**
 * Of the linear engine, for one text: then other messages have their turn. As much as one
 * expression may take for the longest text, some 30 ms.
 */
const MAX_STEPS_AT_ONCE = 10_000_000

/** @param recognition what goes for rules that do not say. */
export function createRuleset(
  rules: readonly PlacedRule[],
  recognition: boolean,
  matcherOf: (written: Written) => Matcher,
): Ruleset {
  const kindsFor = createKinds(recognition)
  const ranked = [...rules]
    // Array.sort is stable: rules of one priority keep their order.
    .sort((a, b) => b.rule.priority - a.rule.priority)
    .map((placed, rank): Ranked => {
      const isFinal = typeof placed.rule.reply !== 'function'
      return { ...placed, rank, kinds: kindsFor(placed.rule), isFinal }
    })
  const patterns = ranked.flatMap((each) => patternsOf(each, matcherOf))
  const literals = createLiterals(ranked.flatMap(entriesOf))

  /** Literal words and patterns, merged by rank; of one rule only the first match. */
  function* find({ kind, text, from }: Subject): Search {
    const input = capped(text)
    const part = foldPart(text)
    const entries = literals.find(part, fold(part))
    let entry = entries.next()
    let last = -1
    let steps = 0
    const isNew = (each: Ranked) => each.rank !== last && each.kinds.has(kind)
    for (const { ranked, matcher } of patterns) {
      for (; !entry.done && entry.value.ranked.rank < ranked.rank; entry = entries.next()) {
        if (!isNew(entry.value.ranked)) continue
        last = entry.value.ranked.rank
        yield literalMatch(entry.value)
      }
      if (!isNew(ranked)) continue
      const more = matcher.steps * input.length
      if (steps > 0 && steps + more > MAX_STEPS_AT_ONCE) {
        yield turnOfOthers()
        steps = 0
      }
      steps += more
      const found = matcher.exec(input, from)
      const match = isPending(found) ? yield found : found
      if (!match) continue
      last = ranked.rank
      yield { rule: ranked.rule, place: ranked.place, match }
    }
    for (; !entry.done; entry = entries.next()) {
      if (!isNew(entry.value.ranked)) continue
      last = entry.value.ranked.rank
      yield literalMatch(entry.value)
    }
  }

  return {
    kinds: new Set(ranked.flatMap(({ kinds }) => [...kinds])),
    find,
    shadowed: literals.shadowed().filter(({ rule }) => !hasPattern(rule)),
    engines: () => [
      ...patterns.filter(({ matcher }) => matcher.steps === 0).map(engineOf),
      ...patterns.filter(({ matcher }) => matcher.steps > 0).map(engineOf),
      ...ranked.filter(({ rule }) => hasWord(rule)).map(wordsEngineOf),
    ],
  }
}

/** The kinds of a rule; `recognition` adds voice. Rules of the same kinds share one set. */
function createKinds(recognition: boolean): (rule: Rule) => ReadonlySet<Kind> {
  const sets = new Map<string, ReadonlySet<Kind>>()
  return (rule) => {
    const hearsVoice = rule.recognition ?? recognition
    const kinds =
      hearsVoice && rule.kinds.includes('text') ? [...rule.kinds, 'voice' as const] : rule.kinds
    const key = kinds.join()
    const set = sets.get(key) ?? new Set(kinds)
    sets.set(key, set)
    return set
  }
}

function wordsOf(rule: Rule): readonly (string | RegExp)[] {
  return [rule.match].flat()
}

function hasPattern(rule: Rule): boolean {
  return wordsOf(rule).some((word) => isPattern(word, rule.mode))
}

function hasWord(rule: Rule): boolean {
  return wordsOf(rule).some((word) => !isPattern(word, rule.mode))
}

function engineOf({ ranked, matcher }: Pattern): string {
  return `${ranked.place()} ${matcher.pattern}: ${matcher.engine}`
}

function wordsEngineOf({ rule, place }: Ranked): string {
  return `${place()}: words, ${rule.mode}`
}

function patternsOf(ranked: Ranked, matcherOf: (written: Written) => Matcher): readonly Pattern[] {
  const { rule, place } = ranked
  return wordsOf(rule)
    .filter((word) => isPattern(word, rule.mode))
    .map((written) => ({ ranked, matcher: matcherOf({ written, unsafe: rule.unsafe, place }) }))
}

function entriesOf(ranked: Ranked): readonly Entry[] {
  const { rule } = ranked
  return wordsOf(rule)
    .filter((word) => !isPattern(word, rule.mode))
    .map((word) => ({
      ranked,
      mode: rule.mode as Literal,
      word: word as string,
      folded: rule.mode === 'exact' ? fold(word as string) : foldPart(word as string),
    }))
}

function literalMatch({ ranked, word }: Entry): Found {
  return { rule: ranked.rule, place: ranked.place, match: [word] as unknown as RegExpMatchArray }
}

function turnOfOthers(): Promise<undefined> {
  return new Promise((resolve) => setImmediate(resolve, undefined))
}
