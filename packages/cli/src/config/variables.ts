/**
 * Numbers and booleans of the environment. A variable is a text; where the whole of a value is one (`port:
 * ${PORT}`), and the configuration wants a number there, it is that number. A token of digits stays a text.
 */
import { configProblems } from './sections.ts'

type Typed = number | boolean

/** `config` with the variables that had to be numbers or booleans. @param written the same before they were filled in. */
export function withTypedVariables(config: unknown, written: unknown): unknown {
  let typed = config
  for (const [path, value] of typedVariables(written)) {
    if (!isProblem(typed, path)) continue
    const tried = replaced(typed, path, value)
    if (!isProblem(tried, path)) typed = tried
  }
  return typed
}

function isProblem(config: unknown, path: string): boolean {
  return configProblems(config).some((problem) => problem.path === path)
}

/** By the path of the value that is nothing but a variable. */
function typedVariables(written: unknown): ReadonlyMap<string, Typed> {
  const found = new Map<string, Typed>()
  const look = (value: unknown, path: string): unknown => {
    const name = typeof value === 'string' ? /^\$\{(\w+)\}$/.exec(value)?.[1] : undefined
    const typed = name === undefined ? undefined : typedValue(process.env[name] ?? '')
    if (typed !== undefined) found.set(path, typed)
    return value
  }
  mapValues(written, look)
  return found
}

function typedValue(text: string): Typed | undefined {
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true'
  return /^-?\d{1,15}(\.\d+)?$/.test(text) ? Number(text) : undefined
}

function replaced(config: unknown, path: string, by: Typed): unknown {
  return mapValues(config, (value, at) => (at === path ? by : value))
}

/** A copy with each value as `change` wants it; paths are written as problems write them. */
function mapValues(
  value: unknown,
  change: (value: unknown, path: string) => unknown,
  path = '',
): unknown {
  if (Array.isArray(value)) return value.map((item, i) => mapValues(item, change, `${path}[${i}]`))
  if (typeof value !== 'object' || value === null) return change(value, path)
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      mapValues(item, change, path === '' ? key : `${path}.${key}`),
    ]),
  )
}
