/** `${NAME}` in JSON and YAML: secrets come from the environment, not from the file. */
import { CliError } from '../errors.ts'

/**
 * A copy of `value` with every `${NAME}` in its texts replaced.
 * @throws CliError that lists all variables that are not set, and where they stand.
 */
export function interpolate(value: unknown, file: string): unknown {
  const missing: string[] = []
  const replaced = walk(value, '', (text, path) =>
    text.replace(/\$\{(\w+)\}/g, (whole, name: string) => {
      const set = process.env[name]
      if (set === undefined) missing.push(`${path}: ${name} is not set`)
      return set ?? whole
    }),
  )
  if (missing.length === 0) return replaced
  throw new CliError(
    `${file}: set these environment variables, or write them into .env\n  ${missing.join('\n  ')}`,
  )
}

function walk(
  value: unknown,
  path: string,
  replace: (text: string, path: string) => string,
): unknown {
  if (typeof value === 'string') return replace(value, path)
  if (Array.isArray(value)) return value.map((item, i) => walk(item, `${path}[${i}]`, replace))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      walk(item, path === '' ? key : `${path}.${key}`, replace),
    ]),
  )
}
