/** The places of an error in the user's own code, behind the calls of packages. */
import { sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { userStack } from '@wechatbot/core/internal/records/stack'

/** `    at load (file:///bots/tea.ts:3:9)` and `    at async /bots/tea.ts:3:9` */
const CALL = /^\s+at (?:.*\()?(?:async )?((?:file:\/\/|\/|[A-Za-z]:[\\/])[^()]*?):(\d+):(\d+)\)?$/
/** A syntax error of jiti ends with its place. Such an error has no calls. Its columns begin at 0. */
const PARSED = /^ParseError: (.*)\n\s*(\S.*):(\d+):(\d+)\s*$/s
const CODE = /\.[cm]?[jt]sx?$/
/** The folder of the framework's packages: in this repository, or in a bot's node_modules. */
const OURS = fileURLToPath(new URL('../../', import.meta.url))

export interface Place {
  readonly file: string
  /** Begins at 1, like the column. */
  readonly line: number
  readonly column: number
}

/** The places of an error, the innermost first. Its message is left out, because it may quote a user. */
export function placesOf({ stack = '', message }: Error): readonly Place[] {
  const at = stack.indexOf(message)
  const after = at === -1 ? stack : stack.slice(at + message.length)
  const parsed = after.trim() === '' ? PARSED.exec(message) : null
  if (parsed !== null) return placeOf(parsed.slice(2), 1)
  return userStack(after)
    .split('\n')
    .flatMap((call) => placeOf(CALL.exec(call)?.slice(1) ?? [], 0))
}

/** A place as editors and terminals open it. */
export function placeText({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`
}

/** A syntax error, as a parser says it. */
interface SyntaxMistake {
  readonly place: Place
  readonly why: string
}

/** The place of a syntax error, and the mistake in one line. Undefined for every other error. */
export function syntaxMistake(error: unknown): SyntaxMistake | undefined {
  if (!(error instanceof Error)) return undefined
  const why = PARSED.exec(error.message)?.[1]
  const [place] = placesOf(error)
  return why === undefined || place === undefined ? undefined : { place, why: why.trim() }
}

function placeOf([place = '', line, column]: readonly string[], before: number): readonly Place[] {
  const file = pathOf(place)
  if (file === undefined || file.startsWith(OURS)) return []
  if (file.split(sep).includes('node_modules')) return []
  return [{ file, line: Number(line), column: Number(column) + before }]
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
