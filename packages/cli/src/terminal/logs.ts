/** Logs of the command: pretty on a terminal, JSON lines in a pipe. */
import { createLogger, type Logger, type LogLevel } from '@wechatbot/core'
import type { Invocation, Output } from '../invocation.ts'
import { hasColors } from './paint.ts'

export interface LogSettings {
  readonly level: LogLevel
  readonly secrets: readonly string[]
}

/** Where lines of JSON go. */
interface Lines {
  readonly write: (line: string) => void
}

/**
 * Of a bot that a chat runs: the chat says where its lines go, so that they stand between its own on
 * standard error.
 */
export async function createChatLogger(
  { stderr }: Pick<Invocation, 'stderr'>,
  { write, ...settings }: LogSettings & Lines,
): Promise<Logger> {
  const destination = stderr.isTTY
    ? await prettyLines(stderr, 'pid,hostname,bot', write)
    : { write }
  return createLogger({ ...settings, destination })
}

export async function createCliLogger(
  invocation: Pick<Invocation, 'stdout' | 'signals'>,
  settings: LogSettings,
): Promise<Logger> {
  return createLogger({ ...settings, destination: await logOutput(invocation) })
}

/** Standard output, made pretty on a terminal. */
export async function logOutput(
  invocation: Pick<Invocation, 'stdout' | 'signals'>,
): Promise<Lines> {
  const { stdout } = invocation
  // The reader of the log may end; the bot goes on.
  stdout.on('error', () => {})
  if (!stdout.isTTY) return linesOut(invocation)
  return prettyLines(stdout, 'pid,hostname', (text) => stdout.write(text))
}

/** For people: as `terminal` shows it, written by `write`. */
async function prettyLines(
  terminal: Output,
  ignore: string,
  write: (text: string) => void,
): Promise<Lines> {
  const { prettyFactory } = await import('pino-pretty')
  const colorize = hasColors(terminal)
  const pretty = prettyFactory({ colorize, translateTime: 'SYS:HH:MM:ss.l', ignore })
  return { write: (line) => write(pretty(withoutControls(line))) }
}

/**
 * What is logged in one turn of the event loop goes out at its end, in one piece: a system call for
 * each line costs as much as a fifth of a message. An end of the process waits for it, but SIGKILL.
 */
function linesOut({ stdout, signals }: Pick<Invocation, 'stdout' | 'signals'>): Lines {
  let lines = ''
  const flush = () => {
    const out = lines
    lines = ''
    try {
      if (out !== '') stdout.write(out)
    } catch {
      // Its disk is full or its reader gone: that must not cost a message.
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
 * A line of JSON whose texts hold nothing that a terminal obeys: what stands escaped in it stays so
 * when it is read. A message stays on its line, too; stacks keep their line feeds.
 */
export function withoutControls(line: string): string {
  const text = literal(line, /\\(?:\\|u[\da-f]{4}|[bfr])/gi)
  // The last field: pino puts it there.
  return text.replace(/"msg":"(?:[^"\\]|\\.)*"\}\s*$/, (msg) => literal(msg, /\\(?:\\|n)/g))
}

/** An escape becomes the characters it is written with; a pair of backslashes is none. */
function literal(json: string, escapes: RegExp): string {
  return json.replace(escapes, (it) => (it === '\\\\' ? it : `\\${it}`))
}
