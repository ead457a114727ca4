/** The place of an error in the user's own code, with the lines around it. */
import { readFileSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { userStack } from '@wechatbot/core/internal'
import type { Frame } from '@wechatbot/playground'

/** Lines before and after the one that failed. */
const AROUND = 3
/** A line of generated code may have megabytes. */
const MAX_CHARACTERS = 200
/** `    at load (file:///bots/tea.ts:3:9)` and `    at async /bots/tea.ts:3:9` */
const PLACE = /^\s+at (?:.*\()?(?:async )?((?:file:\/\/|\/|[A-Za-z]:[\\/])[^()]*?):(\d+):(\d+)\)?$/
const CODE = /\.[cm]?[jt]sx?$/

export interface FrameParts {
  /** The folder of the bot. */
  readonly base: string
  /** Hides the secrets of the configuration: a line of it may have one. */
  readonly mask: (text: string) => string
}

/** Undefined for an error without a place in the user's code. */
export function frameOf(error: unknown, { base, mask }: FrameParts): Frame | undefined {
  if (!(error instanceof Error)) return undefined
  for (const text of callsOf(error)) {
    const [, place = '', line, column] = PLACE.exec(text) ?? []
    const file = pathOf(place)
    if (file === undefined || file.split(sep).includes('node_modules')) continue
    const lines = linesOf(file)
    const number = Number(line)
    if (lines[number - 1] === undefined) continue
    const from = Math.max(1, number - AROUND)
    const code = lines.slice(from - 1, number + AROUND).map((one) => shown(one, mask))
    const name = mask(relative(base, file) || file)
    return { file: mask(file), name, line: number, column: Number(column), code, from }
  }
  return undefined
}

/** The lines of its stack after its message. A message may hold what somebody has sent. */
function callsOf({ stack = '', message }: Error): readonly string[] {
  const at = stack.indexOf(message)
  return userStack(at === -1 ? stack : stack.slice(at + message.length)).split('\n')
}

function pathOf(place: string): string | undefined {
  // A module that was loaded anew has a query.
  const plain = place.replace(/\?.*$/, '')
  if (!CODE.test(plain)) return undefined
  try {
    return plain.startsWith('file:') ? fileURLToPath(plain) : plain
  } catch {
    return undefined
  }
}

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/)
  } catch {
    // The file is gone, or a source map names one that was never here.
    return []
  }
}

function shown(line: string, mask: (text: string) => string): string {
  const masked = mask(line)
  return masked.length > MAX_CHARACTERS ? `${masked.slice(0, MAX_CHARACTERS)}…` : masked
}
