/** Walks over the values of a configuration. */

/**
 * A copy in which `change` has replaced each value, a list or an object before what it holds. Paths have the form
 * that problems use. Only plain objects are copied: a date of YAML and an object of a class stay the same object.
 */
export function mapValues(
  value: unknown,
  change: (value: unknown, path: string, depth: number) => unknown,
  path = '',
  depth = 0,
): unknown {
  const changed = change(value, path, depth)
  const within = (item: unknown, at: string) => mapValues(item, change, at, depth + 1)
  if (Array.isArray(changed)) return changed.map((item, i) => within(item, `${path}[${i}]`))
  if (!isPlain(changed)) return changed
  return Object.fromEntries(
    Object.entries(changed).map(([key, item]) => [
      key,
      within(item, path === '' ? key : `${path}.${key}`),
    ]),
  )
}

export function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
