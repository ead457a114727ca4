/** Logs of the command: pretty on a terminal, JSON lines in a pipe. */
import type { Logger, LogLevel } from '@wechatbot/core'
import { createLogger } from '@wechatbot/core/internal/records/log'
import type { Invocation, Output } from '../invocation.ts'
import { hasColors } from './paint.ts'
import { pretty } from './pretty.ts'

export interface LogSettings {
  readonly level: LogLevel
  readonly secrets: readonly string[]
}

/** Takes lines of JSON. */
interface Lines {
  readonly write: (line: string) => void
}

/**
 * The logger of a bot that a chat runs. The chat writes the log lines itself, between its own lines on standard
 * error.
 */
export function createChatLogger(
  { stderr }: Pick<Invocation, 'stderr'>,
  { write, ...settings }: LogSettings & Lines,
): Logger {
  const destination = stderr.isTTY
    ? prettyLines(stderr, ['pid', 'hostname', 'bot'], write)
    : { write }
  return createLogger({ ...settings, destination })
}

export function createCliLogger(
  invocation: Pick<Invocation, 'stdout' | 'signals'>,
  settings: LogSettings,
): Logger {
  return createLogger({ ...settings, destination: logOutput(invocation) })
}

/** Writes the log to standard output, in a readable form on a terminal. */
export function logOutput(invocation: Pick<Invocation, 'stdout' | 'signals'>): Lines {
  const { stdout } = invocation
  // The reader of the log may end. The bot goes on.
  stdout.on('error', () => {})
  if (!stdout.isTTY) return linesOut(invocation)
  return prettyLines(stdout, ['pid', 'hostname'], (text) => stdout.write(text))
}

/** Formats log lines for people in the way that suits `terminal`, and gives them to `write`. */
function prettyLines(
  terminal: Output,
  hidden: readonly string[],
  write: (text: string) => void,
): Lines {
  const options = { colors: hasColors(terminal), hidden }
  return { write: (line) => write(pretty(withoutControls(line), options)) }
}

/**
 * Collects the lines of one turn of the event loop and writes them together at its end: one system call for each
 * line would cost as much as a fifth of a message. The lines are also written before the process ends, except by
 * SIGKILL.
 */
function linesOut({ stdout, signals }: Pick<Invocation, 'stdout' | 'signals'>): Lines {
  let lines = ''
  const flush = () => {
    const out = lines
    lines = ''
    try {
      if (out !== '') stdout.write(out)
    } catch {
      // The disk is full or the reader is gone. A message must not fail because of that.
    }
  }
  signals.once('exit', flush)
  return {
    write: (line) => {
      if (lines === '') setImmediate(flush)
      lines += line
    },
  }
}

/**
 * A line of JSON whose texts hold no character that a terminal obeys. An escape sequence stays escaped when the
 * JSON is parsed. A message stays on one line; stacks keep their line feeds.
 */
export function withoutControls(line: string): string {
  const text = literal(line, /\\(?:\\|u[\da-f]{4}|[bfr])/gi)
  // pino writes the message as the last field.
  return text.replace(/"msg":"(?:[^"\\]|\\.)*"\}\s*$/, (msg) => literal(msg, /\\(?:\\|n)/g))
}

/** Turns each escape into the characters of its source text. A pair of backslashes is no escape. */
function literal(json: string, escapes: RegExp): string {
  return json.replace(escapes, (it) => (it === '\\\\' ? it : `\\${it}`))
}
