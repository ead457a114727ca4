/** Conditions as data: `{ people: { gt: 4 } }`. */
import type { AnyAnswers, Comparison, Conditions } from './types.ts'

type Value = string | number

const TESTS: Readonly<Record<string, (answer: unknown, bound: never) => boolean>> = {
  eq: (answer, bound: Value) => answer === bound,
  not: (answer, bound: Value) => answer !== bound,
  in: (answer, bounds: readonly Value[]) => bounds.includes(answer as Value),
  gt: (answer, bound: Value) => ordered(answer, bound) && answer > bound,
  gte: (answer, bound: Value) => ordered(answer, bound) && answer >= bound,
  lt: (answer, bound: Value) => ordered(answer, bound) && answer < bound,
  lte: (answer, bound: Value) => ordered(answer, bound) && answer <= bound,
}

export const COMPARISONS = Object.keys(TESTS)

/** Numbers are compared by size. Texts, and so dates, are compared by their characters. */
function ordered<T extends Value>(answer: unknown, bound: T): answer is T {
  return typeof answer === typeof bound
}

export function holds(conditions: Conditions, answers: AnyAnswers): boolean {
  return Object.entries(conditions).every(([name, comparison]) => {
    return Object.hasOwn(answers, name) && compare(answers[name], comparison)
  })
}

function compare(answer: unknown, comparison: Comparison): boolean {
  if (typeof comparison !== 'object') return answer === comparison
  return Object.entries(comparison).every(([name, bound]) => TESTS[name]?.(answer, bound as never))
}
