/** Problems between options: a name that does not exist, or an option that needs another one. */
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { ANSWER_TYPES } from './answers.ts'
import { BEFORE } from './errands.ts'
import { clickKeyOf } from './start.ts'
import { placesIn } from './texts.ts'
import type { AnswerType } from './types.ts'

type Issue = StandardSchemaV1.Issue
type Loose = Readonly<Record<string, unknown>>

/** Marks options that have a handle. Such a dialog can start by `begin`, without a word. */
export const HANDLED = Symbol('handled')

/** Looks at any input. A wrong shape is reported by the schema. */
export function findProblems(given: unknown): readonly Issue[] {
  if (!isObject(given)) return []
  const steps = Array.isArray(given.steps) ? given.steps.map((it) => (isObject(it) ? it : {})) : []
  const names = steps.map(({ name }) => name)
  return [
    ...steps.flatMap((step, i) => problemsOf(step, names.slice(0, i)).map(under('steps', i))),
    ...badPlaces(given, 'done', names),
    ...badPlaces(given, 'cancelled', names),
    ...badPlaces(given, 'expired', []),
    ...badStarts(given.start, HANDLED in given),
    ...badReminder(given.remind, steps),
  ]
}

function problemsOf(step: Loose, earlier: readonly unknown[]): readonly Issue[] {
  const { name, type, schema, choices, min, max } = step
  const found: Issue[] = [...badPlaces(step, 'ask', earlier), ...badPlaces(step, 'retry', earlier)]
  const say = (isWrong: boolean, path: string, message: string) => {
    if (isWrong) found.push({ path: [path], message })
  }
  say(earlier.includes(name), 'name', 'a name that no earlier step has')
  say(type !== undefined && schema !== undefined, 'schema', 'either type or schema')
  say(type === 'choice' && choices === undefined, 'choices', 'a list, for type choice')
  const isKnown = type === undefined || ANSWER_TYPES.includes(type as AnswerType)
  const only = (option: string, owner: AnswerType) => {
    const isWrong = step[option] !== undefined && isKnown && type !== owner
    say(isWrong, option, `no ${option} here: it belongs to type ${owner}`)
  }
  only('choices', 'choice')
  only('buttons', 'choice')
  only('past', 'date')
  only('min', 'integer')
  only('max', 'integer')
  const areBounds = typeof min === 'number' && typeof max === 'number'
  say(areBounds && min > max, 'max', `at least min, ${String(min)}`)
  if (isObject(step.when)) {
    for (const key of Object.keys(step.when)) {
      if (!earlier.includes(key)) found.push({ path: ['when', key], message: named(earlier) })
    }
  }
  return found
}

function badPlaces(options: Loose, option: string, known: readonly unknown[]): readonly Issue[] {
  const text = options[option]
  if (typeof text !== 'string') return []
  return placesIn(text).flatMap(({ written, name }) => {
    const path = [option]
    if (!known.includes(name)) return [{ path, message: `{${name}} to be ${named(known)}` }]
    return written === `{${name}}` ? [] : [{ path, message: `{${name}} in half-width braces` }]
  })
}

function named(earlier: readonly unknown[]): string {
  return earlier.length === 0
    ? 'the name of a step before it; there is none'
    : `the name of a step before it: ${[...new Set(earlier)].join(', ')}`
}

function badStarts(start: unknown, hasHandle: boolean): readonly Issue[] {
  const isNone = start === undefined ? !hasHandle : Array.isArray(start) && start.length === 0
  if (isNone) return [{ path: ['start'], message: 'a word or a pattern that starts it' }]
  const isList = Array.isArray(start)
  return [start].flat().flatMap((it, i): readonly Issue[] => {
    const path = isList ? ['start', i] : ['start']
    if (typeof it === 'string' && it.startsWith('event:') && clickKeyOf(it) === undefined) {
      return [{ path, message: 'event:CLICK and the key of a menu button' }]
    }
    if (!isObject(it) || typeof it.pattern !== 'string') return []
    try {
      new RegExp(it.pattern, typeof it.flags === 'string' ? it.flags : '')
      return []
    } catch (error) {
      return [{ path, message: `a regular expression (${(error as Error).message})` }]
    }
  })
}

function badReminder(remind: unknown, steps: readonly Loose[]): readonly Issue[] {
  if (!isObject(remind)) return []
  const dates = steps.filter(({ type }) => type === 'date').map(({ name }) => name)
  const found: Issue[] = []
  if (!dates.includes(remind.field)) {
    found.push({ path: ['remind', 'field'], message: 'the name of a step of type date' })
  }
  if (typeof remind.before === 'string' && !BEFORE.test(remind.before)) {
    found.push({ path: ['remind', 'before'], message: 'a time like "30m", "3h" or "1d"' })
  }
  const names = steps.map(({ name }) => name)
  return [...found, ...badPlaces(remind, 'text', names).map(under('remind'))]
}

function under(...path: readonly PropertyKey[]): (issue: Issue) => Issue {
  return (issue) => ({ ...issue, path: [...path, ...(issue.path ?? [])] })
}

function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
