/**
 * Numbers and booleans of the environment. A variable is a text; where the whole of a value is one (`port:
 * ${PORT}`), and a number is wanted there, it is that number. A token of digits stays a text.
 */

/** What they may be, by the path of the value that is nothing but a variable. */
export type Variables = ReadonlyMap<string, number | boolean>

/** @param written a configuration before its variables were filled in. */
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

function typedValue(text: string): number | boolean | undefined {
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true'
  return /^-?\d{1,15}(\.\d+)?$/.test(text) ? Number(text) : undefined
}

/**
 * `value`, which stands at `at` in the configuration, with each variable typed that causes a problem as a text
 * and none as what it is.
 * @param countProblems of a value in the place of this one.
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
