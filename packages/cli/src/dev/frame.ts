/** The place of an error in the user's own code, with the lines around it. */
import { readFileSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { userStack } from '@wechatbot/core/internal'
import type { Frame } from '@wechatbot/playground'
import { parsePlace } from '../config/modules.ts'

/** Lines before and after the one that failed. */
const AROUND = 3
/** A line of generated code may have megabytes. */
const MAX_CHARACTERS = 200
/** `    at load (file:///bots/tea.ts:3:9)` and `    at async /bots/tea.ts:3:9` */
const CALL = /^\s+at (?:.*\()?(?:async )?((?:file:\/\/|\/|[A-Za-z]:[\\/])[^()]*?):(\d+):(\d+)\)?$/
const CODE = /\.[cm]?[jt]sx?$/
/** The folder of the framework's packages: in this repository, or in a bot's node_modules. */
const OURS = fileURLToPath(new URL('../../../', import.meta.url))
/** Text behind a quote that may be a secret. Chinese, names of modules and code behind a closing quote are none. */
const TEXT = /(?<=(?<!\b(?:from|import) |import\()['"`])(?![\s,.;:)\]}])[ !#-&(-_a-~]{3,}/g

export interface FrameParts {
  /** The folder of the bot. */
  readonly base: string
  /** Hides the secrets of the configuration: a line of it may have one. */
  readonly mask: (text: string) => string
}

interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** The place of the error or of its cause. Undefined where neither has a place in the user's code. */
export function frameOf(error: unknown, parts: FrameParts): Frame | undefined {
  for (let one = error; one instanceof Error; one = one.cause) {
    for (const place of placesOf(one)) {
      const frame = frameAt(place, parts)
      if (frame !== undefined) return frame
    }
  }
  return undefined
}

/** A line of code without its texts, for as long as nobody knows which of them are secrets. */
export function withoutTexts(line: string): string {
  return line.replace(TEXT, '…')
}

function frameAt({ file, line, column }: Place, { base, mask }: FrameParts): Frame | undefined {
  if (file.startsWith(OURS) || file.split(sep).includes('node_modules')) return undefined
  const lines = linesOf(file)
  if (lines[line - 1] === undefined) return undefined
  const from = Math.max(1, line - AROUND)
  const code = lines.slice(from - 1, line + AROUND).map((one) => shown(one, mask))
  return { file: mask(file), name: mask(relative(base, file) || file), line, column, code, from }
}

/** The calls of its stack after its message. A message may hold what somebody has sent. */
function placesOf(error: Error): readonly Place[] {
  const { stack = '', message } = error
  const at = stack.indexOf(message)
  const after = at === -1 ? stack : stack.slice(at + message.length)
  // A syntax error of jiti has no calls.
  const parsed = after.trim() === '' ? parsePlace(error) : undefined
  if (parsed !== undefined) return placeAt(parsed.file, parsed.line, parsed.column)
  return userStack(after)
    .split('\n')
    .flatMap((call) => {
      const [, file = '', line, column] = CALL.exec(call) ?? []
      return placeAt(file, Number(line), Number(column))
    })
}

function placeAt(named: string, line: number, column: number): readonly Place[] {
  const file = pathOf(named)
  return file === undefined ? [] : [{ file, line, column }]
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
