/** The rows of replies that wait for their user: those of each box, in order. */
import type { Connection } from './connection.ts'
import { endOf } from './file-time.ts'

export class LateRows {
  readonly #list
  readonly #remove
  readonly #append

  constructor(db: Connection) {
    this.#list = db.rows<readonly [string]>(
      'SELECT reply FROM late WHERE box = ? AND ends > ? ORDER BY place',
    )
    this.#remove = db.row<readonly [number]>(
      'DELETE FROM late WHERE box = ? AND id = ? RETURNING ends',
    )
    this.#append = db.change(
      `INSERT INTO late SELECT ?1, coalesce(max(place), 0) + 1, ?2, ?3, ?4 FROM late WHERE box = ?1`,
    )
  }

  put(now: number, box: string, id: string, json: string, ttlMs: number): void {
    this.#remove(box, id)
    this.#append(box, id, json, endOf(now, ttlMs))
  }

  /** The replies as JSON, the oldest first. */
  list(now: number, box: string): readonly string[] {
    return this.#list(box, now).map(([json]) => json)
  }

  /** Whether the reply was still waiting. */
  remove(now: number, box: string, id: string): boolean {
    const removed = this.#remove(box, id)
    return removed !== undefined && removed[0] > now
  }
}
