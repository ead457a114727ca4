/**
 * Turns a state into JSON of limited size for the Store. Its errors name the path of a value that
 * cannot be kept.
 */
import { type Path, type Problem, problemAt } from '../errors.ts'

/** The limit for the state of one user, as JSON. One follower must not fill the space that all share. */
const MAX_BYTES = 64 * 1024
/** Programs that read deeper states run out of stack. */
const MAX_DEPTH = 100

/**
 * The state as it will be read: a copy without undefined properties. For a state that cannot be
 * kept, the problem.
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

/**
 * A value that JSON would lose or change.
 * @param at the path of `value`. It grows and shrinks with the search, as `within` does.
 * @param within the values that hold `value`
 */
function findMisfit(value: unknown, at: PropertyKey[], within: object[]): Problem | undefined {
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
  within.push(value)
  // A list is read by index, for an empty place in it has no entry.
  for (const key of isList ? value.keys() : Object.keys(value)) {
    const child = (value as Record<PropertyKey, unknown>)[key]
    if (child === undefined && !isList) continue
    at.push(key)
    const misfit = findMisfit(child, at, within)
    if (misfit !== undefined) return misfit
    at.pop()
  }
  within.pop()
  return undefined
}

/** Also true for an object of another realm, such as a test runner's. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** The path of the innermost value that takes more than half of the limit; else of the whole state. */
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
