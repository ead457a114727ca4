/** A logger that keeps its lines for a spec to read. */
import type { Logger, LogMethod } from '#src/records/log.js'

export interface LogLine {
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error'
  readonly fields: Record<string, unknown>
  readonly text: string
}

export interface RecordingLogger extends Logger {
  readonly lines: LogLine[]
}

export function recordingLogger(
  lines: LogLine[] = [],
  bindings: Record<string, unknown> = {},
): RecordingLogger {
  const method = (level: LogLine['level']): LogMethod => {
    return (first: object | string, text?: string) => {
      const fields = typeof first === 'string' ? {} : first
      lines.push({
        level,
        fields: { ...bindings, ...fields },
        text: typeof first === 'string' ? first : (text ?? ''),
      })
    }
  }
  return {
    lines,
    trace: method('trace'),
    debug: method('debug'),
    info: method('info'),
    warn: method('warn'),
    error: method('error'),
    child: (more) => recordingLogger(lines, { ...bindings, ...more }),
  }
}

/** The lines with this sentence. */
export function linesWith(log: RecordingLogger, text: string | RegExp): readonly LogLine[] {
  return log.lines.filter((line) => {
    return typeof text === 'string' ? line.text === text : text.test(line.text)
  })
}
