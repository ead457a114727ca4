/** The files of the repository, and what they import. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { ROOT } from './root.js'

export const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8')

/** Folders. A line that begins with a slash is of the root only. */
const IGNORED = textOf('.gitignore')
  .split('\n')
  .filter((line) => line.endsWith('/'))
  .concat('.git/')

export function imports(file: string): string[] {
  return [...codeOf(file).matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((match) => match[1] ?? '')
}

export function relativeImports(file: string): string[] {
  return imports(file)
    .filter((name) => name.startsWith('.'))
    .map((name) => relative(ROOT, join(ROOT, file, '..', name)))
}

/** A spec, and the files beside it that it imports, and those that these import. */
export function withNeighbours(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  const names = relativeImports(file).filter((name) => /\.[jt]s$/.test(name))
  for (const name of names) withNeighbours(name.replace(/\.js$/, '.ts'), seen)
  return seen
}

/** A file's text without comments. */
export function codeOf(file: string): string {
  return textOf(file).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
}

/** The files in a folder that git may have: none in a folder that .gitignore names. */
export function listFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return isIgnored(path) ? [] : listFiles(path)
    return entry.isFile() ? [path] : []
  })
}

function isIgnored(folder: string): boolean {
  const path = `/${folder}/`
  return IGNORED.some((line) => (line.startsWith('/') ? path === line : path.endsWith(`/${line}`)))
}
