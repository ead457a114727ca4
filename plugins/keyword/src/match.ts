/** What an engine found, and the match that JavaScript makes of it. */

/** From the first code unit up to, not including, the last; undefined for a group that took no part. */
export type Span = readonly [start: number, end: number] | undefined

export interface Spans {
  /** Of the whole match, then of each group. */
  readonly groups: readonly Span[]
  /** Those of named groups again, in their order; undefined where there are none. */
  readonly named: readonly (readonly [name: string, span: Span])[] | undefined
}

/** As `RegExp.exec` returns it. @param hasIndices the flag `d`. */
export function toMatch(input: string, spans: Spans, hasIndices: boolean): RegExpMatchArray {
  const text = (span: Span) => span && input.slice(...span)
  const { groups, named } = spans
  const match = Object.assign(groups.map(text), {
    index: groups[0]?.[0] ?? 0,
    input,
    groups: named && dictionary(named, text),
  })
  if (!hasIndices) return match as unknown as RegExpMatchArray
  const indices = Object.assign([...groups], {
    groups: named && dictionary(named, (span) => span),
  })
  return Object.assign(match, { indices }) as unknown as RegExpMatchArray
}

/** Without a prototype: any name is a group's. */
function dictionary<Value>(
  named: NonNullable<Spans['named']>,
  of: (span: Span) => Value,
): Record<string, Value> {
  const values = Object.create(null) as Record<string, Value>
  for (const [name, span] of named) values[name] = of(span)
  return values
}
