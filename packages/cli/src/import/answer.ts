/** WeChat's answers, read field by field: what is absent or of another shape is as if it were not. */

export type Fields = Readonly<Record<string, unknown>>

export function fieldsIn(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

export function listIn(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsIn) : []
}

/** A list that WeChat puts into an object, `{ "list": [...] }`, or one as it is. */
export function innerList(value: unknown): readonly Fields[] {
  return listIn(Array.isArray(value) ? value : fieldsIn(value).list)
}

export function textIn(fields: Fields, name: string): string {
  const value = fields[name]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
