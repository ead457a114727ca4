/**
 * Flushes new writes to the disk and moves them from the -wal file into the database, a second after they were
 * written. This uses a connection of its own on a thread of libsql's pool, because it may take half a second. A
 * power cut loses the writes that no checkpoint has flushed.
 */
import type { Clock, Timer } from '@wechatbot/core'
import AsyncDatabase from 'libsql/promise'

const DELAY_MS = 1000
/**
 * After this many writes the checkpoint does not wait for the second: 8 MB of -wal. More writes at a time would
 * keep the disk from the next writes for longer.
 */
const WRITES = 500
/**
 * The most pages of the -wal file: 16 MB and 64 MB. A longer file is cut off, which takes the lock for some
 * milliseconds; in calm times this is done sooner. After a checkpoint that has moved everything, the file is filled
 * from its beginning again.
 */
const MAX_PAGES = { calm: 4096, busy: 16_384 }
/** How long the thread may wait for a lock. */
const BUSY_MS = 300

interface Checkpointed {
  readonly log: number
}

export class Checkpoints {
  readonly #file: string
  readonly #clock: Clock
  readonly #isAtFile: () => boolean
  #db: AsyncDatabase | undefined
  #timer: Timer
  #writes = 0
  #running: Promise<void> | undefined

  /** @param isAtFile called before each checkpoint, because somebody may have moved the file away. */
  constructor(file: string, clock: Clock, isAtFile: () => boolean) {
    this.#file = file
    this.#clock = clock
    this.#isAtFile = isAtFile
  }

  note(writes: number): void {
    if (this.#writes === 0 && this.#running === undefined) {
      this.#timer = this.#clock.setTimeout(() => this.#begin(MAX_PAGES.calm), DELAY_MS)
    }
    this.#writes += writes
    if (this.#writes >= WRITES) this.#begin(MAX_PAGES.busy)
  }

  /** Runs the last checkpoint. It leaves nothing in -wal, unless another process writes. */
  async close(): Promise<void> {
    // A checkpoint that ends begins the next one, or sets a timer for it, if more was written meanwhile.
    while (this.#running !== undefined) await this.#running
    this.#clock.clearTimeout(this.#timer)
    // Nothing was written, so nothing needs to be opened.
    if (this.#db !== undefined || this.#writes > 0) await this.#ask('TRUNCATE')
    this.#drop()
  }

  #begin(maxPages: number): void {
    if (this.#running !== undefined) return
    this.#clock.clearTimeout(this.#timer)
    this.#writes = 0
    this.#running = this.#run(maxPages).finally(() => {
      this.#running = undefined
      // Writes that came during the checkpoint.
      const writes = this.#writes
      this.#writes = 0
      if (writes > 0) this.note(writes)
    })
  }

  async #run(maxPages: number): Promise<void> {
    if (!this.#isAtFile()) return this.#drop()
    const pages = await this.#ask('PASSIVE')
    if (pages > maxPages) await this.#ask('TRUNCATE')
  }

  /**
   * Runs a checkpoint. Resolves to the number of pages in -wal. After a failed one, the next checkpoint does its
   * work.
   */
  async #ask(mode: 'PASSIVE' | 'TRUNCATE'): Promise<number> {
    try {
      this.#db ??= await openBeside(this.#file)
      const statement = await this.#db.prepare(`PRAGMA wal_checkpoint(${mode})`)
      return ((await statement.get()) as Checkpointed | undefined)?.log ?? 0
    } catch {
      this.#drop()
      return 0
    }
  }

  #drop(): void {
    this.#db?.close()
    this.#db = undefined
  }
}

async function openBeside(file: string): Promise<AsyncDatabase> {
  const db = new AsyncDatabase(file, { timeout: BUSY_MS })
  // NORMAL flushes at a checkpoint; OFF would not. Only the checkpoints of this class run.
  await db.exec('PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0')
  return db
}
