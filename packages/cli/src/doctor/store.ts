/** Examines the configured Store: whether it answers, and which warnings it has. */
import type { LoadedConfig } from '../config/load.ts'
import type { Words } from '../words/index.ts'
import { type Finding, ok, textOf, warn } from './finding.ts'

export async function examineStore(
  { store }: LoadedConfig,
  say: Words['doctor']['store'],
): Promise<readonly Finding[]> {
  if (store === undefined) return []
  const without = (why: string) => warn('store', say.away(why))
  try {
    const claim = await store.turns.claim(`doctor|${Date.now()}`, { leaseMs: 1, ttlMs: 1000 })
    const why = claim.state === 'run' ? claim.degraded : undefined
    const warnings = store.warnings ?? []
    return [
      why === undefined ? ok('store', say.answers) : without(why),
      // The warnings of a store begin with what they are about, and so does a line of the doctor.
      ...warnings.map((warning) => warn('store', warning.replace(/^store: /, ''))),
    ]
  } catch (error) {
    return [without(textOf(error).replace(/^store: /, ''))]
  } finally {
    await store.close()
  }
}
