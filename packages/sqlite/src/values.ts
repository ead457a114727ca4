/** The rows of values. A value is JSON. Each write makes a version that no other write has. */
import type { Connection } from './connection.ts'
import { endOf } from './file-time.ts'

/** A value as JSON, and its version. */
export type EntryRow = readonly [json: string, version: string]

/** 64 random bits. A counter would have to be kept, and would be lost with a deleted row. */
const VERSION = 'lower(hex(randomblob(8)))'

export class ValueRows {
  readonly #select
  readonly #save
  readonly #delete

  constructor(db: Connection) {
    this.#select = db.row<EntryRow>(
      'SELECT value, version FROM entries WHERE key = ? AND (ends IS NULL OR ends > ?)',
    )
    this.#save = db.change(`INSERT OR REPLACE INTO entries VALUES (?, ?, ${VERSION}, ?)`)
    this.#delete = db.change('DELETE FROM entries WHERE key = ?')
  }

  get(now: number, key: string): EntryRow | undefined {
    return this.#select(key, now)
  }

  set(now: number, key: string, json: string, ttlMs: number | undefined): void {
    this.#save(key, json, ttlMs === undefined ? null : endOf(now, ttlMs))
  }

  delete(key: string): void {
    this.#delete(key)
  }

  /**
   * Writes only where the key has this version, or where `version` is undefined and the key is absent. True if it
   * was written.
   */
  replace(
    now: number,
    key: string,
    json: string,
    version: string | undefined,
    ttlMs: number | undefined,
  ): boolean {
    if (this.#select(key, now)?.[1] !== version) return false
    this.set(now, key, json, ttlMs)
    return true
  }
}
