/** Runs the regular expressions of rules, each on an engine that no text can make stop the bot. */
import type { Clock, Logger } from '@wechatbot/core'
import { type Charsets, createCharsets } from './charsets.ts'
import { createLinear, type Linear } from './linear.ts'
import { type Spans, toMatch } from './match.ts'
import { toPattern } from './pattern.ts'
import { LIMIT_MS, type Runner, type Task } from './runner.ts'
import type { Soon } from './soon.ts'
import { MAX_SPENT_MS, MAX_STRIKES, type Strikes } from './strikes.ts'
import { NotLinear } from './translate.ts'

export interface Matcher {
  readonly pattern: RegExp
  /** `linear`, or `worker (50 ms): it has a lookahead`. */
  readonly engine: string
  /** The most steps in this process for one character of a text. */
  readonly steps: number
  /** @param sender the OpenID of the text's sender. */
  readonly exec: (text: string, sender: string) => Soon<RegExpMatchArray | null>
}

/** An expression in the form of a rule. */
export interface Written {
  readonly written: string | RegExp
  /** Whether the rule says `unsafe: true`. */
  readonly unsafe: boolean
  readonly place: () => string
}

export interface MatcherParts {
  readonly runner: Runner
  readonly strikes: Strikes<Matcher>
  readonly clock: Clock
  readonly log: Logger
}

/** Makes the matchers for rules that are read at the same time. */
export function createMatchers(parts: MatcherParts): (written: Written) => Matcher {
  const charsets = createCharsets()
  return (written) => {
    const pattern = toPattern(written.written)
    const linear = linearOrWhy(pattern, written.unsafe, charsets)
    return typeof linear === 'string'
      ? createStoppable(pattern, linear, written, parts)
      : createUnstoppable(pattern, linear)
  }
}

function linearOrWhy(pattern: RegExp, unsafe: boolean, charsets: Charsets): Linear | string {
  if (unsafe) return 'its rule says unsafe: true'
  try {
    return createLinear(pattern, charsets)
  } catch (error) {
    if (error instanceof NotLinear) return `it ${error.message}`
    throw error
  }
}

/**
 * Runs in this process to its end. A function of its own, so that no rule keeps the list of all characters in
 * memory.
 */
function createUnstoppable(pattern: RegExp, { steps, exec }: Linear): Matcher {
  return {
    pattern,
    engine: 'linear',
    steps,
    exec: (text) => matchOf(pattern, text, exec(text)),
  }
}

function matchOf(pattern: RegExp, text: string, spans: Spans | undefined) {
  return spans === undefined ? null : toMatch(text, spans, pattern.hasIndices)
}

/** Runs in the thread. A text at which it is stopped counts as no match. */
function createStoppable(
  pattern: RegExp,
  why: string,
  { place }: Written,
  { runner, strikes, clock, log }: MatcherParts,
): Matcher {
  const matcher: Matcher = {
    pattern,
    engine: `worker (${LIMIT_MS} ms): ${why}`,
    steps: 0,
    exec: (text, sender) => {
      const isWanted = () => !strikes.isOut(matcher, sender)
      const onLate = () => warn(sender)
      return isWanted() ? search({ pattern, text, isWanted, onLate, clock }, sender) : null
    },
  }
  const search = async (task: Task, from: string) => {
    const outcome = await runner.run(task)
    if (outcome.type === 'found') {
      if (strikes.spend(from, outcome.ms)) log.warn({ from }, SPENT)
      return matchOf(pattern, task.text, outcome.spans)
    }
    if (outcome.type === 'broken') log.error({ err: outcome.error }, NO_THREAD)
    return null
  }
  const warn = (sender: string) => {
    const rule = place()
    const isOut = strikes.strike(matcher, sender)
    const fields = { rule, pattern: String(pattern), from: sender, limitMs: LIMIT_MS }
    log.warn(fields, `${rule} took more than ${LIMIT_MS} ms for a text, which counts as no match`)
    if (isOut) {
      log.error({ rule }, `${rule} looks at no text for a minute: ${MAX_STRIKES} took too long`)
    }
  }
  return matcher
}

const SPENT = `texts of one sender took ${MAX_SPENT_MS} ms of the thread within a minute; for the rest of it they count as no match`
const NO_THREAD = 'no thread for regular expressions: the text counts as no match'
