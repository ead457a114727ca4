/**
 * Errors with a code. A refusal (拒绝) also has the HTTP status it ends as.
 * Texts say what was expected, what came and what to do; they never hold a secret.
 */
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { distance } from 'fastest-levenshtein'
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
  | 'BAD_PLUGIN'
  | 'BAD_REPLY'
  | 'BAD_SESSION'
  | 'BODY_ALREADY_READ'
  | 'MOUNTED_TWICE'
  | 'NEXT_CALLED_TWICE'
  | 'NO_API'
  | 'SESSION_BUSY'
  | 'STORE_AWAY'

/** One thing that is wrong in a configuration or in a plugin's options. */
export interface Problem {
  /** Where, as it is written in the file: `bots[0].token`. Empty for the whole value. */
  readonly path: string
  readonly expected: string
  /** What came, with secrets described instead of shown. */
  readonly got: string
}

/** The error class of the framework; `code` says which. ApiError, what WeChat's API says, is one. */
export class WechatBotError extends Error {
  override readonly name = 'WechatBotError'
  readonly code: ErrorCode
  /** All problems at once, with BAD_CONFIG and BAD_PLUGIN. */
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

  /** The status a refusal ends as; undefined for every other code. */
  get status(): number | undefined {
    return (REFUSALS as Partial<Record<ErrorCode, number>>)[this.code]
  }
}

/** `; did you mean "x"?` when a known name is a slip of the keys away from `name`, else nothing. */
export function didYouMean(name: string, known: readonly string[]): string {
  const lower = name.toLowerCase()
  const ranked = known
    .map((each) => ({ each, slips: distance(lower, each.toLowerCase()) }))
    .sort((a, b) => a.slips - b.slips)
  const best = ranked[0]
  return best !== undefined && best.slips <= Math.max(2, name.length / 3)
    ? `; did you mean "${best.each}"?`
    : ''
}

/** Keys and indexes, from the outermost to the innermost. */
export type Path = readonly PropertyKey[]

/** `bots[0].token`, of keys and indexes. */
export function pathText(keys: Path): string {
  return keys.reduce<string>((path, key) => {
    if (typeof key === 'number' || /^\d+$/.test(String(key))) return `${path}[${String(key)}]`
    return path === '' ? String(key) : `${path}.${String(key)}`
  }, '')
}

/** Where a schema found something wrong. */
export function issuePath({ path = [] }: StandardSchemaV1.Issue): Path {
  // A part is a key in zod and arktype, an object with a key in valibot.
  return path.map((part) => (typeof part === 'object' ? part.key : part))
}

/** A problem with the value that stands at `at`. */
export function problemAt(at: Path, expected: string, value: unknown): Problem {
  const path = pathText(at)
  return { path, expected, got: described(value, path) }
}

/** What came, in a few words. Values at a path that looks secret are described, not shown. */
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
