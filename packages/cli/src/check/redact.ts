/** Options of plugins as they may be shown: secrets replaced, functions and patterns named. */

const SECRET = /(token|secret|password|passwd|key)$/i

/** A copy of `value` for JSON, without what a field's name says is secret. */
export function redacted(value: unknown, name = ''): unknown {
  if (typeof value === 'string') return SECRET.test(name) ? '[redacted]' : value
  if (typeof value === 'function') return '(function)'
  if (value instanceof RegExp) return String(value)
  if (Array.isArray(value)) return value.map((item) => redacted(item, name))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redacted(item, key)]))
}
