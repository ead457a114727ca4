/** A value or a promise of it. A value is not awaited, so that rules of words answer at once. */
export type Soon<T> = T | Promise<T>

/** Also true for promises of another realm, because a function of a rule may return any promise. */
export function isPending<T>(soon: Soon<T>): soon is Promise<T> {
  return typeof (soon as { readonly then?: unknown } | null | undefined)?.then === 'function'
}
