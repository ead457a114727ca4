/** Counts in the Store, over all instances: nothing is lost when two count at once. */
import type { Values } from '@wechatbot/core'

/** Tries before a count is given up: each one that is lost was another's that was counted. */
const TRIES = 20

/** Adds to what is counted under `key`, and resolves to the sum. It begins anew after `ttlMs` without a count. */
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
