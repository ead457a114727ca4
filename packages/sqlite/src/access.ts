/**
 * Gives this process access to the file. All writes of one turn of the event loop share a transaction. No call
 * waits for a lock: a timer tries the transaction again for 300 ms. After that the store is away, and each call
 * fails at once until a write succeeds.
 */
import { type Clock, type Timer, WechatBotError } from '@wechatbot/core'
import { away, isBusy, isOfFile, mayPass, wordsFor } from './failures.ts'
import type { OpenFile, Tables } from './file.ts'

/** A bot answers within 4.5 s, and asks the store a few times for it. */
const PATIENCE_MS = 300
/**
 * The time between two tries. Another process's transaction takes less than a millisecond, a checkpoint some
 * milliseconds.
 */
const RETRY_MS = { first: 1, most: 20 }
/** The time between two tries while the store is away. */
const PROBE_MS = 100
/** The most writes of one transaction. It takes some ten milliseconds at the most. */
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
  /** Called with the number of writes that are now in the file. */
  readonly onWritten: (writes: number) => void
}

export class Access {
  readonly #parts: AccessParts
  #opened: OpenFile | undefined
  #waiting: Job[] = []
  /** Whether the next try is planned. */
  #isDue = false
  #timer: Timer
  /** The time since which every try has failed, and the pause before the next try. */
  #failing: { readonly since: number; pauseMs: number } | undefined
  #away: WechatBotError | undefined
  #isClosed = false

  /**
   * @throws WechatBotError BAD_CONFIG for a problem that will not pass by itself: the file is no database, or may
   * not be written.
   */
  constructor(parts: AccessParts) {
    this.#parts = parts
    try {
      this.#opened = parts.open()
    } catch (error) {
      if (!mayPass(error)) throw asProblem(error, parts.file)
      if (!isBusy(error)) this.#leave(error)
    }
  }

  /** Reads at once where possible. @throws WechatBotError STORE_AWAY, or the promise rejects with it. */
  read<T>(work: (tables: Tables, now: number) => T): T | Promise<T> {
    if (this.#opened === undefined || this.#away !== undefined) return this.write(work)
    try {
      return this.#opened.read(work)
    } catch (error) {
      if (isBusy(error)) return this.write(work)
      throw this.#leave(error)
    }
  }

  /** Writes in the transaction of this turn of the event loop. Rejects with WechatBotError STORE_AWAY. */
  write<T>(work: (tables: Tables, now: number) => T): Promise<T> {
    return new Promise<unknown>((resolve, reject) => {
      if (this.#away !== undefined) return reject(this.#away)
      this.#waiting.push({ work, resolve, reject })
      if (this.#isDue) return
      this.#isDue = true
      setImmediate(this.#flush)
    }) as Promise<T>
  }

  /** False when the file was replaced or removed. The next call then opens it anew. */
  isAtFile(): boolean {
    if (this.#opened === undefined || this.#opened.isAt(this.#parts.file)) return true
    this.#drop()
    return false
  }

  /** Waiting writes are written, if that is possible at once. */
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
   * Writes the first of the waiting writes. A write that is wrong in itself must not fail the others: then each
   * gets a transaction of its own. @throws an error of the file.
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

  /**
   * The time is counted from the first failed try. The time before it, in which this process may have stood still,
   * does not count.
   */
  #mayRetry(): boolean {
    const { clock } = this.#parts
    this.#failing ??= { since: clock.monotonic(), pauseMs: RETRY_MS.first }
    if (clock.monotonic() - this.#failing.since >= PATIENCE_MS) return false
    this.#isDue = true
    this.#timer = clock.setTimeout(this.#flush, this.#failing.pauseMs)
    // The random part keeps two waiting processes out of step.
    const pauseMs = this.#failing.pauseMs * (1 + Math.random())
    this.#failing.pauseMs = Math.min(pauseMs, RETRY_MS.most)
    return true
  }

  /** Rejects all waiting writes, and every call until a write succeeds. */
  #leave(error: unknown): WechatBotError {
    const why = away(error, this.#parts.file)
    // A moved file is closed here. Otherwise the connection stays open, whatever the error: libsql frees its files
    // only when the connection is garbage-collected.
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

/** Without the cause: the message says all of it in one line. */
function asProblem(error: unknown, file: string): WechatBotError {
  return new WechatBotError('BAD_CONFIG', `store: ${wordsFor(error, file)}`)
}
