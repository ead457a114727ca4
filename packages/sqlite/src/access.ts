/**
 * How this process gets at the file. What is written in one turn of the event loop shares a transaction. A
 * lock is never waited for: the transaction is tried again by a timer, for 300 ms; then the store is away,
 * and nobody is kept waiting until a write succeeds again.
 */
import { type Clock, type Timer, WechatBotError } from '@wechatbot/core'
import { away, isBusy, isOfFile, mayPass, wordsFor } from './failures.ts'
import type { OpenFile, Tables } from './file.ts'

/** A bot answers in 4.5 s, and asks a few times. */
const PATIENCE_MS = 300
/** Between two tries: another process's transaction takes less than a millisecond, a checkpoint some. */
const RETRY_MS = { first: 1, most: 20 }
/** While it is away. */
const PROBE_MS = 100
/** Of one transaction: some ten milliseconds at the most. */
const MOST_AT_ONCE = 256

type Work = (tables: Tables, now: number) => unknown

interface Job {
  readonly work: Work
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

export interface AccessParts {
  readonly file: string
  readonly open: () => OpenFile
  readonly clock: Clock
  /** So many writes are in the file. */
  readonly onWritten: (writes: number) => void
}

export class Access {
  readonly #parts: AccessParts
  #opened: OpenFile | undefined
  #waiting: Job[] = []
  /** The next try is on its way. */
  #isDue = false
  #timer: Timer
  /** Since when each try failed, and how long until the next. */
  #failing: { readonly since: number; pauseMs: number } | undefined
  #away: WechatBotError | undefined
  #isClosed = false

  /** @throws WechatBotError BAD_CONFIG for what does not pass by itself: no database, no right to write. */
  constructor(parts: AccessParts) {
    this.#parts = parts
    try {
      this.#opened = parts.open()
    } catch (error) {
      if (!mayPass(error)) throw asProblem(error, parts.file)
      if (!isBusy(error)) this.#leave(error)
    }
  }

  /** At once, where that can be. @throws WechatBotError STORE_AWAY, or the promise rejects with it. */
  read<T>(work: (tables: Tables, now: number) => T): T | Promise<T> {
    if (this.#opened === undefined || this.#away !== undefined) return this.write(work)
    try {
      return this.#opened.read(work)
    } catch (error) {
      if (isBusy(error)) return this.write(work)
      throw this.#leave(error)
    }
  }

  /** In the transaction of this turn of the event loop. Rejects with WechatBotError STORE_AWAY. */
  write<T>(work: (tables: Tables, now: number) => T): Promise<T> {
    return new Promise<unknown>((resolve, reject) => {
      if (this.#away !== undefined) return reject(this.#away)
      this.#waiting.push({ work, resolve, reject })
      if (this.#isDue) return
      this.#isDue = true
      setImmediate(this.#flush)
    }) as Promise<T>
  }

  /** False when the file is another one by now, or none: then it is opened anew by the next who asks. */
  isAtFile(): boolean {
    if (this.#opened === undefined || this.#opened.isAt(this.#parts.file)) return true
    this.#drop()
    return false
  }

  /** What waits is written, if it can be just now. */
  close(): void {
    for (let left = Number.POSITIVE_INFINITY; this.#waiting.length < left; ) {
      left = this.#waiting.length
      this.#flush()
    }
    this.#isClosed = true
    this.#leave(new Error('it is closed'))
    this.#parts.clock.clearTimeout(this.#timer)
    this.#drop()
  }

  #flush = (): void => {
    this.#isDue = false
    if (this.#waiting.length === 0) return
    const jobs = this.#waiting.slice(0, MOST_AT_ONCE)
    try {
      this.#opened ??= this.#parts.open()
      this.#write(this.#opened, jobs)
      this.#failing = undefined
      this.#parts.onWritten(jobs.length)
    } catch (error) {
      if (isBusy(error) && this.#mayRetry()) return
      this.#leave(error)
    }
    if (this.#waiting.length === 0) return
    this.#isDue = true
    setImmediate(this.#flush)
  }

  /**
   * The first of those that wait. A write that is wrong in itself costs no other: then each gets a transaction
   * of its own. @throws what the file fails with.
   */
  #write(opened: OpenFile, jobs: readonly Job[]): void {
    try {
      const results = opened.write(jobs.map(({ work }) => work))
      this.#waiting.splice(0, jobs.length)
      for (const [i, { resolve }] of jobs.entries()) resolve(results[i])
    } catch (error) {
      if (isOfFile(error)) throw error
      if (jobs.length > 1) {
        for (const job of jobs) this.#write(opened, [job])
        return
      }
      for (const { reject } of this.#waiting.splice(0, 1)) reject(error as Error)
    }
  }

  /** The first try was made when it could be: how long this process itself stood still does not count. */
  #mayRetry(): boolean {
    const { clock } = this.#parts
    this.#failing ??= { since: clock.monotonic(), pauseMs: RETRY_MS.first }
    if (clock.monotonic() - this.#failing.since >= PATIENCE_MS) return false
    this.#isDue = true
    this.#timer = clock.setTimeout(this.#flush, this.#failing.pauseMs)
    // Not in step with another process that waits.
    const pauseMs = this.#failing.pauseMs * (1 + Math.random())
    this.#failing.pauseMs = Math.min(pauseMs, RETRY_MS.most)
    return true
  }

  /** All who wait are told, and whoever asks before a write has succeeded. */
  #leave(error: unknown): WechatBotError {
    const why = away(error, this.#parts.file)
    // Else the connection is kept, whatever it says: libsql gives its files back when it has been collected.
    this.isAtFile()
    this.#failing = undefined
    this.#isDue = false
    this.#away = why
    for (const { reject } of this.#waiting.splice(0)) reject(why)
    this.#probeLater()
    return why
  }

  #probeLater(): void {
    if (this.#isClosed) return
    this.#parts.clock.clearTimeout(this.#timer)
    this.#timer = this.#parts.clock.setTimeout(this.#probe, PROBE_MS)
  }

  #probe = (): void => {
    try {
      this.#opened ??= this.#parts.open()
      this.#opened.touch()
      this.#away = undefined
    } catch (error) {
      this.#leave(error)
    }
  }

  #drop(): void {
    this.#opened?.close()
    this.#opened = undefined
  }
}

/** Without its cause: the words say all of it, and are one line. */
function asProblem(error: unknown, file: string): WechatBotError {
  return new WechatBotError('BAD_CONFIG', `store: ${wordsFor(error, file)}`)
}
