/**
 * A Store that several processes share, and that may be away. While it is away, each process
 * replaces it with a store in memory.
 */
import { type Clock, systemClock } from '../clock.ts'
import { failOpenTurns, type SharedTurns } from './fail-open-turns.ts'
import { failOpenValues } from './fail-open-values.ts'
import { createMemoryStore } from './memory.ts'
import type { LateReply, Store } from './types.ts'

/** Each of its calls rejects with STORE_AWAY while it is away. The error says why. */
export interface SharedStore extends Store {
  readonly turns: SharedTurns
}

/**
 * The same Store, but while it is away each process goes on alone. Entries, sets and jobs have no
 * such replacement: an update must not see a state that only one process has.
 */
export function failOpen(shared: SharedStore, clock: Clock = systemClock): Store {
  const local = createMemoryStore({ clock })
  const { late } = shared
  const { values, close: closeValues } = failOpenValues(shared.values, clock)
  const listThere = either<[string], readonly LateReply[]>(late.list, () => [])
  const removeThere = either(late.remove, () => false)

  return {
    ...shared,
    outlivesProcess: true,
    values,
    turns: failOpenTurns(shared.turns, local.turns, clock),
    late: {
      put: either(late.put, local.late.put),
      // Replies that were kept here while the Store was away are handed over, too.
      list: async (box) => {
        const here = await local.late.list(box)
        const there = await listThere(box)
        // A call that failed may have been carried out all the same.
        const isThere = (id: string) => there.some((late) => late.id === id)
        return [...there, ...here.filter(({ id }) => !isThere(id))]
      },
      remove: async (box, id) => {
        const isHere = await local.late.remove(box, id)
        const isThere = await removeThere(box, id)
        return isHere || isThere
      },
    },
    close: async () => {
      closeValues()
      await shared.close()
      await local.close()
    },
  }
}

/** Returns a function that calls `there`, and `here` if that fails. */
function either<A extends unknown[], T>(
  there: (...asked: A) => T | Promise<T>,
  here: (...asked: A) => T | Promise<T>,
): (...asked: A) => Promise<T> {
  return async (...asked) => {
    try {
      return await there(...asked)
    } catch {
      return here(...asked)
    }
  }
}
