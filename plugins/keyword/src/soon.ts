/** What may be there already, and then is not awaited: rules of words answer at once. */
export type Soon<T> = T | Promise<T>

/** Also of promises of another realm: a function of a rule may return any. */
export function isPending<T>(soon: Soon<T>): soon is Promise<T> {
  return typeof (soon as { readonly then?: unknown } | null | undefined)?.then === 'function'
}
