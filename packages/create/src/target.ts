/** The folder of a new project. It is new or empty, and no file in it is replaced. */
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Words } from './words.ts'

/** The folder cannot be used. The message says why. Exit code 1. */
export class TargetError extends Error {}

/** The number of names that are listed of a folder that is not empty. */
const SHOWN = 8

/** Why the folder cannot be used: it is a file, or it holds more than a fresh git repository. */
export function problemOf(folder: string, words: Words): string | undefined {
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
export function write(folder: string, files: ReadonlyMap<string, string>): void {
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of files) writeFileSync(join(folder, name), text, { flag: 'wx' })
}
