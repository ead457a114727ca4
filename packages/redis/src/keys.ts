/**
 * Names of keys. A key of core is `group|rest`: the group becomes the hash tag, so that a cluster keeps it in
 * one slot and one script may touch all of it.
 */

export interface Keys {
  readonly turn: (key: string) => string
  /** The reply of a finished turn: it ends before the turn does. */
  readonly reply: (key: string) => string
  readonly signature: (signature: string) => string
  readonly value: (key: string) => string
  readonly box: (box: string) => string
  /** The members of a set by their text. */
  readonly set: (set: string) => string
  /** The same by the end of their time. */
  readonly setEnds: (set: string) => string
  /** A part of what is known of the jobs of all bots, under one hash tag. */
  readonly jobs: (part: string) => string
}

/** @param prefix of every key; several deployments may share a Redis. */
export function createKeys(prefix: string): Keys {
  const named = (what: string) => (key: string) => {
    const end = key.indexOf('|')
    // The one begins with a letter, the other with a brace: no two keys get one name.
    return end === -1
      ? `${prefix}${what}:${key}`
      : `${prefix}{${tag(key.slice(0, end))}}:${what}:${key.slice(end + 1)}`
  }
  return {
    turn: named('turn'),
    reply: named('reply'),
    signature: named('signature'),
    value: named('value'),
    box: named('late'),
    set: named('set'),
    setEnds: named('ends'),
    jobs: (part) => `${prefix}{jobs}:jobs:${part}`,
  }
}

/** A brace would end the tag early. */
function tag(group: string): string {
  return group.replace(/[%{}]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)
}
