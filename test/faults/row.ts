/** One line of the fault table, and how figures become one. */

export interface Row {
  /** Of the reliability table: R1 ... R31. */
  readonly fault: string
  readonly what: string
  readonly messages?: number
  readonly replies?: number
  /** Messages that got nothing and should have got something. */
  readonly silent?: number
  /** Answers that are none: not 200, no XML, or a reset connection. */
  readonly errors?: number
  /** Messages whose handler never ran. */
  readonly lost?: number
  readonly ranTwice?: number
  /** Of the answers, in milliseconds. */
  readonly times?: readonly number[]
  /** What must hold, in words, and what was found. */
  readonly target: string
  readonly found?: string
  readonly isMet: boolean
}

export interface Options {
  /** The long variants. */
  readonly isFull: boolean
  /** Where several instances are: `redis-server` is there. */
  readonly progress: (text: string) => void
}

export interface Fault {
  readonly id: string
  readonly run: (options: Options) => Promise<Row | readonly Row[]>
}

export function percentile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

const COLUMNS = [
  'fault',
  'messages',
  'replies',
  'silent',
  'errors',
  'lost',
  'twice',
  'p50/p99/max ms',
  'target',
  'found',
  'verdict',
]

export function tableOf(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    `${row.fault} ${row.what}`,
    ...[row.messages, row.replies, row.silent, row.errors, row.lost, row.ranTwice].map((n) =>
      n === undefined ? '-' : String(n),
    ),
    row.times === undefined || row.times.length === 0
      ? '-'
      : [0.5, 0.99, 1].map((share) => Math.round(percentile(row.times ?? [], share))).join('/'),
    row.target,
    row.found ?? '',
    row.isMet ? 'ok' : 'FAIL',
  ])
  const widths = COLUMNS.map((name, i) =>
    Math.max(name.length, ...cells.map((line) => line[i]?.length ?? 0)),
  )
  const line = (parts: readonly string[]) =>
    parts
      .map((part, i) => part.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd()
  return [line(COLUMNS), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join(
    '\n',
  )
}
