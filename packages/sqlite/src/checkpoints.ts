/**
 * What has been written is flushed to the disk and moved from the -wal file into the database, a second
 * later: on a connection of its own and on a thread of libsql's pool, for it may take half a second. A power
 * cut loses what no checkpoint has flushed.
 */
import type { Clock, Timer } from '@wechatbot/core'
import AsyncDatabase from 'libsql/promise'

const DELAY_MS = 1000
/** Writes that do not wait so long: 8 MB of -wal. More at once keep the disk from the next writes for longer. */
const WRITES = 500
/**
 * Pages of the -wal file: 16 MB and 64. Above that it is cut off, which takes the lock for some milliseconds: in
 * calm times sooner. It begins anew by itself where a checkpoint finds all of it written.
 */
const MAX_PAGES = { calm: 4096, busy: 16_384 }
/** That thread may wait. */
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

  /** @param isAtFile asked before each: somebody may have moved the file away. */
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

  /** The last one: nothing is left in -wal, unless another process writes. */
  async close(): Promise<void> {
    // One that ends begins the next, or a timer for it, where more was written meanwhile.
    while (this.#running !== undefined) await this.#running
    this.#clock.clearTimeout(this.#timer)
    // Nothing was written: nothing is opened, either.
    if (this.#db !== undefined || this.#writes > 0) await this.#ask('TRUNCATE')
    this.#drop()
  }

  #begin(maxPages: number): void {
    if (this.#running !== undefined) return
    this.#clock.clearTimeout(this.#timer)
    this.#writes = 0
    this.#running = this.#run(maxPages).finally(() => {
      this.#running = undefined
      // What was written meanwhile.
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

  /** How many pages -wal has. One that fails is made up for by the next. */
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
  // Flushed, which OFF would not do; and no checkpoint but those that are asked for.
  await db.exec('PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0')
  return db
}
