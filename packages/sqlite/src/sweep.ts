/**
 * Deletes ended rows a few at a time: after some writes it looks through the next stretch of one table. The ends
 * have no index, because it would cost each write more than it saves.
 */
import type { Connection, Value } from './connection.ts'

/** Each table, its primary key, and a value below all keys. */
const TABLES: readonly (readonly [table: string, key: string, first: readonly Value[]])[] = [
  ['turns', 'key', ['']],
  ['signatures', 'signature', ['']],
  ['replies', 'key', ['']],
  ['entries', 'key', ['']],
  ['late', 'box, place', ['', 0]],
  ['members', 'name, member', ['', '']],
]
/**
 * The number of writes for each stretch. A message makes two writes and a row in three tables, so each row is
 * looked at five times.
 */
const WRITES = 16
/** The rows of a stretch. They take about 50 microseconds. */
const STRETCH = 256

export class Sweep {
  readonly #tables
  #next = 0
  #writes = 0

  constructor(db: Connection) {
    this.#tables = TABLES.map(([table, key, first]) => {
      const marks = first.map(() => '?').join(', ')
      const from = `(${key}) >= (${marks})`
      return {
        first,
        begin: first,
        end: db.row<readonly Value[]>(
          `SELECT ${key} FROM ${table} WHERE ${from} ORDER BY ${key} LIMIT 1 OFFSET ${STRETCH}`,
        ),
        deleteBetween: db.change(
          `DELETE FROM ${table} WHERE ${from} AND (${key}) < (${marks}) AND ends <= ?`,
        ),
        deleteFrom: db.change(`DELETE FROM ${table} WHERE ${from} AND ends <= ?`),
      }
    })
  }

  /** Runs in a transaction that has made this many writes. True when it has looked at some rows. */
  pass(now: number, writes: number): boolean {
    this.#writes += writes
    if (this.#writes < WRITES) return false
    for (; this.#writes >= WRITES; this.#writes -= WRITES) this.#stretch(now)
    return true
  }

  #stretch(now: number): void {
    const table = this.#tables[this.#next]
    this.#next = (this.#next + 1) % this.#tables.length
    if (table === undefined) return
    const end = table.end(...table.begin)
    if (end === undefined) table.deleteFrom(...table.begin, now)
    else table.deleteBetween(...table.begin, ...end, now)
    table.begin = end ?? table.first
  }
}
