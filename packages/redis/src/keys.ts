/**
 * Names of keys. A key of core is `group|rest`. The group becomes the hash tag, so that a cluster keeps all keys of
 * the group in one slot, and one script may use all of them.
 */

export interface Keys {
  readonly turn: (key: string) => string
  /** The reply of a finished turn. It expires before the turn does. */
  readonly reply: (key: string) => string
  readonly signature: (signature: string) => string
  readonly value: (key: string) => string
  readonly box: (box: string) => string
  /** The members of a set, sorted by their text. */
  readonly set: (set: string) => string
  /** The members of a set, sorted by the end of their time. */
  readonly setEnds: (set: string) => string
  /** A part of the data about the jobs of all bots. All parts are under one hash tag. */
  readonly jobs: (part: string) => string
}

/** @param prefix the beginning of every key. Several deployments may share a Redis. */
export function createKeys(prefix: string): Keys {
  /** The last group and its beginning: most keys in a row are of one account. */
  let last = { group: '', beginning: `${prefix}{}` }
  const beginningOf = (group: string) => {
    if (group !== last.group) last = { group, beginning: `${prefix}{${tag(group)}}` }
    return last.beginning
  }
  const named = (what: string) => (key: string) => {
    const end = key.indexOf('|')
    // A key without a group begins with a letter, one with a group begins with a brace. So no two keys get the same
    // name.
    return end === -1
      ? `${prefix}${what}:${key}`
      : `${beginningOf(key.slice(0, end))}:${what}:${key.slice(end + 1)}`
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

/** A brace in the group would end the hash tag early. */
function tag(group: string): string {
  return group.replace(/[%{}]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)
}
