/** Configuration as it may be shown: secrets replaced, functions and patterns named. */
import { inspect } from 'node:util'

/** A proxy's URL may hold a password. */
const SECRET = /(token|secret|password|passwd|key|proxy)$/i

/** A copy of `value` for JSON, without what a field's name says is secret. */
export function redacted(value: unknown, name = ''): unknown {
  if (typeof value === 'string') return SECRET.test(name) ? '[redacted]' : value
  if (typeof value === 'function') return '(function)'
  if (value instanceof RegExp) return String(value)
  if (Array.isArray(value)) return value.map((item) => redacted(item, name))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redacted(item, key)]))
}

/** Makes `value` print without its secrets: by util.inspect, in a log, as JSON. Its fields stay. */
export function printedRedacted<T extends object>(value: T, shown: object = value): T {
  const print = () => redacted({ ...shown })
  // Not enumerable: whoever spreads the value takes only what is in it.
  Object.defineProperty(value, 'toJSON', { value: print })
  Object.defineProperty(value, inspect.custom, { value: print })
  return value
}
