/** One connection to the file by libsql. libsql is synchronous, so nothing here waits for a lock. */
import Database from 'libsql'

/** A value of a column or of a parameter. libsql takes no boolean. */
export type Value = string | number | null
type Bound = readonly Value[]

/** 16 MB of pages, which the claims of a busy minute use. */
const CACHE_KIB = 16_000

export class Connection {
  readonly #db: Database.Database

  /**
   * Opens the file, or makes it. In WAL mode a reader waits for nobody. With synchronous=NORMAL a commit does not
   * flush to the disk, but a checkpoint does (checkpoints.ts).
   * @throws an error of SQLite.
   */
  constructor(file: string) {
    this.#db = new Database(file, { timeout: 0 })
    try {
      this.#db.exec(`PRAGMA cache_size = -${CACHE_KIB}`)
      const mode = this.row<readonly [string]>('PRAGMA journal_mode = WAL')()
      if (mode?.[0] !== 'wal') throw new Error(`expected a file system with WAL, got ${mode?.[0]}`)
      this.#db.exec('PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0')
    } catch (error) {
      this.#db.close()
      throw error
    }
  }

  /** Prepares a statement. The function gives its first row. */
  row<R extends Bound>(sql: string): (...bound: Bound) => R | undefined {
    const statement = this.#db.prepare(sql).raw()
    return (...bound) => statement.get(...bound) as R | undefined
  }

  /** Prepares a statement. The function gives its rows. */
  rows<R extends Bound>(sql: string): (...bound: Bound) => readonly R[] {
    const statement = this.#db.prepare(sql).raw()
    return (...bound) => statement.all(...bound) as R[]
  }

  /** Prepares a statement that changes rows. The function gives their number. */
  change(sql: string): (...bound: Bound) => number {
    const statement = this.#db.prepare(sql)
    return (...bound) => statement.run(...bound).changes
  }

  /** Runs several statements once. */
  exec(sql: string): void {
    this.#db.exec(sql)
  }

  /**
   * Takes the lock first, so that no row changes between its reading and its writing. @throws the error of `work`,
   * with all changes undone.
   */
  transaction<T>(work: () => T): T {
    this.#db.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.#db.exec('COMMIT')
      return result
    } catch (error) {
      // A full disk has undone the transaction already.
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK')
      throw error
    }
  }

  close(): void {
    this.#db.close()
  }
}
