/**
 * Log lines for people at a terminal: time, level and message, and each other field on a line of its own. pino-pretty
 * does this with fourteen packages. One of them needs Node.js 22, for which yarn refuses to install all of them.
 */
import { styleText } from 'node:util'
import type { Style } from './paint.ts'

/** pino's numbers of its levels. */
const LEVELS = new Map<unknown, readonly [name: string, style: Style]>([
  [10, ['TRACE', 'dim']],
  [20, ['DEBUG', 'cyan']],
  [30, ['INFO', 'green']],
  [40, ['WARN', 'yellow']],
  [50, ['ERROR', 'red']],
])

const INDENT = '    '

export interface PrettyOptions {
  readonly colors: boolean
  /** The fields that are left out. */
  readonly hidden: readonly string[]
}

/** @param line one record of the log, in JSON. Any other text is returned unchanged. */
export function pretty(line: string, { colors, hidden }: PrettyOptions): string {
  const record = parse(line)
  if (record === undefined) return line
  const { level, time, msg = '', ...fields } = record
  const [name, style] = LEVELS.get(level) ?? [`LEVEL ${String(level)}`, 'bold']
  const paint = (of: Style, text: string) => (colors ? styleText(of, text) : text)
  const head = `[${clockTime(new Date(Number(time)))}] ${paint(style, name)}: ${paint('cyan', String(msg))}`
  const more = Object.entries(fields)
    .filter(([field]) => !hidden.includes(field))
    .map(([field, value]) => indented(`${paint('dim', field)}: ${shown(value)}`))
  return `${[head, ...more].join('\n')}\n`
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && 'level' in value
      ? { ...value }
      : undefined
  } catch {
    return undefined
  }
}

/** The time of day where the process runs, with milliseconds. */
function clockTime(date: Date): string {
  const two = (number: number) => String(number).padStart(2, '0')
  const [hours, minutes, seconds] = [date.getHours(), date.getMinutes(), date.getSeconds()]
  const ms = String(date.getMilliseconds()).padStart(3, '0')
  return `${two(hours)}:${two(minutes)}:${two(seconds)}.${ms}`
}

/** A value as JSON. An error is shown as its stack, followed by its other fields. */
function shown(value: unknown): string {
  if (!isError(value)) return JSON.stringify(value, undefined, 2)
  const { type: _type, message: _message, stack, ...rest } = value
  const more = Object.entries(rest).map(([field, each]) => indented(`${field}: ${shown(each)}`))
  return [stack, ...more].join('\n')
}

function isError(
  value: unknown,
): value is { readonly stack: string; readonly [field: string]: unknown } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'stack' in value &&
    typeof value.stack === 'string'
  )
}

function indented(text: string): string {
  return INDENT + text.replaceAll('\n', `\n${INDENT}`)
}
