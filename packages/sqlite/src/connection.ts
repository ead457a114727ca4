/** One connection to the file, by libsql, which is synchronous: nothing here waits for a lock. */
import Database from 'libsql'

/** What a column holds, and what is bound. libsql takes no boolean. */
export type Value = string | number | null
type Bound = readonly Value[]

/** 16 MB of pages: what the claims of a busy minute touch. */
const CACHE_KIB = 16_000

export class Connection {
  readonly #db: Database.Database

  /**
   * Opens the file, or makes it. WAL: readers wait for nobody. With synchronous=NORMAL a commit is not
   * flushed to the disk; a checkpoint is (checkpoints.ts).
   * @throws what SQLite says.
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

  /** A statement whose first row is wanted. */
  row<R extends Bound>(sql: string): (...bound: Bound) => R | undefined {
    const statement = this.#db.prepare(sql).raw()
    return (...bound) => statement.get(...bound) as R | undefined
  }

  /** A statement whose rows are wanted. */
  rows<R extends Bound>(sql: string): (...bound: Bound) => readonly R[] {
    const statement = this.#db.prepare(sql).raw()
    return (...bound) => statement.all(...bound) as R[]
  }

  /** A statement that changes something: how many rows. */
  change(sql: string): (...bound: Bound) => number {
    const statement = this.#db.prepare(sql)
    return (...bound) => statement.run(...bound).changes
  }

  /** Several statements, once. */
  exec(sql: string): void {
    this.#db.exec(sql)
  }

  /** Its lock is taken first: what is read in it is what is changed. @throws what `work` throws, all undone. */
  transaction<T>(work: () => T): T {
    this.#db.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.#db.exec('COMMIT')
      return result
    } catch (error) {
      // A full disk has undone it already.
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK')
      throw error
    }
  }

  close(): void {
    this.#db.close()
  }
}
