/** Finds the words of all rules together, in a time that does not depend on their number. */
import type { Kind } from '@wechatbot/core'
import { createAutomaton } from './automaton.ts'
import type { Rule } from './rule.ts'

/** A rule, and the place where it was written: `rules[3]` or `rules.csv:7`. */
export interface PlacedRule {
  readonly rule: Rule
  readonly place: () => string
}

/** A rule with its rank in the order. */
export interface Ranked extends PlacedRule {
  readonly rank: number
  readonly kinds: ReadonlySet<Kind>
  /**
   * Whether the rule always answers. A function may say "not mine", a rule with `when` has its
   * hours, and a rule with a file is left out without the API.
   */
  readonly isFinal: boolean
}

/** How a word is compared. */
export type Literal = Exclude<Rule['mode'], 'regex'>

/** One word of one rule. Entries are numbered in the order in which the rules are asked. */
export interface Entry {
  readonly ranked: Ranked
  readonly mode: Literal
  readonly word: string
  readonly folded: string
}

/** A rule that never answers, because the rule `by` always answers before it. */
export interface Shadowed extends PlacedRule {
  readonly by: PlacedRule
}

export interface Literals {
  /**
   * The words that are in a text, each once, in their order. Without a mode it looks for the words of all modes.
   * @param part the text, folded as a part. @param whole the text, folded as a whole text.
   */
  readonly find: (
    part: string,
    whole?: string,
    modes?: readonly Literal[],
  ) => Generator<Entry, void>
  /** Rules that never answer, because each of their words is answered by an earlier rule. */
  readonly shadowed: () => readonly Shadowed[]
}

/** The end of a chain. */
const NONE = -1

const LITERALS: readonly Literal[] = ['exact', 'contains', 'prefix']

export function createLiterals(entries: readonly Entry[]): Literals {
  const heads = { exact: new Map(), contains: new Map(), prefix: new Map() } as Readonly<
    Record<Literal, Map<string, number>>
  >
  // Words that several rules share form a chain: each entry has the number of the next one.
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
    // A word that an earlier rule always answers needs no place here.
    if (isCovered(entries, next, head, number)) continue
    next[tail] = number
    tails[head] = number
  }
  const contains = createAutomaton(heads.contains)
  const prefix = createAutomaton(heads.prefix)

  function* find(part: string, whole = part, modes = LITERALS): Generator<Entry, void> {
    const exact = modes.includes('exact') ? (heads.exact.get(whole) ?? NONE) : NONE
    const within = modes.includes('contains') ? contains.first(part) : NONE
    const heading: number[] = []
    if (modes.includes('prefix')) prefix.begin(part, (head) => heading.push(head))
    const found = [exact, within, ...heading].filter((head) => head !== NONE)
    if (found.length === 0) return
    const first = Math.min(...found)
    yield entries[first] as Entry
    // This takes another pass over the text. It is rarely reached, because most rules answer.
    const numbers: number[] = []
    const add = (head: number) => {
      for (let number = head; number !== NONE; number = next[number] as number) {
        numbers.push(number)
      }
    }
    if (within !== NONE) contains.search(part, add)
    for (const head of [exact, ...heading]) add(head)
    for (const number of numbers.sort((a, b) => a - b)) {
      if (number !== first) yield entries[number] as Entry
    }
  }

  return { find, shadowed: () => shadowedOf(entries, find) }
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

/** Whether `late` can never answer a text that `early` matches. */
function covers(early: Ranked | undefined, late: Ranked | undefined): boolean {
  if (early === undefined || late === undefined) return false
  return early.rank < late.rank && early.isFinal && isWithin(late.kinds, early.kinds)
}

function isWithin(some: ReadonlySet<Kind>, all: ReadonlySet<Kind>): boolean {
  return [...some].every((kind) => all.has(kind))
}

/** For each mode: the modes of an earlier entry for the same word that match every text which this mode matches. */
const COVERED_BY: Readonly<Record<Literal, readonly Literal[]>> = {
  exact: LITERALS,
  prefix: ['prefix', 'contains'],
  contains: ['contains'],
}

function shadowedOf(entries: readonly Entry[], find: Literals['find']): readonly Shadowed[] {
  const by = new Map<Ranked, Ranked | undefined>()
  for (const { ranked, mode, folded } of entries) {
    if (by.has(ranked) && by.get(ranked) === undefined) continue
    let early: Ranked | undefined
    for (const each of find(folded, folded, COVERED_BY[mode])) {
      if (!covers(each.ranked, ranked)) continue
      early = each.ranked
      break
    }
    by.set(ranked, early)
  }
  return [...by].flatMap(([late, early]) =>
    early === undefined
      ? []
      : [{ rule: late.rule, place: late.place, by: { rule: early.rule, place: early.place } }],
  )
}
