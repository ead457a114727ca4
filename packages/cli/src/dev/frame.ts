/** The place of an error in the user's own code, with the lines around it. */
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { Frame } from '@wechatbot/playground'
import { type Place, placesOf } from '../place.ts'

/** Lines before and after the one that failed. */
const AROUND = 3
/** A line of generated code may have megabytes. */
const MAX_CHARACTERS = 200
/** Text behind a quote that may be a secret. Chinese, names of modules and code behind a closing quote are none. */
const TEXT = /(?<=(?<!\b(?:from|import) |import\()['"`])(?![\s,.;:)\]}])[ !#-&(-_a-~]{3,}/g

export interface FrameParts {
  /** The folder of the bot. */
  readonly base: string
  /** Hides the secrets of the configuration: a line of it may have one. */
  readonly mask: (text: string) => string
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
  const lines = linesOf(file)
  if (lines[line - 1] === undefined) return undefined
  const from = Math.max(1, line - AROUND)
  const code = lines.slice(from - 1, line + AROUND).map((one) => shown(one, mask))
  return { file: mask(file), name: mask(relative(base, file) || file), line, column, code, from }
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
