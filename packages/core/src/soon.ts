/**
 * What may be there already. Under load every turn of the microtask queue costs a message as much as
 * its signature (docs/performance.md), so a value that is known is not awaited: `isPending(it) ? await it : it`.
 */
export type Soon<T> = T | Promise<T>

/** Also of promises that are not this realm's: a handler may return any. */
export function isPending<T>(soon: Soon<T>): soon is Promise<T> {
  return typeof (soon as { readonly then?: unknown } | null | undefined)?.then === 'function'
}
