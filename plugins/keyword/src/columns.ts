/** The columns of a rule file and the words in their cells, in English and in Chinese. */
import { fold } from '@wechatbot/core'
import { type Mode, modeOf } from './modes.ts'
import type { Rule } from './rule.ts'

type Column = keyof Rule

const NAMES: Readonly<Record<string, Column>> = {
  ...{ match: 'match', 关键词: 'match', 关键字: 'match' },
  ...{ reply: 'reply', 回复: 'reply', 回复内容: 'reply' },
  ...{ mode: 'mode', 方式: 'mode', 匹配方式: 'mode' },
  ...{ priority: 'priority', 优先级: 'priority' },
  ...{ kinds: 'kinds', 类型: 'kinds', 消息类型: 'kinds' },
  ...{ recognition: 'recognition', 语音: 'recognition' },
  ...{ when: 'when', 时间: 'when' },
  unsafe: 'unsafe',
}

/** What the header of a table may have. */
export const COLUMNS =
  'match, reply, mode, when, priority, kinds, recognition, unsafe, or in Chinese 关键词, 回复, 方式, 时间, 优先级, 类型, 语音'

const YES_NO: Readonly<Record<string, boolean>> = {
  ...{ true: true, yes: true, '1': true, 是: true },
  ...{ false: false, no: false, '0': false, 否: false },
}

/**
 * Curly quotes and full-width braces come from a Chinese keyboard. JSON.parse refuses them. Without a colon they are a
 * text: `{“你好”}，请进`.
 */
const JSON_REPLY = /^\{\s*"|^[{｛]\s*["“”][^"“”]*["“”]\s*[:：]/

/** The column for a name in the header, in any writing. Undefined for an unknown name. */
export function columnOf(name: string): Column | undefined {
  return lookUp(NAMES, name)
}

/**
 * Makes a rule, in the form of the schema, from the cells of one row. Empty cells are left out.
 * @throws SyntaxError for a reply that begins like JSON but is no JSON.
 */
export function ruleOfCells(cells: ReadonlyMap<Column, string>): Record<string, unknown> {
  const filled = [...cells].filter(([, cell]) => cell.trim() !== '')
  const mode = modeOf(cells.get('mode') ?? '')
  return Object.fromEntries(
    filled.map(([column, cell]) => [column, readCell(column, cell.trim(), mode)]),
  )
}

/** Makes a rule, in the form of the schema, from an object with names in either language. */
export function ruleOfObject(fields: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      const column = columnOf(name) ?? name
      if (column === 'match')
        return [column, Array.isArray(value) ? value.map(asText) : asText(value)]
      if (column === 'reply' && typeof value === 'number') return [column, String(value)]
      if (column === 'kinds' && typeof value === 'string') return [column, [value]]
      return [column, value]
    }),
  )
}

/** YAML reads 110 as a number, but the user means a text. */
function asText(value: unknown): unknown {
  return typeof value === 'number' ? String(value) : value
}

function readCell(column: Column, cell: string, mode: Mode | undefined): unknown {
  switch (column) {
    // In a regular expression, | is a part of the expression.
    case 'match':
      return mode === 'regex' ? cell : split(cell, /[|｜]/)
    case 'kinds':
      return split(cell, /[|｜\s,，、]+/)
    case 'mode':
      return mode ?? cell
    case 'when':
      return cell
    case 'priority':
      return Number.isNaN(Number(cell)) ? cell : Number(cell)
    case 'recognition':
    case 'unsafe':
      return lookUp(YES_NO, cell) ?? cell
    case 'reply':
      return JSON_REPLY.test(cell) ? JSON.parse(cell) : cell
  }
}

function split(cell: string, separator: RegExp): readonly string[] {
  return cell
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function lookUp<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  const key = fold(name)
  return Object.hasOwn(table, key) ? table[key] : undefined
}
