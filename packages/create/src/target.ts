/** The folder of a new project. It is new or empty, and no file in it is replaced. */
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { DEFAULT_FOLDER } from './choices.ts'
import type { Words } from './words.ts'

/** The folder cannot be used. The message says why. Exit code 1. */
export class TargetError extends Error {}

/** The number of names that are listed of a folder that is not empty. */
const SHOWN = 8

/** The clone of the repository that this package is part of. Undefined for an installed package. */
export const CLONE = cloneAt(join(import.meta.dirname, '../../..'))

function cloneAt(folder: string): string | undefined {
  return existsSync(join(folder, '.ci/pack.mjs')) ? folder : undefined
}

/** `my-bot`, beside the clone for a call within it. */
export function defaultFolder(cwd: string): string {
  if (CLONE === undefined || !isWithin(CLONE, cwd)) return DEFAULT_FOLDER
  return relative(cwd, join(dirname(CLONE), DEFAULT_FOLDER))
}

function isWithin(folder: string, path: string): boolean {
  return `${path}${sep}`.startsWith(`${folder}${sep}`)
}

/**
 * Why the folder cannot be used: it is a file, or it holds more than a fresh git repository. Nor can one within the
 * clone, whose packages could not be installed there.
 */
export function problemOf(folder: string, words: Words): string | undefined {
  if (CLONE !== undefined && isWithin(CLONE, folder)) return words.inClone(folder)
  if (!existsSync(folder)) return undefined
  if (!statSync(folder).isDirectory()) return words.noFolder(folder)
  const names = readdirSync(folder).filter((name) => name !== '.git')
  if (names.length === 0) return undefined
  const shown = names.length > SHOWN ? [...names.slice(0, SHOWN), '…'] : names
  return words.notEmpty(folder, shown)
}

/** @throws TargetError with the problem, if there is one. */
export function assertUsable(folder: string, words: Words): void {
  const problem = problemOf(folder, words)
  if (problem !== undefined) throw new TargetError(problem)
}

/** @throws an error of the file system: EEXIST for a file that was made meanwhile. */
export function write(folder: string, files: ReadonlyMap<string, string | Uint8Array>): void {
  mkdirSync(folder, { recursive: true })
  for (const [name, content] of files) writeFileSync(join(folder, name), content, { flag: 'wx' })
}
