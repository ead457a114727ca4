/**
 * A Store that several processes share, and that may be away: what it does not do just now, this process
 * does for itself, with a store in memory.
 */
import { type Clock, systemClock } from '../clock.ts'
import { failOpenTurns, type SharedTurns } from './fail-open-turns.ts'
import { createMemoryStore } from './memory.ts'
import type { LateReply, Store } from './types.ts'

/** Each of its calls rejects with STORE_AWAY while it is away, and says why. */
export interface SharedStore extends Store {
  readonly turns: SharedTurns
}

/**
 * The same Store; while it is away, each process goes on alone. Not with entries and sets: an update must not
 * see what is only local.
 */
export function failOpen(shared: SharedStore, clock: Clock = systemClock): Store {
  const local = createMemoryStore({ clock })
  const { values, late } = shared

  const either = async <T>(there: () => T | Promise<T>, here: () => T | Promise<T>): Promise<T> => {
    try {
      return await there()
    } catch {
      return here()
    }
  }

  return {
    ...shared,
    outlivesProcess: true,
    values: {
      ...values,
      get: (key) =>
        either(
          () => values.get(key),
          () => local.values.get(key),
        ),
      set: (key, value, ttlMs) =>
        either(
          () => values.set(key, value, ttlMs),
          () => local.values.set(key, value, ttlMs),
        ),
      delete: (key) =>
        either(
          () => values.delete(key),
          () => local.values.delete(key),
        ),
      setIfAbsent: (key, value, ttlMs) =>
        either(
          () => values.setIfAbsent(key, value, ttlMs),
          () => local.values.setIfAbsent(key, value, ttlMs),
        ),
    },
    turns: failOpenTurns(shared.turns, local.turns),
    late: {
      put: (box, reply, ttlMs) =>
        either(
          () => late.put(box, reply, ttlMs),
          () => local.late.put(box, reply, ttlMs),
        ),
      // What was kept here while it was away is handed over all the same.
      list: async (box) => {
        const here = await local.late.list(box)
        const there = await either<readonly LateReply[]>(
          () => late.list(box),
          () => [],
        )
        return [...there, ...here]
      },
      remove: async (box, id) => {
        const isHere = await local.late.remove(box, id)
        const isThere = await either(
          () => late.remove(box, id),
          () => false,
        )
        return isHere || isThere
      },
    },
    close: async () => {
      await shared.close()
      await local.close()
    },
  }
}
