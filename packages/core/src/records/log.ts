/** Structured logs (pino). No secret leaves in them, and a line stays one line. */

import { type DestinationStream, type LoggerOptions, pino } from 'pino'
import type { Clock } from '../clock.ts'
import { formsOf, isSuspect, maskerOf, redactSecrets } from '../secrets.ts'
import { userStack } from './stack.ts'

/** `log.warn({ key, waitedMs }, 'deadline passed')`: first an object, then a fixed short sentence. */
export interface LogMethod {
  (fields: object, message?: string): void
  (message: string): void
}

/** The logger that the framework and plugins need. A pino logger is one. */
export interface Logger {
  readonly trace: LogMethod
  readonly debug: LogMethod
  readonly info: LogMethod
  readonly warn: LogMethod
  readonly error: LogMethod
  readonly child: (bindings: Record<string, unknown>) => Logger
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'

export interface LogOptions {
  /** @default 'info' */
  readonly level?: LogLevel
  /** Values that must not appear in any line, in any field or text. */
  readonly secrets?: readonly string[]
  /** @default standard output */
  readonly destination?: DestinationStream
}

/**
 * A pino logger that hides secrets itself: by field name, by their look in a text, and by value,
 * also URL-encoded and in base64. It does not search for values shorter than three characters,
 * because hiding them would hide the whole log. A value of digits only is searched for in texts,
 * not in numbers.
 */
export function createLogger(options: LogOptions = {}): Logger {
  const forms = formsOf(options.secrets ?? [])
  const mask = maskerOf(options.secrets ?? [])
  const written = forms.map((form) => JSON.stringify(form).slice(1, -1))
  const holdsForm = (line: string) => written.some((form) => line.includes(form))
  const settings: LoggerOptions = {
    level: options.level ?? 'info',
    base: null,
    serializers: { err: (error: unknown) => describeError(error) },
    hooks: {
      // Not pino's own `redact`: it copies the object first, which costs 12 µs a message. Most
      // lines have nothing to hide, and one search shows that.
      streamWrite: (line) => {
        const shown = isSuspect(line) || holdsForm(line) ? redact(line, mask) : line
        return UNSEEN.test(shown) ? shown.replace(EVERY_UNSEEN, escaped) : shown
      },
    },
  }
  return options.destination ? pino(settings, options.destination) : pino(settings)
}

function redact(line: string, mask: (text: string) => string): string {
  return `${JSON.stringify(redactSecrets(JSON.parse(line), { mask }))}\n`
}

/** C1 controls, line separators and marks that reorder text. JSON does not escape them. */
const UNSEEN = /[\u007f-\u009f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/
const EVERY_UNSEEN = new RegExp(UNSEEN, 'g')

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** C0 controls except tab and line feed. A terminal obeys them when a pretty printer writes a stack. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

/** The most causes that are followed: an error can be its own cause. */
const MAX_CAUSES = 5

function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error) || depth > MAX_CAUSES) return error instanceof Error ? '…' : error
  const { code, cause } = error as Error & { code?: unknown }
  return {
    type: error.name,
    message: error.message.replace(CONTROLS, '?') + hintOf(error),
    ...(code === undefined ? {} : { code }),
    stack: error.stack && userStack(error.stack).replace(CONTROLS, '?'),
    ...(cause === undefined ? {} : { cause: describeError(cause, depth + 1) }),
  }
}

/** Advice for a text of node's openAsBlob, which names no path. */
function hintOf({ message }: Error): string {
  return message === 'Unable to open file as blob'
    ? '; openFile(path) of "wechatbot" does the same and names the path'
    : ''
}

/** How often a sparse warning may repeat. */
const SPARSE_MS = 60_000

/** Warns at most once a minute per code: a flood of requests must not become a flood of lines. */
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
