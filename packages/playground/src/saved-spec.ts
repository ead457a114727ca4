/** Writes a test into the folder of the bots. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** More files of this name mean that something else than a person writes them. */
const MOST_FILES = 999

/**
 * Writes `test/playground-N.spec.ts` with the first N that is free, so that no file is overwritten. Returns its
 * name, relative to `folder`.
 * @throws Error when the folder cannot be written, or holds 999 such files.
 */
export function saveSpec(folder: string, spec: string): string {
  mkdirSync(join(folder, 'test'), { recursive: true })
  for (let n = 1; n <= MOST_FILES; n += 1) {
    const name = `test/playground-${n}.spec.ts`
    try {
      // The flag refuses a name that is taken, be it by a file or by a link to one.
      writeFileSync(join(folder, name), spec, { flag: 'wx' })
      return name
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
  throw new Error(`${join(folder, 'test')} holds ${MOST_FILES} files of the playground already`)
}
