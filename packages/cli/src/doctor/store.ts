/** Examines the configured Store: whether it answers, which warnings it has, or whether its file can be made. */
import { accessSync, constants } from 'node:fs'
import { dirname } from 'node:path'
import type { Loaded } from '../config/load.ts'
import type { Words } from '../words/index.ts'
import { type Finding, fail, ok, textOf, warn } from './finding.ts'

/** Redis's words for a user or a password that it does not let in. Waiting helps nobody. */
const DENIED = /\b(?:WRONGPASS|NOAUTH|NOPERM)\b/

export async function examineStore(
  { store, missing }: Loaded,
  say: Words['doctor']['store'],
): Promise<readonly Finding[]> {
  if (missing !== undefined) return [examineFolder(missing, say)]
  if (store === undefined) return []
  const without = (why: string) =>
    DENIED.test(why) ? fail('store', say.denied(why)) : warn('store', say.away(why))
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

/** The folder of a file that is not there yet. */
function examineFolder(file: string, say: Words['doctor']['store']): Finding {
  const folder = dirname(file)
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
    return ok('store', say.toBeMade(file))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return warn('store', code === 'ENOENT' ? say.noFolder(file, folder) : say.closed(file, folder))
  }
}
