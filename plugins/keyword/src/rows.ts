/** Reads the rules of one file without checking them: CSV, JSON or YAML. */
import { CsvError, type Options as CsvOptions, parse } from 'csv-parse/sync'
import {
  isMap,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Document as YamlDocument,
} from 'yaml'
import { COLUMNS, columnOf, ruleOfCells, ruleOfObject } from './columns.ts'

export interface Row {
  /** The fields of a rule in the form of the schema. Undefined where the error leaves none to be checked. */
  readonly fields: unknown
  /** The line where the rule begins, counted from 1. */
  readonly line: () => number
  /** An error in the form of the row. The row is no rule then. */
  readonly error?: RowError
}

/** A problem with a file, and its line. */
export class RowError extends Error {
  readonly line: number
  readonly got: string

  constructor(line: number, expected: string, got: string) {
    super(expected)
    this.line = line
    this.got = got
  }
}

/**
 * Gives the rows in the order of their lines. An error of one row hides no other.
 * @param extension the extension in lower case, with its dot.
 * @throws RowError when the text as a whole does not have the form of its extension.
 */
export function readRows(text: string, extension: string): readonly Row[] {
  if (extension === '.csv' || extension === '.tsv' || extension === '.txt') return readCsv(text)
  if (extension === '.json') return readJson(text)
  if (extension === '.yaml' || extension === '.yml') return readYaml(text)
  throw new RowError(1, 'a file named .csv, .json, .yaml or .yml', `"${extension}"`)
}

interface CsvRecord {
  readonly info: { readonly lines: number }
  readonly record: readonly string[]
  /** Whether a quote stands at a wrong place. */
  readonly isWrong?: boolean
}

function readCsv(text: string): readonly Row[] {
  const [header, ...records] = parseCsv(text)
  if (header === undefined) throw new RowError(1, `a header of ${COLUMNS}`, 'an empty file')
  const { lines } = header.info
  const columns = header.record.map(columnOf)
  const unknown = header.record
    .filter((name, i) => columns[i] === undefined && name.trim() !== '')
    .map((name) => wrongRow(lines, `a header of ${COLUMNS}`, `"${name}"`))
  const missing = (['match', 'reply'] as const)
    .filter((column) => !columns.includes(column))
    .map((column) => wrongRow(lines, `a column ${column}`, header.record.join()))
  // Each row would lack the column, too. An unknown name is probably meant for it.
  if (missing.length > 0) return unknown.length > 0 ? unknown : missing
  return [...unknown, ...records.flatMap((each) => readRecord(each, columns))]
}

/** Gives no row for a record of blank cells. */
function readRecord(
  { info, record, isWrong }: CsvRecord,
  columns: readonly ReturnType<typeof columnOf>[],
): readonly Row[] {
  // csv-parse gives the line where a record ends. It also skips the empty lines before a record.
  const begin = info.lines - record.join('').split('\n').length + 1
  if (isWrong) {
    const expected = 'a quoted cell, with each " inside written twice'
    return [wrongRow(begin, expected, beginOf(record.find((cell) => cell.includes('"')) ?? ''))]
  }
  if (record.length > columns.length) {
    const expected = `${columns.length} cells; put a cell with commas into "quotes"`
    return [wrongRow(begin, expected, `${record.length} cells`)]
  }
  const cells = record.flatMap((cell, i) => {
    const column = columns[i]
    return column === undefined ? [] : [[column, cell] as const]
  })
  const isBlank = cells.every(([, cell]) => cell.trim() === '')
  return isBlank ? [] : [rowOfCells(new Map(cells), begin)]
}

function rowOfCells(cells: Parameters<typeof ruleOfCells>[0], begin: number): Row {
  const line = () => begin
  try {
    return { fields: ruleOfCells(cells), line }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    // Other cells may be wrong, too. They are checked beside a reply that is right.
    const fields = ruleOfCells(new Map([...cells, ['reply', 'a reply']]))
    return { fields, line, error: noJson(begin, cells.get('reply')?.trim() ?? '', error.message) }
  }
}

function noJson(line: number, cell: string, why: string): RowError {
  if (/^\{\s*"/.test(cell)) {
    return new RowError(line, 'a reply in JSON, because it begins with {"', inLine(why))
  }
  return new RowError(line, 'a reply in JSON, with half-width { } " : and ,', beginOf(cell))
}

function beginOf(cell: string): string {
  const line = inLine(cell)
  return line.length > 20 ? `${line.slice(0, 20)}…` : line
}

/** A line break would split the list of problems. */
function inLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}

function wrongRow(line: number, expected: string, got: string): Row {
  return { fields: undefined, line: () => line, error: new RowError(line, expected, got) }
}

/** A quote at a wrong place is an error of its row: the other rows are checked, too. */
function parseCsv(text: string): readonly CsvRecord[] {
  const head = text.slice(0, text.search(/[\r\n]|$/))
  const delimiter = [',', '\t', ';'].find((each) => head.includes(each)) ?? ','
  const options = { delimiter, info: true, relax_column_count: true, skip_empty_lines: true }
  try {
    return parse(text, options) as unknown as readonly CsvRecord[]
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const relaxed = parseRelaxed(text, options)
    if (relaxed !== undefined) return relaxed
    const line = Number((error as { lines?: unknown }).lines ?? 1)
    throw new RowError(line, 'CSV', error.message)
  }
}

/** Undefined where the header is wrong, and where a quoted cell has no end, so that the rows are not known. */
function parseRelaxed(text: string, options: CsvOptions): readonly CsvRecord[] | undefined {
  const relaxed = { ...options, relax_quotes: true, raw: true }
  try {
    const found = parse(text, relaxed) as unknown as readonly (CsvRecord & { raw: string })[]
    const records = found.map(({ info, record, raw }) => {
      return { info, record, isWrong: hasWrongQuotes(raw, options) }
    })
    return !records[0]?.isWrong && records.some(({ isWrong }) => isWrong) ? records : undefined
  } catch {
    return undefined
  }
}

/** Whether the text of one record is no CSV by itself. */
function hasWrongQuotes(raw: string, options: CsvOptions): boolean {
  if (!raw.includes('"')) return false
  try {
    parse(raw, options)
    return false
  } catch {
    return true
  }
}

function readJson(text: string): readonly Row[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    // JSON is also YAML, whose parser knows the line of an error. But that parser accepts some texts that are no
    // JSON.
    readYaml(text)
    throw new RowError(1, 'JSON', error instanceof Error ? error.message : String(error))
  }
  let lines: readonly number[] | undefined
  return listOf(value, 1).map((fields, i) => ({
    fields: typeof fields === 'object' && fields !== null ? ruleOfObject(fields) : fields,
    line: () => {
      // Computed on demand, because it takes longer than all the rest.
      lines ??= readYaml(text).map(({ line }) => line())
      return lines[i] ?? 1
    },
  }))
}

function readYaml(text: string): readonly Row[] {
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter })
  const [error] = document.errors
  if (error !== undefined) {
    const [message] = error.message.split('\n')
    throw new RowError(counter.linePos(error.pos[0]).line, 'YAML', `${message}`)
  }
  const { contents } = document
  const list = isMap(contents) ? contents.get('rules', true) : contents
  const nodes = isSeq(list) ? (list.items as Node[]) : []
  return listOf(expanded(document), 1).map((fields, i) => ({
    fields: typeof fields === 'object' && fields !== null ? ruleOfObject(fields) : fields,
    line: () => counter.linePos(nodes[i]?.range?.[0] ?? 0).line,
  }))
}

/**
 * Aliases in a file of a few lines can stand for gigabytes of data.
 * @throws RowError above the library's limit of 100 aliases for one anchor.
 */
function expanded(document: YamlDocument): unknown {
  try {
    return document.toJS()
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error
    throw new RowError(1, 'YAML with few aliases', error.message)
  }
}

/** A list of rules, or an object with the list in `rules`. */
function listOf(value: unknown, line: number): readonly unknown[] {
  const list = (value as { rules?: unknown } | null)?.rules ?? value
  if (Array.isArray(list)) return list
  throw new RowError(line, 'a list of rules, or an object with a list as rules', typeof list)
}
