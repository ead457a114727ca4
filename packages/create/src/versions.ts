/** The versions that the package.json of a project names. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The folder of this package. */
export const PACKAGE = join(import.meta.dirname, '..')

/** The version of this package and of all the others, which are released together. */
export const VERSION = (
  JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { version: string }
).version

/** A range for packages of this repository. */
export const OWN = `^${VERSION}`

/** What a project in TypeScript is tested and checked with: the versions that this repository uses itself. */
export const TOOLS = { '@types/node': '^20.19.43', jiti: '^2.7.0', typescript: '^7.0.2' }

export const ENGINES = { node: '>=20.19.0' }
