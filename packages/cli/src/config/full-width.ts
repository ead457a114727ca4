/**
 * Full-width signs of a Chinese keyboard, where a configuration wants half-width ones. They are hard to see, and parsers
 * do not name them. Such a sign within a text of people is right.
 */
import type { Place } from '../place.ts'
import { words } from '../words/index.ts'

const { config: say } = words

/** The half-width sign for each. */
const HALF: Readonly<Record<string, string>> = {
  '：': ':',
  '，': ',',
  '；': ';',
  '（': '(',
  '）': ')',
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  '【': '[',
  '】': ']',
  '｛': '{',
  '｝': '}',
}

const SIGN = new RegExp(`[${Object.keys(HALF).join('')}]`)
/** Texts in half-width quotes that are closed, and comments. */
const QUOTED = /(["'`])(?:\\.|(?!\1)[^\\])*\1|(?:\/\/|(?<=^|\s)#).*/g
/** A sign with code on one side at least: between Chinese letters it is part of a text. */
const BESIDE_CODE = new RegExp(
  `(?<!\\P{ASCII}\\s*)${SIGN.source}|${SIGN.source}(?!\\s*\\P{ASCII})`,
  'u',
)
/** The name of an option, with a full-width quote or colon: `token：`, `“token”:`. */
const KEY = /(?:^[\s{[-]*|[{,]\s*)(?:(?=[“‘][\w$-]+)|["']?[\w$-]+(?:(?=[”’])|["']?\s*(?=：)))/

/** Where a parser stopped. */
type Stop = Pick<Place, 'line' | 'column'>

export function hasFullWidth(text: string): boolean {
  return SIGN.test(text)
}

/**
 * A line about the full-width sign that made a parser stop at `place`: at this place, in this line, or in a name above,
 * because YAML reads on behind a sign that it does not know. Empty where there is none.
 */
export function adviseOnPlace(text: string, { line, column }: Stop): string {
  const lines = text.split(/\r?\n/)
  const own = lines[line - 1] ?? ''
  if (hasFullWidth(own.charAt(column - 1))) return adviceAt(lines, { line, column })
  const beside = BESIDE_CODE.exec(own.replace(QUOTED, blank))
  if (beside !== null) return adviceAt(lines, { line, column: beside.index + 1 })
  return adviseOnNames(lines.slice(0, line).join('\n'))
}

/** A line about the first name of an option that has a full-width sign. Empty where there is none. */
export function adviseOnNames(text: string): string {
  const lines = text.split(/\r?\n/)
  for (const [i, line] of lines.entries()) {
    const name = KEY.exec(line)
    if (name !== null) {
      return adviceAt(lines, { line: i + 1, column: name.index + name[0].length + 1 })
    }
  }
  return ''
}

/** What to write for the colon behind the scheme of a URL. Empty where it is half-width. */
export function adviseOnScheme(url: string): string {
  const sign = /^[a-z][a-z\d+.-]*(：)/i.exec(url)?.[1]
  return sign === undefined ? '' : say.isFullWidth(sign, String(HALF[sign]))
}

function adviceAt(lines: readonly string[], { line, column }: Stop): string {
  const sign = lines[line - 1]?.charAt(column - 1) ?? ''
  return `\n  ${say.fullWidthAt(line, column, sign, String(HALF[sign]))}`
}

function blank(text: string): string {
  return ' '.repeat(text.length)
}
