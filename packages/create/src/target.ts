/** The folder of a new project. It is new or empty, and no file in it is replaced. */
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import type { Template } from './choices.ts'
import { folderFor, offeredName, pluginName, takenName } from './name.ts'
import type { Content } from './template.ts'
import type { Words } from './words/words.ts'

/** The folder cannot be used. The message says why. Exit code 1. */
export class TargetError extends Error {}

/** The number of names that are listed of a folder that is not empty. */
const SHOWN = 8

/** The clone of the repository that this package is part of. Undefined for an installed package. */
export const CLONE = cloneAt(join(import.meta.dirname, '../../..'))

function cloneAt(folder: string): string | undefined {
  return existsSync(join(folder, '.ci/pack.mjs')) ? folder : undefined
}

/** The folder where none is named, beside the clone for a call within it. */
export function defaultFolder(cwd: string, template: Template): string {
  const name = folderFor(template)
  if (CLONE === undefined || !isWithin(CLONE, cwd)) return name
  return relative(cwd, join(dirname(CLONE), name))
}

/** The folder for a plugin beside `folder`, which is named like none. */
export function nearFolder(cwd: string, folder: string): string {
  return join(dirname(folder), offeredName(resolve(cwd, folder)))
}

function isWithin(folder: string, path: string): boolean {
  return `${path}${sep}`.startsWith(`${folder}${sep}`)
}

/**
 * Why the folder cannot be used: it is a file, it holds more than a fresh git repository, or it is within the clone, whose
 * packages could not be installed there. The folder of a plugin has the name of its package.
 *
 * @param template undefined until it is chosen
 */
export function problemOf(
  folder: string,
  template: Template | undefined,
  words: Words,
): string | undefined {
  if (template === 'plugin') {
    const name = pluginName(folder)
    if (name === undefined) return words.noPluginName(basename(folder), offeredName(folder))
    const taken = takenName(name)
    if (taken !== undefined) return words.takenName(name, taken, offeredName(folder))
  }
  if (CLONE !== undefined && isWithin(CLONE, folder)) return words.inClone(folder)
  if (!existsSync(folder)) return undefined
  if (!statSync(folder).isDirectory()) return words.noFolder(folder)
  const names = readdirSync(folder).filter((name) => name !== '.git')
  if (names.length === 0) return undefined
  const shown = names.length > SHOWN ? [...names.slice(0, SHOWN), '…'] : names
  return words.notEmpty(folder, shown)
}

/** @throws TargetError with the problem, if there is one. */
export function assertUsable(folder: string, template: Template | undefined, words: Words): void {
  const problem = problemOf(folder, template, words)
  if (problem !== undefined) throw new TargetError(problem)
}

/** @throws an error of the file system: EEXIST for a file that was made meanwhile. */
export function write(folder: string, files: ReadonlyMap<string, Content>): void {
  for (const [name, content] of files) {
    const file = join(folder, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content, { flag: 'wx' })
  }
}
