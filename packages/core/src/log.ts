/** Structured logs (pino), made so that a secret cannot leave by them and a line stays a line. */

import { type DestinationStream, type LoggerOptions, pino } from 'pino'
import type { Clock } from './clock.ts'

/** `log.warn({ key, waitedMs }, 'deadline passed')`: an object first, a fixed short sentence second. */
export interface LogMethod {
  (fields: object, message?: string): void
  (message: string): void
}

/** What the framework and plugins need of a logger. A pino logger is one. */
export interface Logger {
  readonly trace: LogMethod
  readonly debug: LogMethod
  readonly info: LogMethod
  readonly warn: LogMethod
  readonly error: LogMethod
  readonly child: (bindings: Record<string, unknown>) => Logger
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'

const REDACTED = '[redacted]'

/** In a line of JSON: a text, and what an object or list without further ones holds. */
const TEXT = String.raw`"(?:[^"\\]|\\.)*"`
const FLAT = String.raw`(?:[^"{}[\]]|${TEXT})*`

/** Fields that are secret wherever they stand, by name. Inside a text their quotes are escaped. */
const SECRET_NAMES =
  '"(token|encodingAESKey|appSecret|secret|access_token|accessToken|msg_signature|signature)":'
const SECRET_FIELDS = new RegExp(
  SECRET_NAMES + String.raw`(?:${TEXT}|\[${FLAT}\]|\{${FLAT}\}|[^"{}[\],]+)`,
  'g',
)

export interface LogOptions {
  /** @default 'info' */
  readonly level?: LogLevel
  /** Values that must not appear in any line, whatever field or text they stand in. */
  readonly secrets?: readonly string[]
  /** @default standard output */
  readonly destination?: DestinationStream
}

/**
 * A pino logger that redacts secrets itself: by field name, and by value in the finished line.
 * Values shorter than three characters are not looked for; they would blot out the whole log.
 */
export function createLogger(options: LogOptions = {}): Logger {
  const secrets = toNeedles(options.secrets ?? [])
  const redact = (line: string): string =>
    secrets.reduce(redactValue, line).replace(SECRET_FIELDS, `"$1":"${REDACTED}"`)
  // Most lines have nothing to hide: one look finds that out.
  const suspect = new RegExp([...secrets.map(sourceOf), SECRET_NAMES, UNSEEN.source].join('|'))
  const settings: LoggerOptions = {
    level: options.level ?? 'info',
    base: null,
    serializers: { err: (error: unknown) => describeError(error) },
    hooks: {
      // Not pino's own `redact`: it copies what it looks through, 12 µs a message.
      streamWrite: (line) => (suspect.test(line) ? escapeControls(redact(line)) : line),
    },
  }
  return options.destination ? pino(settings, options.destination) : pino(settings)
}

/** How secrets look inside a line of JSON. The longest first: a secret may be the beginning of another. */
function toNeedles(secrets: readonly string[]): readonly string[] {
  return [...new Set(secrets)]
    .filter((secret) => secret.length >= 3)
    .sort((a, b) => b.length - a.length)
    .map((secret) => JSON.stringify(secret).slice(1, -1))
}

/** A row of digits, with what makes it the number of a field; inside a text that quote is escaped. */
const DIGITS = /(\\?":)?-?\d[\d.]*/g

/**
 * One of digits only is looked for in texts, not in numbers. By whole rows of digits: to look back from
 * each digit for the beginning of its number takes a row's length squared.
 */
function redactValue(line: string, secret: string): string {
  if (!/^\d+$/.test(secret)) return line.replaceAll(secret, REDACTED)
  return line.replace(DIGITS, (row, before?: string) =>
    before === '":' ? row : row.replaceAll(secret, REDACTED),
  )
}

function sourceOf(needle: string): string {
  return needle.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}

/** C1 controls, line separators and marks that reorder text: JSON leaves them as they are. */
const UNSEEN = /[\u007f-\u009f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

function escapeControls(line: string): string {
  return line.replace(UNSEEN, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** C0 controls but tab and line feed: a terminal obeys them when a pretty printer writes a stack. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

/** Causes of causes are followed so far: an error can be its own. */
const MAX_CAUSES = 5

function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error) || depth > MAX_CAUSES) return error instanceof Error ? '…' : error
  const { code, cause } = error as Error & { code?: unknown }
  return {
    type: error.name,
    message: error.message.replace(CONTROLS, '?'),
    ...(code === undefined ? {} : { code }),
    stack: error.stack?.replace(CONTROLS, '?'),
    ...(cause === undefined ? {} : { cause: describeError(cause, depth + 1) }),
  }
}

/** How often a sparse warning may repeat. */
const SPARSE_MS = 60_000

/** Warns at most once a minute per code: whoever floods us writes no log. */
export type WarnSparsely = (code: string, fields: object, text: string) => void

export function createSparseWarning(log: Logger, clock: Clock): WarnSparsely {
  const said = new Map<string, { at: number; suppressed: number }>()
  return (code, fields, text) => {
    const now = clock.monotonic()
    const last = said.get(code)
    if (last !== undefined && now - last.at < SPARSE_MS) {
      last.suppressed += 1
      return
    }
    said.set(code, { at: now, suppressed: 0 })
    log.warn(
      { code, ...fields, ...(last?.suppressed ? { suppressed: last.suppressed } : {}) },
      text,
    )
  }
}
