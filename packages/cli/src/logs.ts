/** Logs of the command: pretty on a terminal, JSON lines in a pipe. */
import { createLogger, type Logger, type LogLevel } from '@wechatbot/core'

/** Of a bot that a chat runs: the chat says where its lines go, so that they stand between its own. */
export async function createChatLogger(options: {
  readonly level: LogLevel
  readonly secrets: readonly string[]
  readonly write: (line: string) => void
}): Promise<Logger> {
  const { write, ...rest } = options
  if (!process.stderr.isTTY) return createLogger({ ...rest, destination: { write } })
  const { prettyFactory } = await import('pino-pretty')
  const pretty = prettyFactory({
    colorize: process.stderr.hasColors(),
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'pid,hostname,bot',
  })
  return createLogger({
    ...rest,
    destination: { write: (line: string) => write(pretty(withoutControls(line))) },
  })
}

export async function createCliLogger(options: {
  readonly level: LogLevel
  readonly secrets: readonly string[]
}): Promise<Logger> {
  return createLogger({ ...options, destination: await logOutput() })
}

/** Where lines of JSON go: standard output, made pretty on a terminal. */
export async function logOutput(): Promise<{ readonly write: (line: string) => void }> {
  // Whoever reads the log may go away; the bot stays.
  process.stdout.on('error', () => {})
  if (!process.stdout.isTTY) return linesOut()
  const { PinoPretty } = await import('pino-pretty')
  // hasColors obeys NO_COLOR and FORCE_COLOR.
  const pretty = PinoPretty({
    colorize: process.stdout.hasColors(),
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'pid,hostname',
    sync: true,
  })
  return { write: (line: string) => pretty.write(withoutControls(line)) }
}

/**
 * What is logged in one turn of the event loop goes out at its end, in one piece: a system call for
 * each line costs as much as a fifth of a message. An end of the process waits for it, but SIGKILL.
 */
function linesOut(): { readonly write: (line: string) => void } {
  let lines = ''
  const flush = () => {
    const out = lines
    lines = ''
    try {
      if (out !== '') process.stdout.write(out)
    } catch {
      // Its disk is full or its reader gone: that must not cost a message.
    }
  }
  process.once('exit', flush)
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
