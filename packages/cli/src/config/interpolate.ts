/** Fills in `${NAME}` in JSON and YAML: secrets come from the environment, not from the file. */
import { CliError } from '../errors.ts'
import { words } from '../words/index.ts'

const { config } = words

/**
 * A copy of `value` with every `${NAME}` in its texts replaced.
 * @throws CliError that lists all variables that are not set, with their places. Also throws for a value that has
 * more than 200 000 parts or contains itself.
 */
export function interpolate(value: unknown, file: string): unknown {
  const missing: string[] = []
  const walk = walkIn(file, (text, path) =>
    text.replace(/\$\{(\w+)\}/g, (whole, name: string) => {
      const set = process.env[name]
      if (set === undefined) missing.push(config.isNotSet(path, name))
      return set ?? whole
    }),
  )
  const replaced = walk(value)
  if (missing.length === 0) return replaced
  throw new CliError(config.unset(file, missing))
}

/** A configuration has some hundred values. A few lines of YAML can make billions of them by aliases. */
const MAX_VALUES = 200_000
const MAX_DEPTH = 100

type Replace = (text: string, path: string) => string

/** @throws CliError for a value that is endless or too large: aliases of aliases, or a value within itself. */
function walkIn(file: string, replace: Replace) {
  let count = 0
  const walk = (value: unknown, path: string, depth: number): unknown => {
    count += 1
    if (count > MAX_VALUES || depth > MAX_DEPTH) {
      throw new CliError(config.tooMany(file, MAX_VALUES, MAX_DEPTH))
    }
    if (typeof value === 'string') return replace(value, path)
    if (Array.isArray(value)) return value.map((item, i) => walk(item, `${path}[${i}]`, depth + 1))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        walk(item, path === '' ? key : `${path}.${key}`, depth + 1),
      ]),
    )
  }
  return (value: unknown) => walk(value, '', 0)
}
