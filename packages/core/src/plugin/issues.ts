/** Puts the issues of a schema library into our words: path, expected, got, and the probable meaning. */
import type { StandardSchemaV1 } from '@standard-schema/spec'
import {
  didYouMean,
  issuePath,
  type Path,
  type Problem,
  pathText,
  problemAt,
  unknownKeys,
} from '../errors.ts'
import { keysAt, schemasAt } from './schema-parts.ts'

/** The fields that valibot, zod and arktype add to the standard. */
interface Issue extends StandardSchemaV1.Issue {
  /** In valibot, the expected type. In arktype, `removed` for an unknown key. */
  readonly expected?: unknown
  readonly received?: unknown
  readonly type?: string
  readonly code?: string
  /** In zod, `keys` are the unknown keys of an object, and `values` are all texts of a choice. */
  readonly keys?: readonly string[]
  readonly values?: readonly unknown[]
}

export function problemsOf(
  issues: readonly StandardSchemaV1.Issue[],
  options: unknown,
  schema: StandardSchemaV1,
): readonly Problem[] {
  const all = (issues as readonly Issue[]).flatMap((issue) => {
    const path = issuePath(issue)
    const strangers = unknownOf(issue, path)
    if (strangers === undefined) return [toProblem(issue, path, options, schema)]
    const at = issue.keys === undefined ? path.slice(0, -1) : path
    const known = keysAt(schema, at)
    // All unknown keys are listed: valibot reports only the first.
    if (known.length > 0) return unknownKeys(valueAt(options, at), known, at)
    const holder = Object.fromEntries(strangers.map((key) => [key, undefined]))
    return unknownKeys(holder, [], at)
  })
  return all.filter(({ path }, i) => all.findIndex((other) => other.path === path) === i)
}

/** The unknown names that an issue is about; undefined if it is about something else. */
function unknownOf(issue: Issue, path: Path): readonly string[] | undefined {
  if (issue.code === 'unrecognized_keys') return issue.keys
  const isUnknown = issue.type === 'strict_object' && issue.expected === 'never'
  return isUnknown || issue.expected === 'removed' ? [String(path.at(-1))] : undefined
}

/** Core's own messages, such as those about a reply. They name a part and the value that came there. */
const OWN = /^\w+: expected (.+), got (.+)$/s

function toProblem(issue: Issue, path: Path, options: unknown, schema: unknown): Problem {
  const [, expected, got] = OWN.exec(issue.message) ?? []
  if (expected !== undefined && got !== undefined) return { path: pathText(path), expected, got }
  const isOfName = isOfKey(issue, path, options)
  const value = isOfName ? path.at(-1) : valueAt(options, path)
  const at = isOfName ? path.slice(0, -1) : path
  const problem = problemAt(at, expectedOf(issue, path, schema), value)
  if (typeof value !== 'string' || value === '') return problem
  // Some libraries put the value into the text. A secret must not leave that way either.
  if (!problem.got.includes(value)) {
    return { ...problem, expected: problem.expected.replaceAll(value, '[redacted]') }
  }
  // arktype's text also holds the value that came.
  const choices = choicesOf(issue).filter((choice) => choice !== value)
  return { ...problem, got: problem.got + didYouMean(value, choices) }
}

/** Whether it is about the name of a record's entry, not about its value. Only valibot says so. */
function isOfKey(issue: Issue, path: Path, options: unknown): boolean {
  const last = issue.path?.at(-1)
  const hasOrigin = typeof last === 'object' && 'origin' in last && last.origin === 'key'
  // For a missing key valibot says the same.
  return hasOrigin && Object.hasOwn(Object(valueAt(options, path.slice(0, -1))), last.key)
}

function valueAt(options: unknown, path: Path): unknown {
  let at = options
  for (const key of path) at = (at as Record<PropertyKey, unknown> | null | undefined)?.[key]
  return at
}

/** The texts that a choice allows, from a zod enum or from valibot's type in words. */
export function choicesOf({
  values,
  expected,
}: Pick<Issue, 'values' | 'expected'>): readonly string[] {
  if (values !== undefined) return values.filter((it) => typeof it === 'string')
  return [...String(expected).matchAll(/"([^"]*)"/g)].map(([, text = '']) => text)
}

function expectedOf(issue: Issue, path: Path, schema: unknown): string {
  const { message } = issue
  // For a missing key valibot names the object, not the value that it expects.
  const isOfObject = /object$/.test(issue.type ?? '')
  if (path.length > 0 && isOfObject && issue.received === 'undefined') {
    return expectedOfAbsent(path, schema)
  }
  const what = /^(?:Invalid|Too) [\w ]+: expected (.+?)(?:,? (?:but )?received .*)?$/is.exec(
    message,
  )
  if (what?.[1] !== undefined) return inWords(what[1])
  const own = OWN.exec(message)?.[1]
  if (own !== undefined) return own
  const kind = /^Invalid (\w+): Received /.exec(message)?.[1]
  if (kind !== undefined) return kind === 'integer' ? 'a whole number' : `a valid ${kind}`
  return /^(?:\S+ )?must be (.+?)(?: \(was .*\))?$/s.exec(message)?.[1] ?? message
}

/** The schema's own expectation for the part. It is asked to validate undefined. */
function expectedOfAbsent(path: Path, schema: unknown): string {
  for (const part of schemasAt(schema, path)) {
    const result = part['~standard']?.validate?.(undefined) as StandardSchemaV1.FailureResult
    const issue = result?.issues?.[0]
    if (issue !== undefined) return expectedOf(issue, [], part)
  }
  return 'a value'
}

const TYPES: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  function: 'a function',
  int: 'a whole number',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'a text',
}

/** Turns `("a" | "b")`, `Array`, `>=1` and `number to be >=1` into plain words. */
function inWords(type: string): string {
  const [, subject, rest] = /^(\w+) (?:to be|to have) (.+)$/.exec(type) ?? []
  if (subject !== undefined && rest !== undefined) return `${inWords(subject)}, ${inWords(rest)}`
  const choices = [...type.matchAll(/"[^"]*"/g)].map(([text]) => text)
  if (choices.length > 1) return `one of ${choices.join(', ')}`
  const parts = type.replace(/^\((.*)\)$/, '$1').split(' | ')
  return parts
    .map((part) => TYPES[part.toLowerCase()] ?? part)
    .join(' or ')
    .replace(/>=\s?/, 'at least ')
    .replace(/<=\s?/, 'at most ')
    .replace(/>\s?/, 'more than ')
    .replace(/<\s?/, 'less than ')
}
