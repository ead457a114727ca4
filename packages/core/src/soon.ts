/**
 * A value that is known already, or a promise of it. Under load each turn of the microtask queue costs a
 * message as much as its signature does (docs/performance.md), so a known value is not awaited.
 */
export type Soon<T> = T | Promise<T>

/** Also true for promises of another realm: a handler may return any promise. */
export function isPending<T>(soon: Soon<T>): soon is Promise<T> {
  return typeof (soon as { readonly then?: unknown } | null | undefined)?.then === 'function'
}

/** The result of `next`: at once when the value is known, else when its promise has resolved. */
export function after<T, U>(value: Soon<T>, next: (value: T) => Soon<U>): Soon<U> {
  return isPending(value) ? value.then(next) : next(value)
}

/** The result of `ask`. If it throws or rejects, the result of `instead` for that error. */
export function orElse<T>(ask: () => Soon<T>, instead: (error: unknown) => T): Soon<T> {
  try {
    const asked = ask()
    return isPending(asked) ? Promise.resolve(asked).catch(instead) : asked
  } catch (error) {
    return instead(error)
  }
}
