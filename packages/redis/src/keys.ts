/** Names of keys. What is one account's carries its hash tag, so that one script may touch all of it. */

export interface Keys {
  readonly turn: (key: string) => string
  /** The reply of a finished turn: it ends before the turn does. */
  readonly reply: (key: string) => string
  readonly signature: (signature: string) => string
  readonly value: (key: string) => string
  readonly box: (box: string) => string
}

/** @param prefix of every key; several deployments may share a Redis. */
export function createKeys(prefix: string): Keys {
  const named = (what: string) => (key: string) => {
    // Keys of core begin with the account: `wx123|oUser|456`.
    const [scope, ...rest] = key.split('|')
    return rest.length === 0
      ? `${prefix}${what}:${key}`
      : `${prefix}{${scope}}:${what}:${rest.join('|')}`
  }
  return {
    turn: named('turn'),
    reply: named('reply'),
    signature: named('signature'),
    value: named('value'),
    box: named('late'),
  }
}
