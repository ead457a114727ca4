/** Reads WeChat's answers field by field. A field of the wrong shape counts as absent. */

export type Fields = Readonly<Record<string, unknown>>

export function fieldsIn(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

export function listIn(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsIn) : []
}

/** A list, which WeChat sometimes puts into an object: `{ "list": [...] }`. */
export function innerList(value: unknown): readonly Fields[] {
  return listIn(Array.isArray(value) ? value : fieldsIn(value).list)
}

export function textIn(fields: Fields, name: string): string {
  const value = fields[name]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
