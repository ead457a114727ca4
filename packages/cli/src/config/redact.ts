/** Configuration as it may be shown: secrets replaced, functions and patterns named. */
import { inspect } from 'node:util'
import { isSecretOption, redactSecrets } from '@wechatbot/core/internal'

/** A copy of `value` for JSON, without what the name of an option or a text shows to be secret. */
export function redacted(value: unknown): unknown {
  return redactSecrets(value, { isSecret: isSecretOption })
}

/** Makes `value` print without its secrets: by util.inspect, in a log, as JSON. Its fields stay. */
export function printedRedacted<T extends object>(value: T, shown: object = value): T {
  const print = () => redacted({ ...shown })
  // Not enumerable: a spread of the value copies its fields only.
  Object.defineProperty(value, 'toJSON', { value: print })
  Object.defineProperty(value, inspect.custom, { value: print })
  return value
}
