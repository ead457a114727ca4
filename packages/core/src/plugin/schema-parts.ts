/**
 * The parts of other people's schemas, as far as they are visible: objects, lists and wrappers of
 * valibot and zod. Any other schema has no visible parts.
 */
import type { Path } from '../errors.ts'

interface Shown {
  readonly '~standard'?: { readonly validate?: (value: unknown) => unknown }
  /** zod keeps all further fields below it. */
  readonly def?: Shown
  /** The fields of an object, in valibot and zod. */
  readonly entries?: Readonly<Record<string, unknown>>
  readonly shape?: Readonly<Record<string, unknown>>
  /** The element of a list. */
  readonly item?: unknown
  readonly element?: unknown
  /** The inner schema of an optional value or one with a default. */
  readonly wrapped?: unknown
  readonly innerType?: unknown
  /** The schemas of a union, or the texts of a picklist. */
  readonly options?: unknown
}

/** The schemas of a value at `path`. A union gives several. A part that is not visible gives none. */
export function schemasAt(schema: unknown, path: Path): readonly Shown[] {
  const [key, ...rest] = path
  if (key === undefined) return typeof schema === 'object' && schema !== null ? [schema] : []
  return alternatives(schema)
    .map((each) => (typeof key === 'number' ? itemOf(each) : entriesOf(each)[String(key)]))
    .flatMap((each) => schemasAt(each, rest))
}

/** The names that an object at `path` may have. Empty if they are not visible. */
export function keysAt(schema: unknown, path: Path): readonly string[] {
  const all = schemasAt(schema, path).flatMap(alternatives)
  return [...new Set(all.flatMap((each) => Object.keys(entriesOf(each))))]
}

/** The schema without its wrappers. A union gives each of its parts. */
function alternatives(schema: unknown): readonly Shown[] {
  if (typeof schema !== 'object' || schema === null) return []
  const shown = schema as Shown
  const { wrapped, innerType, options } = { ...shown, ...shown.def }
  if (wrapped !== undefined || innerType !== undefined) return alternatives(wrapped ?? innerType)
  const schemas = Array.isArray(options) ? options.filter((it) => typeof it === 'object') : []
  return schemas.length > 0 ? schemas.flatMap(alternatives) : [shown]
}

function entriesOf({ entries, shape, def }: Shown): Readonly<Record<string, unknown>> {
  return entries ?? shape ?? def?.shape ?? {}
}

function itemOf({ item, element, def }: Shown): unknown {
  return item ?? element ?? def?.element
}
