/**
 * Translates a regular expression of JavaScript for RE2, whose time grows in proportion to the text. It translates
 * only what means the same in both engines, and gives the reason for the rest.
 */
import { type AST, RegExpParser } from '@eslint-community/regexpp'
import type { Charsets, Range } from './charsets.ts'

export interface Translation {
  /** The source in RE2's syntax. Its groups have the numbers of the pattern's groups. */
  readonly source: string
  /** The name of each group from 1 on. */
  readonly names: readonly (string | undefined)[]
}

/** The reason why a pattern must run in the thread. The message is worded to follow "it". */
export class NotLinear extends Error {}

/** @throws NotLinear for a construct that RE2 does not have, or that means something else there. */
export function translate({ source, flags }: RegExp, charsets: Charsets): Translation {
  if (flags.includes('v')) throw new NotLinear('has the flag v')
  const pattern = parse(source, flags)
  const names: (string | undefined)[] = []

  const either = (alternatives: readonly AST.Alternative[]): string =>
    alternatives.map(({ elements }) => elements.map(element).join('')).join('|')

  const element = (node: AST.Element): string => {
    switch (node.type) {
      case 'Character':
        return classOf(charsets.ofCharacter(node.value, flags), flags)
      case 'CharacterSet':
      case 'CharacterClass':
        return classOf(charsets.ofElement(node.raw, flags), flags)
      case 'CapturingGroup':
        names.push(node.name ?? undefined)
        return `(${either(node.alternatives)})`
      case 'Group':
        if (node.modifiers !== null) throw new NotLinear('changes flags within')
        return `(?:${either(node.alternatives)})`
      case 'Quantifier':
        assertSameRepeated(node)
        return `(?:${element(node.element)})${times(node)}`
      case 'Assertion':
        return assertion(node, flags)
      case 'Backreference':
        throw new NotLinear('has a backreference')
      default:
        throw new NotLinear(`has ${node.raw}`)
    }
  }
  return { source: either(pattern.alternatives), names }
}

function parse(source: string, flags: string): AST.Pattern {
  try {
    return new RegExpParser().parsePattern(source, 0, source.length, flags.includes('u'))
  } catch {
    throw new NotLinear('is newer than the parser')
  }
}

function assertion(node: AST.Assertion, flags: string): string {
  if (node.kind === 'lookahead' || node.kind === 'lookbehind') {
    throw new NotLinear(`has a ${node.kind}`)
  }
  if (node.kind === 'word') {
    const isUnicode = flags.includes('u')
    // With both flags two characters beyond ASCII count as letters of a word: ſ and the kelvin sign.
    if (isUnicode && flags.includes('i')) throw new NotLinear(`has ${node.raw} with the flags iu`)
    // V8 finds \B between the halves of a surrogate pair.
    if (isUnicode && node.negate) throw new NotLinear('has \\B with the flag u')
    return node.negate ? '\\B' : '\\b'
  }
  // RE2 knows one line terminator. JavaScript knows four.
  if (flags.includes('m')) throw new NotLinear(`has ${node.raw} with the flag m`)
  return node.kind === 'start' ? '\\A' : '\\z'
}

/**
 * JavaScript drops an optional repetition that matched nothing. At each repetition it also forgets what the groups
 * inside had matched. RE2 does neither.
 */
function assertSameRepeated({ element, min, max, raw }: AST.Quantifier): void {
  if (max > min && mayBeEmpty(element)) throw new NotLinear(`repeats what may be empty, ${raw}`)
  if (max > 1 && mayLeaveGroup(element, false)) {
    throw new NotLinear(`repeats a group that not each repetition needs, ${raw}`)
  }
}

function mayBeEmpty(node: AST.Element): boolean {
  switch (node.type) {
    case 'CapturingGroup':
    case 'Group':
      return node.alternatives.some(({ elements }) => elements.every(mayBeEmpty))
    case 'Quantifier':
      return node.min === 0 || mayBeEmpty(node.element)
    case 'Assertion':
    case 'Backreference':
      return true
    default:
      return false
  }
}

/** Whether a match of `node` can leave out one of the capturing groups in it. */
function mayLeaveGroup(node: AST.Element, isOptional: boolean): boolean {
  switch (node.type) {
    case 'CapturingGroup':
    case 'Group': {
      if (isOptional && node.type === 'CapturingGroup') return true
      const mayChoose = isOptional || node.alternatives.length > 1
      return node.alternatives.some(({ elements }) =>
        elements.some((each) => mayLeaveGroup(each, mayChoose)),
      )
    }
    case 'Quantifier':
      return mayLeaveGroup(node.element, isOptional || node.min === 0)
    default:
      return false
  }
}

function times({ min, max, greedy }: AST.Quantifier): string {
  const most = max === Number.POSITIVE_INFINITY ? '' : max
  return `{${min},${most}}${greedy ? '' : '?'}`
}

function classOf(ranges: readonly Range[], flags: string): string {
  const some = flags.includes('u') ? ranges : ranges.flatMap(asHalves)
  if (some.length === 0) return `[^${hex(0)}-${hex(0x10ffff)}]`
  return `[${some.map(([first, last]) => `${hex(first)}-${hex(last)}`).join('')}]`
}

const SURROGATES: Range = [0xd800, 0xdfff]
/**
 * Without the flag `u` each half of a surrogate pair is a character, which RE2 does not know. So the halves are
 * moved to a range of private characters. In this mode the text holds no whole pairs, so nothing else has that
 * range.
 */
const HALVES_AT = 0xf0000

function asHalves([first, last]: Range): readonly Range[] {
  const [low, high] = SURROGATES
  const parts: readonly Range[] = [
    [first, Math.min(last, low - 1)],
    [Math.max(first, low) - low + HALVES_AT, Math.min(last, high) - low + HALVES_AT],
    [Math.max(first, high + 1), last],
  ]
  return parts.filter(([from, to]) => from <= to)
}

/** `text` as a pattern without the flag `u` sees it: each code unit is a character. */
export function halved(text: string): string {
  return text.replace(/[\ud800-\udfff]/g, (half) =>
    String.fromCodePoint(half.charCodeAt(0) - SURROGATES[0] + HALVES_AT),
  )
}

function hex(character: number): string {
  return `\\x{${character.toString(16)}}`
}
