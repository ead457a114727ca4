/** Mistakes in JSON: their places, and their names. JSON.parse says both in its own way, and quotes the text. */
import { words } from '../words/index.ts'

const { config: say } = words

/** The offset where JSON.parse stopped. For a comma before a bracket, and for some signs, Node.js 20 names none. */
export function placeInJson(content: string, message: string): number {
  const [, position] = /at position (\d+)/.exec(message) ?? []
  if (position !== undefined) return Number(position)
  const [, sign] = /^Unexpected token '(\P{ASCII}|')'/u.exec(message) ?? []
  if (sign !== undefined) {
    return content.replace(/"(?:[^"\\\n]|\\.)*"/g, (text) => ' '.repeat(text.length)).indexOf(sign)
  }
  const comma = /,\s*(?=\])/.exec(content)
  const isComma = message.includes("Unexpected token ']'") && comma !== null
  return isComma ? comma.index + comma[0].length : content.length
}

/** The beginnings of messages of JSON.parse, and the mistake. */
const MISTAKES: readonly (readonly [RegExp, string])[] = [
  [/^Unterminated string|^Unexpected end/, say.unclosed],
  [/^Expected ',' or/, say.noComma],
  [/^Expected ':'/, say.noColon],
  [/^Expected (?:double-quoted )?property name|^Unexpected token '''/, say.noQuotes],
  [/^Bad control character/, say.lineBreak],
  [/^Bad escaped character/, say.backslash],
]

/**
 * The mistake at the offset `at`.
 * @param message the error of JSON.parse.
 */
export function whyNoJson(content: string, at: number, message = ''): string {
  const [before, after] = [content.slice(0, at), content.slice(at)]
  if (/^\s*\/[/*]/.test(after)) return say.comment
  if (/,\s*$/.test(before) && /^\s*[\]}]/.test(after)) return say.comma
  if (message.startsWith('Expected') && after.trim() === '') return say.unclosed
  return MISTAKES.find(([each]) => each.test(message))?.[1] ?? say.malformed
}
