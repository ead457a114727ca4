/** The result of an engine, and the match in JavaScript's form. */

/** The first code unit and the one behind the last. Undefined for a group that took no part. */
export type Span = readonly [start: number, end: number] | undefined

export interface Spans {
  /** The span of the whole match, then of each group. */
  readonly groups: readonly Span[]
  /** The spans of named groups in their order. Undefined without named groups. */
  readonly named: readonly (readonly [name: string, span: Span])[] | undefined
}

/** Makes the result of `RegExp.exec`. @param hasIndices whether the flag `d` is set. */
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

/** It has no prototype, because a group may have any name. */
function dictionary<Value>(
  named: NonNullable<Spans['named']>,
  of: (span: Span) => Value,
): Record<string, Value> {
  const values = Object.create(null) as Record<string, Value>
  for (const [name, span] of named) values[name] = of(span)
  return values
}
