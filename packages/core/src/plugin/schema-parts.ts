/**
 * What other people's schemas are made of, as far as it shows: the objects, lists and wrappers of
 * valibot and zod. Of a schema that shows nothing there are no parts.
 */
import type { Path } from '../errors.ts'

interface Shown {
  readonly '~standard'?: { readonly validate?: (value: unknown) => unknown }
  /** zod keeps all below it. */
  readonly def?: Shown
  /** An object's, in valibot and zod. */
  readonly entries?: Readonly<Record<string, unknown>>
  readonly shape?: Readonly<Record<string, unknown>>
  /** A list's. */
  readonly item?: unknown
  readonly element?: unknown
  /** Of what is optional or has a default. */
  readonly wrapped?: unknown
  readonly innerType?: unknown
  /** Of a union: schemas. Of a picklist: texts. */
  readonly options?: unknown
}

/** The schemas of a value at `path`: several below a union, none where it does not show. */
export function schemasAt(schema: unknown, path: Path): readonly Shown[] {
  const [key, ...rest] = path
  if (key === undefined) return typeof schema === 'object' && schema !== null ? [schema] : []
  return alternatives(schema)
    .map((each) => (typeof key === 'number' ? itemOf(each) : entriesOf(each)[String(key)]))
    .flatMap((each) => schemasAt(each, rest))
}

/** The names that an object at `path` may have; empty where that does not show. */
export function keysAt(schema: unknown, path: Path): readonly string[] {
  const all = schemasAt(schema, path).flatMap(alternatives)
  return [...new Set(all.flatMap((each) => Object.keys(entriesOf(each))))]
}

/** Without its wrappers; a union's parts one by one. */
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
