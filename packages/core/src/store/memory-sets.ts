/** Sets in memory, listed in the order of their texts. */
import { Expiring } from './expiring.ts'
import type { Sets } from './types.ts'

interface MemorySet {
  readonly members: Expiring<true>
  /** The members in order. Absent since a member was added. */
  sorted: readonly string[] | undefined
}

export function createMemorySets(now: () => number): Sets & { readonly clear: () => void } {
  const sets = new Map<string, MemorySet>()
  return {
    add: async (name, member, ttlMs) => {
      const set = sets.get(name) ?? { members: new Expiring<true>(now), sorted: undefined }
      sets.set(name, set)
      if (set.members.get(member) === undefined) set.sorted = undefined
      set.members.set(member, true, ttlMs)
    },
    remove: async (name, member) => {
      const members = sets.get(name)?.members
      members?.delete(member)
      if (members?.size === 0) sets.delete(name)
    },
    list: async (name, { after, limit }) => {
      const set = sets.get(name)
      if (set === undefined) return { members: [] }
      set.sorted ??= [...set.members.keys()].sort()
      const rest = after === undefined ? set.sorted : set.sorted.filter((it) => it > after)
      const found: string[] = []
      for (const member of rest) {
        if (set.members.get(member) === undefined) continue
        if (found.length === limit) return { members: found, next: found.at(-1) as string }
        found.push(member)
      }
      return { members: found }
    },
    clear: () => sets.clear(),
  }
}
