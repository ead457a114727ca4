/** Reads `.env` beside the config file into the environment of this process. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { words } from '../words/index.ts'
import { readTextFile } from './text.ts'

const { config: say } = words

/** Takes what is odd, and stops nothing. */
export type Warn = (text: string) => void

const PASSED_OVER = /^\s*(#|$)/
/** `NAME=value`, also as a shell exports it. */
const ENTRY = /^\s*(?:export\s+)?[\p{L}\p{N}_.-]+\s*=(.*)$/u
/** A name with a full-width sign behind it, in place of `=`. */
const NEARLY = /^\s*(?:export\s+)?[\p{L}\p{N}_.-]+\s*([：＝])/u

/**
 * Variables that are set already keep their values. A line that is no variable is passed over with a warning, which
 * does not show it: it may hold a secret.
 */
export function readEnvironment(folder: string, warn: Warn): void {
  const file = join(folder, '.env')
  // A folder of this name may be an environment of Python.
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() !== false) return
  const lines = readTextFile(file).split(/\r\n|\n|\r/)
  const { variables, odd } = sorted(lines)
  for (const i of odd) {
    const sign = NEARLY.exec(lines[i] ?? '')?.[1]
    warn(say.oddLine(file, i + 1, sign === undefined ? '' : say.isFullWidth(sign, '=')))
  }
  // Without the other lines: parseEnv takes an odd one as part of the name in the next line. Nor is it
  // process.loadEnvFile that reads: a byte order mark would be part of the first name.
  for (const [name, value] of Object.entries(parseEnv(variables.join('\n')))) {
    process.env[name] ??= value
  }
}

/** The lines of variables, and the indexes of lines that are neither empty, a comment, nor part of a variable. */
function sorted(lines: readonly string[]) {
  const variables: string[] = []
  const odd: number[] = []
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i] ?? ''
    if (PASSED_OVER.test(line)) continue
    const value = ENTRY.exec(line)?.[1]
    const end = value === undefined ? i : endOf(value, i, lines)
    if (value === undefined) odd.push(i)
    else variables.push(...lines.slice(i, end + 1))
    i = end
  }
  return { variables, odd }
}

/** The index of the last line of a value that begins in line `i`. Only a value in quotes has several. */
function endOf(value: string, i: number, lines: readonly string[]): number {
  const [, quote, rest = ''] = /^\s*(["'`])(.*)$/.exec(value) ?? []
  if (quote === undefined || rest.includes(quote)) return i
  const end = lines.findIndex((line, at) => at > i && line.includes(quote))
  return end < 0 ? i : end
}
