/** Values in memory. They are JSON, as in any other store, and each has a version. */
import { Expiring } from './expiring.ts'
import type { Values } from './types.ts'

interface Kept {
  readonly json: string
  /** Versions are counted over all keys, so that no version returns when a key does. */
  readonly version: string
}

export function createMemoryValues(now: () => number): Values & { readonly clear: () => void } {
  const kept = new Expiring<Kept>(now)
  let writes = 0
  const write = (key: string, value: unknown, ttlMs?: number): void => {
    writes += 1
    kept.set(key, { json: JSON.stringify(value) ?? 'null', version: String(writes) }, ttlMs)
  }
  const replaceNow = (
    key: string,
    value: unknown,
    version: string | undefined,
    ttlMs?: number,
  ): boolean => {
    if (kept.get(key)?.version !== version) return false
    write(key, value, ttlMs)
    return true
  }
  const entry = (key: string) => {
    const found = kept.get(key)
    return found && { value: JSON.parse(found.json) as unknown, version: found.version }
  }
  return {
    get: async (key) => entry(key)?.value,
    set: async (key, value, ttlMs) => write(key, value, ttlMs),
    delete: async (key) => kept.delete(key),
    setIfAbsent: async (key, value, ttlMs) => replaceNow(key, value, undefined, ttlMs),
    entry: async (key) => entry(key),
    replace: async (key, value, version, ttlMs) => replaceNow(key, value, version, ttlMs),
    clear: () => kept.clear(),
  }
}
