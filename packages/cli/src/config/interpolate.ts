/** Fills in `${NAME}` in JSON and YAML: secrets come from the environment, not from the file. */
import { CliError } from '../errors.ts'
import { words } from '../words/index.ts'
import { mapValues } from './values.ts'

const { config } = words

/** A configuration has some hundred values. A few lines of YAML can make billions of them by aliases. */
const MAX_VALUES = 200_000
const MAX_DEPTH = 100

/**
 * A copy of `value` with every `${NAME}` in its texts replaced.
 * @throws CliError that lists all variables that are not set, with their places. Also throws for a value that has
 * more than 200 000 parts or contains itself.
 */
export function interpolate(value: unknown, file: string): unknown {
  const missing: string[] = []
  let count = 0
  const fill = (text: string, path: string) =>
    text.replace(/\$\{(\w+)\}/g, (whole, name: string) => {
      const set = process.env[name]
      if (set === undefined) missing.push(config.isNotSet(path, name))
      return set ?? whole
    })
  const replaced = mapValues(value, (each, path, depth) => {
    count += 1
    if (count > MAX_VALUES || depth > MAX_DEPTH) {
      throw new CliError(config.tooMany(file, MAX_VALUES, MAX_DEPTH))
    }
    return typeof each === 'string' ? fill(each, path) : each
  })
  if (missing.length === 0) return replaced
  throw new CliError(config.unset(file, missing))
}
