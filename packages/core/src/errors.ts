/**
 * Errors with a code. A refusal (拒绝) also has an HTTP status.
 * An error's text says what was expected, what came and what to do. It never holds a secret.
 */
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { distance, isInstalled } from './on-demand.ts'
import { REFUSALS, type RefusalCode } from './refusals.ts'
import { isSecretOption, maskSecrets } from './secrets.ts'

/** Every code a {@link WechatBotError} can have. Each is explained in docs/errors.md. */
export type ErrorCode =
  | RefusalCode
  | 'ALREADY_STARTED'
  | 'API_FAILED'
  | 'BAD_CALL'
  | 'BAD_CONFIG'
  | 'BAD_FILTER'
  | 'BAD_JOB'
  | 'BAD_PLUGIN'
  | 'BAD_REPLY'
  | 'BAD_SESSION'
  | 'BODY_ALREADY_READ'
  | 'MOUNTED_TWICE'
  | 'NEXT_CALLED_TWICE'
  | 'NO_API'
  | 'SESSION_BUSY'
  | 'STORE_AWAY'

/** A single mistake in a configuration or in a plugin's options. */
export interface Problem {
  /** The name of the bot, where there are several bots. */
  readonly bot?: string
  /** The name of the plugin that has the options: `keyword`, or `keyword#2` for its second use. */
  readonly plugin?: string
  /**
   * The path to the wrong value, as in `bots[0].token`. In the options of `plugin` it begins at the
   * options: `rules[0].mode`. Empty if the whole value is wrong.
   */
  readonly path: string
  readonly expected: string
  /** The value that came. A secret is described, not shown. */
  readonly got: string
}

/**
 * The error class of the framework. `code` names the error. ApiError, for refusals of WeChat's API,
 * is a subclass.
 */
export class WechatBotError extends Error {
  override readonly name = 'WechatBotError'
  readonly code: ErrorCode
  /** All problems of a BAD_CONFIG or BAD_PLUGIN, and what is wrong in a BAD_REPLY, BAD_SESSION or BAD_JOB. */
  readonly problems: readonly Problem[]

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; problems?: readonly Problem[] } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.code = code
    this.problems = options.problems ?? []
  }

  /** The HTTP status of a refusal; undefined for every other code. */
  get status(): number | undefined {
    return (REFUSALS as Partial<Record<ErrorCode, number>>)[this.code]
  }
}

/** The error of a push that is refused. */
export function refusal(code: RefusalCode, why: string, cause?: unknown): WechatBotError {
  return new WechatBotError(code, `push refused: ${why}`, cause === undefined ? {} : { cause })
}

/** `; did you mean "x"?` when `name` is a misspelt or shortened known name; else an empty text. */
export function didYouMean(name: string, known: readonly string[]): string {
  const best = nearest(name, known)
  return best === undefined ? '' : `; did you mean "${best}"?`
}

/** The known name that `name` begins, misspells or shortens (`lng` for `longitude`). */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const lower = name.toLowerCase()
  const [begun, ...others] = lower === '' ? [] : known.filter((each) => begins(lower, each))
  if (begun !== undefined && others.length === 0) return begun
  const [best] = known
    .map((each) => ({ each, slips: distance(lower, each.toLowerCase()) }))
    .sort((a, b) => a.slips - b.slips)
  // Two swapped letters count as two slips. A name with as many slips as letters is another word.
  const most = Math.min(Math.max(2, name.length / 3), name.length - 1)
  if (best !== undefined && best.slips <= most) return best.each
  return /^\w{3,}$/.test(lower) ? known.find((each) => isShortFor(lower, each)) : undefined
}

function begins(short: string, name: string): boolean {
  return name.toLowerCase().startsWith(short)
}

/** Whether both begin alike, and `name` has all letters of `short` in the same order. */
function isShortFor(short: string, name: string): boolean {
  const long = name.toLowerCase()
  let from = 0
  for (const letter of short) from = long.indexOf(letter, from) + 1 || Number.POSITIVE_INFINITY
  return short[0] === long[0] && Number.isFinite(from)
}

/** Keys and indexes, from the outermost to the innermost. */
export type Path = readonly PropertyKey[]

/** Keys and indexes as one text: `bots[0].token`. */
export function pathText(keys: Path): string {
  return keys.reduce<string>((path, key) => {
    if (typeof key === 'number' || /^\d+$/.test(String(key))) return `${path}[${String(key)}]`
    return path === '' ? String(key) : `${path}.${String(key)}`
  }, '')
}

/** The path at which a schema found something wrong. */
export function issuePath({ path = [] }: StandardSchemaV1.Issue): Path {
  // A path part is a key in zod and arktype, and an object with a key in valibot.
  return path.map((part) => (typeof part === 'object' ? part.key : part))
}

/** A problem with the value at the path `at`. */
export function problemAt(at: Path, expected: string, value: unknown): Problem {
  const path = pathText(at)
  return { path, expected, got: described(value, path) }
}

/**
 * The problem of an option that needs an optional package; empty when it is installed.
 * @param wanted the package as npm takes it: `undici@7`.
 * @param from the URL of the module that will import it.
 */
export function packageProblems(at: Path, wanted: string, from: string): readonly Problem[] {
  const [name = wanted] = wanted.split('@', 1)
  if (isInstalled(name, from)) return []
  const expected = `the package ${name} (npm install ${wanted})`
  return [{ path: pathText(at), expected, got: 'none' }]
}

/** The value in a few words. A value at a path that looks secret is described, not shown. */
export function described(value: unknown, path = ''): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  const isSecret = isSecretOption(path.replace(/\[\d+\]$/, ''))
  if (typeof value === 'string') {
    if (isSecret) return `${value.length} characters`
    const shown = maskSecrets(value)
    return JSON.stringify(shown.length > 60 ? `${shown.slice(0, 60)}…` : shown)
  }
  if (typeof value === 'number' && isSecret) return 'a number; put it in quotes'
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** A problem for each key of the object that is not among `known`. */
export function unknownKeys(value: unknown, known: readonly string[], at: Path): Problem[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  return Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => {
      // YAML takes `token： abc`, with a colon of Chinese, for one name.
      const shown = maskSecrets(key)
      const got = `"${shown}"${didYouMean(key, known)}`
      return { path: pathText([...at, shown]), expected: 'a known option', got }
    })
}

/**
 * @param what the owner of the problems: a file, or `bot "main"`.
 * @throws WechatBotError that lists all problems, if there are any.
 */
export function assertNoProblems(
  what: string,
  problems: readonly Problem[],
  code: ErrorCode = 'BAD_CONFIG',
): void {
  if (problems.length === 0) return
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
  const lines = problems.map((problem) => `\n  ${problemText(problem)}`)
  throw new WechatBotError(code, `${what}: ${count}${lines.join('')}`, { problems })
}

/** A problem as one line: bot, plugin and path as far as they are known, then expected and got. */
export function problemText({ bot, plugin, path, expected, got }: Problem): string {
  const where = [
    ...(bot === undefined ? [] : [`bot "${bot}"`]),
    ...(plugin === undefined ? [] : [`plugin "${plugin}"`]),
    ...(path === '' ? [] : [path]),
  ].join(', ')
  // The author of a schema may have written a whole sentence.
  const isSentence = /^\p{Lu}\p{Ll}+ /u.test(expected)
  return `${where || '(all)'}: ${isSentence ? '' : 'expected '}${expected}, got ${got}`
}
