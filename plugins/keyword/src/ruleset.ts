/** Finds the rules for a message as if each rule were asked in its order. */
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
import { isPattern, needsApi, type Rule } from './rule.ts'
import { isPending } from './soon.ts'

export interface Found extends PlacedRule {
  readonly match: RegExpMatchArray
}

/**
 * The rules that match, in their order. The next one is looked for only on demand. When the search gives a promise,
 * await it and pass its result to `next()`.
 */
export type Search = Generator<Found | Promise<Waited>, void, Waited>

type Waited = RegExpMatchArray | null | undefined

export interface Subject {
  readonly kind: Kind
  /** The text that is compared. */
  readonly text: string
  /** The OpenID of the sender. */
  readonly from: string
}

export interface Ruleset {
  /** The kinds of message for which there is a rule. */
  readonly kinds: ReadonlySet<Kind>
  readonly find: (subject: Subject) => Search
  readonly shadowed: readonly Shadowed[]
  /** The engine of each rule in words. Rules on the worker come first, rules of words last. */
  readonly engines: () => readonly string[]
}

/** One regular expression of one rule. */
interface Pattern {
  readonly ranked: Ranked
  readonly matcher: Matcher
}

/**
 * The most steps of the linear engine for one text before other messages get their turn. It equals the limit of one
 * expression for the longest text, some 30 ms.
 */
const MAX_STEPS_AT_ONCE = 10_000_000

/** @param recognition the value for rules that do not set it. */
export function createRuleset(
  rules: readonly PlacedRule[],
  recognition: boolean,
  matcherOf: (written: Written) => Matcher,
): Ruleset {
  const kindsFor = createKinds(recognition)
  const ranked = [...rules]
    // Array.sort is stable, so rules of the same priority keep their order.
    .sort((a, b) => b.rule.priority - a.rule.priority)
    .map((placed, rank): Ranked => {
      const { rule } = placed
      const isFinal = typeof rule.reply !== 'function' && rule.when === undefined && !needsApi(rule)
      return { ...placed, rank, kinds: kindsFor(placed.rule), isFinal }
    })
  const patterns = ranked.flatMap((each) => patternsOf(each, matcherOf))
  const literals = createLiterals(ranked.flatMap(entriesOf))

  /** Literal words and patterns, merged by rank. Only the first match of a rule is given. */
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

/** The kinds of a rule. `recognition` adds voice. Rules of the same kinds share one set. */
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
