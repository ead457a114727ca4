/** Examines the configured Store: whether it answers, which warnings it has, or whether its file can be made. */
import { accessSync, constants, existsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Loaded } from '../config/load.ts'
import type { Words } from '../words/index.ts'
import { type Finding, fail, ok, textOf, warn } from './finding.ts'

/** Redis's words for a user or a password that it does not let in. Waiting helps nobody. */
const DENIED = /\b(?:WRONGPASS|NOAUTH|NOPERM)\b/

export async function examineStore(
  { store, missing, unopened }: Loaded,
  say: Words['doctor']['store'],
): Promise<readonly Finding[]> {
  // The texts of a store begin with what they are about, and so does a line of the doctor.
  const said = (text: string) => say.said(text.replace(/^store: /, ''))
  if (unopened !== undefined) return [fail('store', said(unopened.message))]
  if (missing !== undefined) return [examineFolder(missing, say)]
  if (store === undefined) return []
  const without = (why: string) =>
    DENIED.test(why) ? fail('store', say.denied(why)) : warn('store', say.away(said(why)))
  try {
    const claim = await store.turns.claim(`doctor|${Date.now()}`, { leaseMs: 1, ttlMs: 1000 })
    const why = claim.state === 'run' ? claim.degraded : undefined
    const warnings = store.warnings ?? []
    return [
      why === undefined ? ok('store', say.answers) : without(why),
      ...warnings.map((warning) => warn('store', said(warning))),
    ]
  } catch (error) {
    return [without(textOf(error))]
  } finally {
    await store.close()
  }
}

/** The folder of a file that is not there yet. */
function examineFolder(file: string, say: Words['doctor']['store']): Finding {
  const noFolder = sayNoFolder(file, say)
  if (noFolder !== undefined) return fail('store', noFolder)
  const folder = dirname(file)
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
    return ok('store', say.toBeMade(file))
  } catch {
    return warn('store', say.closed(file, folder))
  }
}

/** The problem of a file whose folder is not there: no start makes a folder. */
export function sayNoFolder(file: string, say: Words['doctor']['store']): string | undefined {
  const folder = dirname(file)
  return existsSync(folder) ? undefined : say.noFolder(file, folder)
}
