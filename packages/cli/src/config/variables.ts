/**
 * Numbers and booleans from the environment. A variable is a text. Where a value is one variable and nothing else
 * (`port: ${PORT}`) and the schema wants a number, the text becomes a number. A token of digits stays a text.
 */
import { mapValues } from './values.ts'

/** The typed values, by the path of each value that is one variable and nothing else. */
export type Variables = ReadonlyMap<string, number | boolean>

/** @param written the configuration before its variables are filled in. */
export function variablesIn(written: unknown): Variables {
  const found = new Map<string, number | boolean>()
  mapValues(written, (value, path) => {
    const name = typeof value === 'string' ? /^\$\{(\w+)\}$/.exec(value)?.[1] : undefined
    const typed = name === undefined ? undefined : typedValue(process.env[name] ?? '')
    if (typed !== undefined) found.set(path, typed)
    return value
  })
  return found
}

/**
 * The texts of a program's configuration that are values of the environment: `port: process.env.PORT`.
 * @param section a section of data, such as `server`. Values of programs may contain themselves.
 */
export function textsFromEnvironment(section: unknown, at: string): Variables {
  const set = new Set(Object.values(process.env))
  const found = new Map<string, number | boolean>()
  mapValues(section, (value, path) => {
    const typed = typeof value === 'string' && set.has(value) ? typedValue(value) : undefined
    if (typed !== undefined) found.set(`${at}.${path}`, typed)
    return value
  })
  return found
}

function typedValue(text: string): number | boolean | undefined {
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true'
  return /^-?\d{1,15}(\.\d+)?$/.test(text) ? Number(text) : undefined
}

/**
 * Gives `value` with some variables typed: each one that causes a problem as a text and causes none as a number or
 * boolean. `at` is the place of `value` in the configuration.
 * @param countProblems counts the problems of a value that stands in this place.
 */
export async function withTyped(
  value: unknown,
  variables: Variables,
  at: string,
  countProblems: (value: unknown) => number | Promise<number>,
): Promise<unknown> {
  const within = [...variables].filter(([path]) => path.startsWith(at))
  if (within.length === 0) return value
  let typed = value
  let count = await countProblems(typed)
  for (const [path, variable] of within) {
    if (count === 0) break
    const place = path.slice(at.length).replace(/^\./, '')
    const tried = mapValues(typed, (each, here) => (here === place ? variable : each))
    const left = await countProblems(tried)
    if (left >= count) continue
    typed = tried
    count = left
  }
  return typed
}
