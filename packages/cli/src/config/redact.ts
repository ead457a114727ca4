/** A configuration as it may be shown: secrets are replaced; functions and patterns are shown by name. */
import { inspect } from 'node:util'
import { isSecretOption, maskerOf, redactSecrets } from '@wechatbot/core/internal/secrets'

/**
 * A copy of `value` for JSON. It leaves out what is secret by the name of its option, by its text, or as one of
 * `secrets`.
 */
export function redacted(value: unknown, secrets: readonly string[] = []): unknown {
  return redactSecrets(value, { isSecret: isSecretOption, mask: maskerOf(secrets) })
}

/** Makes `value` print without its secrets, in util.inspect, in a log and as JSON. Its fields stay as they are. */
export function printedRedacted<T extends object>(value: T, shown: object = value): T {
  const print = () => redacted({ ...shown })
  // Not enumerable: a spread of the value copies its fields only.
  Object.defineProperty(value, 'toJSON', { value: print })
  Object.defineProperty(value, inspect.custom, { value: print })
  return value
}
