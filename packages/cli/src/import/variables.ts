/** Texts of the console that the configuration would read as variables. */
import { mapValues } from '../config/values.ts'
import { words } from '../words/index.ts'
import type { Notes } from './notes.ts'

const { importConsole: say } = words

/** A copy without `${`, the beginning of a variable. Each text that changes is noted; a link stays the same link. */
export function withoutVariables<T extends object>(imported: T, notes: Notes): T {
  return mapValues(imported, (value, path) => {
    if (typeof value !== 'string' || !value.includes('${')) return value
    if (/^https?:/.test(value)) return value.replaceAll('${', '$%7B')
    notes.add(path, say.variable)
    return escaped(value)
  }) as T
}

/** `text` with a blank within each `${`. */
export function escaped(text: string): string {
  return text.replaceAll('${', '$ {')
}
