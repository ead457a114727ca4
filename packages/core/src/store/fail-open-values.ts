/** The values over all processes. While the shared Store is away, each process has values of its own. */
import { type Clock, waitFor } from '../clock.ts'
import { groupOf } from './keys.ts'
import { createMemoryValues } from './memory-values.ts'
import type { Values } from './types.ts'

/** How often a group is looked at during its outage. */
const LOOK_MS = 5000

type MemoryValues = ReturnType<typeof createMemoryValues>

export interface FailOpenValues {
  readonly values: Values
  /** Asks the Store no more. */
  readonly close: () => void
}

export function failOpenValues(there: Values, clock: Clock): FailOpenValues {
  /**
   * What this process wrote alone, for each group of keys: a cluster may lack one node and have the others. They end
   * with the outage of their group. The next outage would otherwise read values that are long changed or deleted.
   */
  const alone = new Map<string, MemoryValues>()

  /** Notes that the Store has answered: the outage of the key's group is over. Nearly always there was none. */
  const answered = (key: string): void => {
    if (alone.size > 0) alone.delete(groupOf(key))
  }

  const opened = (key: string): MemoryValues => {
    const group = groupOf(key)
    const found = alone.get(group)
    if (found !== undefined) return found
    const values = createMemoryValues(clock.monotonic)
    alone.set(group, values)
    void look(key, group, values)
    return values
  }

  /** The group may be asked for nothing else until the next outage. */
  const look = async (key: string, group: string, values: MemoryValues): Promise<void> => {
    for (;;) {
      await waitFor(clock, LOOK_MS)
      if (alone.get(group) !== values) return
      await there.get(key).then(
        () => answered(key),
        () => {},
      )
    }
  }

  return {
    values: {
      get: async (key) => {
        try {
          const value = await there.get(key)
          answered(key)
          return value
        } catch {
          return alone.get(groupOf(key))?.get(key)
        }
      },
      set: async (key, value, ttlMs) => {
        try {
          await there.set(key, value, ttlMs)
          answered(key)
        } catch {
          await opened(key).set(key, value, ttlMs)
        }
      },
      delete: async (key) => {
        try {
          await there.delete(key)
          answered(key)
        } catch {
          await alone.get(groupOf(key))?.delete(key)
        }
      },
      setIfAbsent: async (key, value, ttlMs) => {
        try {
          const isSet = await there.setIfAbsent(key, value, ttlMs)
          answered(key)
          return isSet
        } catch {
          return opened(key).setIfAbsent(key, value, ttlMs)
        }
      },
      // An update must not see a state that only one process has.
      entry: there.entry,
      replace: there.replace,
    },
    close: () => alone.clear(),
  }
}
