/** Many rules, found as if they were asked one after the other. */
import type { Kind } from '@wechatbot/core'
import { createAutomaton } from './automaton.ts'
import { fold } from './fold.ts'
import { capped, toPattern } from './pattern.ts'
import { isPattern, type Rule } from './rule.ts'

/** A rule, and where it was written: `rules[3]` or `rules.csv:7`. */
export interface PlacedRule {
  readonly rule: Rule
  readonly place: () => string
}

export interface Found extends PlacedRule {
  readonly match: RegExpMatchArray
}

/** A rule that never gets to answer, because `by` always answers before it. */
export interface Shadowed extends PlacedRule {
  readonly by: PlacedRule
}

export interface Ruleset {
  /** The kinds of message any rule is for. */
  readonly kinds: ReadonlySet<Kind>
  /** The rules that match, in their order. The next one is looked for only when it is asked for. */
  readonly find: (kind: Kind, subject: string) => Iterable<Found>
  readonly shadowed: readonly Shadowed[]
}

type Literal = 'exact' | 'contains' | 'prefix'

/** One word of one rule. They are numbered in the order in which the rules are asked. */
interface Entry {
  readonly ranked: Ranked
  readonly mode: Literal
  readonly word: string
  readonly folded: string
}

interface Ranked extends PlacedRule {
  readonly rank: number
  readonly kinds: ReadonlySet<Kind>
  /** Not of a function, which may say "not mine". */
  readonly isFinal: boolean
}

/** @param recognition what goes for rules that do not say. */
export function createRuleset(rules: readonly PlacedRule[], recognition: boolean): Ruleset {
  const kindsFor = createKinds(recognition)
  const ranked = [...rules]
    // Array.sort is stable: rules of one priority keep their order.
    .sort((a, b) => b.rule.priority - a.rule.priority)
    .map((placed, rank): Ranked => {
      const isFinal = typeof placed.rule.reply !== 'function'
      return { ...placed, rank, kinds: kindsFor(placed.rule), isFinal }
    })
  const patterns = ranked.flatMap((each) =>
    words(each.rule)
      .filter((word) => isPattern(word, each.rule.mode))
      .map((word) => ({ ranked: each, pattern: toPattern(word) })),
  )
  const literals = createLiterals(
    ranked.flatMap((each) =>
      words(each.rule)
        .filter((word) => !isPattern(word, each.rule.mode))
        .map((word) => ({
          ranked: each,
          mode: each.rule.mode as Literal,
          word: word as string,
          folded: fold(word as string),
        })),
    ),
  )

  /** Literal words and patterns, merged by rank; of one rule only the first match. */
  function* find(kind: Kind, subject: string): Generator<Found> {
    const input = capped(subject)
    const entries = literals.find(fold(subject))
    let entry = entries.next()
    let last = -1
    const isNew = (each: Ranked) => each.rank !== last && each.kinds.has(kind)
    for (const { ranked, pattern } of patterns) {
      for (; !entry.done && entry.value.ranked.rank < ranked.rank; entry = entries.next()) {
        if (!isNew(entry.value.ranked)) continue
        last = entry.value.ranked.rank
        yield literalMatch(entry.value)
      }
      const match = isNew(ranked) ? pattern.exec(input) : null
      if (match === null) continue
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
    shadowed: shadowedOf(literals),
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

function words(rule: Rule): readonly (string | RegExp)[] {
  return [rule.match].flat()
}

function literalMatch({ ranked, word }: Entry): Found {
  return { rule: ranked.rule, place: ranked.place, match: [word] as unknown as RegExpMatchArray }
}

interface Literals {
  readonly entries: readonly Entry[]
  /** In their order. Of each mode if none is given. */
  readonly find: (folded: string, modes?: readonly Literal[]) => Generator<Entry, void>
}

/** After the last of a chain. */
const NONE = -1

const LITERALS: readonly Literal[] = ['exact', 'contains', 'prefix']

function createLiterals(entries: readonly Entry[]): Literals {
  const heads = { exact: new Map(), contains: new Map(), prefix: new Map() } as Readonly<
    Record<Literal, Map<string, number>>
  >
  // Words that several rules share are chained by the number of the next one.
  const next = new Int32Array(entries.length).fill(NONE)
  const tails = new Int32Array(entries.length)
  for (const [number, { mode, folded }] of entries.entries()) {
    const head = heads[mode].get(folded)
    if (head === undefined) {
      heads[mode].set(folded, number)
      tails[number] = number
      continue
    }
    const tail = tails[head] as number
    // What an earlier rule always answers needs no place here.
    if (isCovered(entries, next, head, number)) continue
    next[tail] = number
    tails[head] = number
  }
  const contains = createAutomaton(heads.contains)
  const prefix = createAutomaton(heads.prefix)

  return {
    entries,
    *find(folded, modes = LITERALS) {
      const exact = modes.includes('exact') ? (heads.exact.get(folded) ?? NONE) : NONE
      const within = modes.includes('contains') ? contains.first(folded) : NONE
      const heading: number[] = []
      if (modes.includes('prefix')) prefix.begin(folded, (head) => heading.push(head))
      const found = [exact, within, ...heading].filter((head) => head !== NONE)
      if (found.length === 0) return
      const first = Math.min(...found)
      yield entries[first] as Entry
      // Most rules answer, and nobody comes this far: it takes another pass over the text.
      const numbers: number[] = []
      const add = (head: number) => {
        for (let number = head; number !== NONE; number = next[number] as number) {
          numbers.push(number)
        }
      }
      if (within !== NONE) contains.search(folded, add)
      for (const head of [exact, ...heading]) add(head)
      for (const number of numbers.sort((a, b) => a - b)) {
        if (number !== first) yield entries[number] as Entry
      }
    },
  }
}

function isCovered(
  entries: readonly Entry[],
  next: Int32Array,
  head: number,
  late: number,
): boolean {
  for (let number = head; number !== NONE; number = next[number] as number) {
    if (covers(entries[number]?.ranked, entries[late]?.ranked)) return true
  }
  return false
}

/** Whether `early`, where it matches, leaves nothing to `late`. */
function covers(early: Ranked | undefined, late: Ranked | undefined): boolean {
  if (early === undefined || late === undefined) return false
  return early.rank < late.rank && early.isFinal && isWithin(late.kinds, early.kinds)
}

function isWithin(some: ReadonlySet<Kind>, all: ReadonlySet<Kind>): boolean {
  return [...some].every((kind) => all.has(kind))
}

/** The modes whose match of a word is one of every text that the word, in this mode, matches. */
const COVERED_BY: Readonly<Record<Literal, readonly Literal[]>> = {
  exact: LITERALS,
  prefix: ['prefix', 'contains'],
  contains: ['contains'],
}

/** Rules of words only, each of which an earlier rule answers. */
function shadowedOf({ entries, find }: Literals): readonly Shadowed[] {
  const by = new Map<Ranked, Ranked | undefined>()
  for (const { ranked, mode, folded } of entries) {
    if (by.has(ranked) && by.get(ranked) === undefined) continue
    let early: Ranked | undefined
    for (const each of find(folded, COVERED_BY[mode])) {
      if (!covers(each.ranked, ranked)) continue
      early = each.ranked
      break
    }
    by.set(ranked, early)
  }
  return [...by].flatMap(([late, early]) =>
    early === undefined || words(late.rule).some((word) => isPattern(word, late.rule.mode))
      ? []
      : [{ rule: late.rule, place: late.place, by: { rule: early.rule, place: early.place } }],
  )
}
