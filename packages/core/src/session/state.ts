/** A state as it is kept: JSON, and not too much of it. What cannot be kept is named by its path. */
import { type Path, type Problem, problemAt } from '../errors.ts'

/** Of the state of one user, as JSON. One follower must not fill what all share. */
const MAX_BYTES = 64 * 1024
/** Deeper ones end the stack of programs that read them. */
const MAX_DEPTH = 100

/**
 * The state as it will come back: a copy, without properties that are undefined. Or what keeps it from
 * being kept.
 */
export function toKept(
  state: unknown,
): { readonly state: unknown } | { readonly problem: Problem } {
  const problem = findMisfit(state, [], [])
  if (problem !== undefined) return { problem }
  const json = JSON.stringify(state)
  const bytes = Buffer.byteLength(json)
  if (bytes <= MAX_BYTES) return { state: JSON.parse(json) as unknown }
  const expected = `at most ${MAX_BYTES} bytes of JSON in all`
  return { problem: { ...problemAt(pathOfLargest(state), expected, state), got: `${bytes}` } }
}

/** What JSON would lose, or change. */
function findMisfit(value: unknown, at: Path, within: readonly unknown[]): Problem | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined
  if (typeof value === 'number') {
    return Number.isFinite(value) ? undefined : problemAt(at, 'a finite number', value)
  }
  if (typeof value !== 'object') return problemAt(at, 'a value of JSON', value)
  if (within.includes(value)) return problemAt(at, 'a value that does not hold itself', value)
  if (at.length === MAX_DEPTH) return problemAt(at, `at most ${MAX_DEPTH} levels`, value)
  const isList = Array.isArray(value)
  if (!isList && !isPlain(value)) {
    const got = `a ${(value as { constructor?: { name?: string } }).constructor?.name ?? 'class'}`
    return { ...problemAt(at, 'a plain object, a list or a value of JSON', value), got }
  }
  // By index: an empty place in a list has no entry.
  const entries: readonly (readonly [PropertyKey, unknown])[] = isList
    ? Array.from(value, (item, i) => [i, item] as const)
    : Object.entries(value).filter(([, child]) => child !== undefined)
  for (const [key, child] of entries) {
    const misfit = findMisfit(child, [...at, key], [...within, value])
    if (misfit !== undefined) return misfit
  }
  return undefined
}

/** Also of another realm, as of a test runner's. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** Of the innermost value that takes more than half of what there is room for; else of the whole. */
function pathOfLargest(state: unknown): Path {
  const path: PropertyKey[] = []
  for (let value = state; typeof value === 'object' && value !== null; ) {
    const large = Object.entries(value).find(
      ([, child]) => Buffer.byteLength(JSON.stringify(child) ?? '') > MAX_BYTES / 2,
    )
    if (large === undefined) break
    path.push(large[0])
    value = large[1]
  }
  return path
}
