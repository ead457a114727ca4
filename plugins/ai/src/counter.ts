/** Counts in the Store over all instances. No count is lost when two instances count at the same time. */
import type { Values } from '@wechatbot/core'

/** The number of tries before a count is given up. A try fails only when another instance has counted in between. */
const TRIES = 20

/** Adds to the count under `key` and resolves to the sum. The count begins anew after `ttlMs` without an addition. */
export async function addTo(values: Values, key: string, more: number, ttlMs: number) {
  for (let i = 0; i < TRIES; i += 1) {
    const entry = await values.entry(key)
    const sum = numberOf(entry?.value) + more
    if (await values.replace(key, sum, entry?.version, ttlMs)) return sum
  }
  throw new Error(`"${key}" is written by others all the time`)
}

export async function countOf(values: Values, key: string): Promise<number> {
  return numberOf(await values.get(key))
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0
}
