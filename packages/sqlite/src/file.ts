/** The open file: its tables and its time. A missing file is made, and only this user may read it. */
import { closeSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Clock } from '@wechatbot/core'
import { Connection } from './connection.ts'
import { FileTime, type Machine } from './file-time.ts'
import { JobRows } from './jobs.ts'
import { LateRows } from './late.ts'
import { migrate } from './schema.ts'
import { SetRows } from './sets.ts'
import { SignatureRows } from './signatures.ts'
import { Sweep } from './sweep.ts'
import { TurnRows } from './turns.ts'
import { ValueRows } from './values.ts'

/** The file holds OpenIDs and messages. SQLite gives -wal and -shm the same rights. */
const MODE = 0o600

/** The data in the file. */
export interface Tables {
  readonly turns: TurnRows
  readonly signatures: SignatureRows
  readonly values: ValueRows
  readonly late: LateRows
  readonly sets: SetRows
  readonly jobs: JobRows
}

export class OpenFile {
  readonly tables: Tables
  readonly #db: Connection
  readonly #time: FileTime
  readonly #sweep: Sweep
  readonly #inode: number

  /**
   * Writes once, so that a file which cannot be written is noticed at the start.
   * @throws an error of SQLite or of the file system, or NotOurs.
   */
  constructor(file: string, clock: Clock, machine: Machine) {
    make(file)
    const db = new Connection(file)
    try {
      this.#time = db.transaction(() => {
        migrate(db)
        return new FileTime(db, clock, machine)
      })
      this.tables = {
        turns: new TurnRows(db),
        signatures: new SignatureRows(db),
        values: new ValueRows(db),
        late: new LateRows(db),
        sets: new SetRows(db),
        jobs: new JobRows(db),
      }
      this.#sweep = new Sweep(db)
      this.#inode = statSync(file).ino
      this.#db = db
    } catch (error) {
      db.close()
      throw error
    }
  }

  /** Reads committed data. */
  read<T>(work: (tables: Tables, now: number) => T): T {
    return work(this.tables, this.#time.now())
  }

  /** Runs all writes in one transaction, or none. */
  write<T>(works: readonly ((tables: Tables, now: number) => T)[]): readonly T[] {
    return this.#db.transaction(() => {
      const now = this.#time.now()
      const results = works.map((work) => work(this.tables, now))
      if (this.#sweep.pass(now, works.length)) this.#time.note()
      return results
    })
  }

  /** A write that changes nothing. It shows whether writing is possible. */
  touch(): void {
    this.#db.transaction(() => this.#time.note())
  }

  /** False when somebody has moved or deleted the file: nobody would find what is written now. */
  isAt(file: string): boolean {
    try {
      return statSync(file).ino === this.#inode
    } catch {
      return false
    }
  }

  close(): void {
    this.#db.close()
  }
}

/**
 * Makes the file only where none exists. Opening and closing a file that SQLite has open would release the locks of
 * this process (POSIX).
 */
function make(file: string): void {
  const folder = dirname(file)
  if (!statSync(folder).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' })
  const found = statSync(file, { throwIfNoEntry: false })
  if (found?.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' })
  if (found !== undefined) return
  try {
    closeSync(openSync(file, 'wx', MODE))
  } catch (error) {
    // Another process has made the file meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
