/** Sets of texts. Each member has a row; the rows are in the order of the texts. */
import type { Connection } from './connection.ts'
import { endOf } from './file-time.ts'

export class SetRows {
  readonly #save
  readonly #remove
  readonly #first
  readonly #after

  constructor(db: Connection) {
    const page = (where: string) =>
      db.rows<readonly [string]>(
        `SELECT member FROM members WHERE name = ? AND ${where} AND ends > ? ORDER BY member LIMIT ?`,
      )
    this.#save = db.change('INSERT OR REPLACE INTO members VALUES (?, ?, ?)')
    this.#remove = db.change('DELETE FROM members WHERE name = ? AND member = ?')
    // Two statements: one with `OR ? IS NULL` would read the set from its beginning for each page.
    this.#first = page('true')
    this.#after = page('member > ?')
  }

  add(now: number, name: string, member: string, ttlMs: number): void {
    this.#save(name, member, endOf(now, ttlMs))
  }

  remove(name: string, member: string): void {
    this.#remove(name, member)
  }

  list(now: number, name: string, after: string | undefined, limit: number): readonly string[] {
    const rows =
      after === undefined ? this.#first(name, now, limit) : this.#after(name, after, now, limit)
    return rows.map(([member]) => member)
  }
}
