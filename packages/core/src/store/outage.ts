/** Logs the outages of a Store: a warning at first, an error after a minute, and the end. */
import type { Clock } from '../clock.ts'
import type { Logger } from '../records/log.ts'

/** A Store that fails for longer needs a person. */
const SERIOUS_MS = 60_000
/** How often the log repeats the same cost. */
const REPEAT_MS = 60_000
/** An outage is over when no call has failed for this time. A Store that is full fails all writes, and answers all reads. */
const SETTLED_MS = 5000

export class Outage {
  readonly #log: Logger
  readonly #clock: Clock
  /** When the outage began, by the monotonic clock. */
  #since: number | undefined
  #failedAt = 0
  #isSerious = false
  #isSaid = false
  /** When each cost was last logged. */
  readonly #saidAt = new Map<string, number>()

  constructor(log: Logger, clock: Clock) {
    this.#log = log
    this.#clock = clock
  }

  /**
   * Notes that the Store failed.
   * @param cost what the bot does without it, in a few fixed words. Each cost is logged once a minute.
   */
  note(err: unknown, cost: string, fields: object = {}): void {
    const now = this.#clock.monotonic()
    this.#since ??= now
    this.#failedAt = now
    const awayMs = now - this.#since
    const becameSerious = awayMs >= SERIOUS_MS && !this.#isSerious
    this.#isSerious ||= becameSerious
    const saidAt = this.#saidAt.get(cost) ?? Number.NEGATIVE_INFINITY
    if (!becameSerious && now - saidAt < REPEAT_MS) return
    this.#saidAt.set(cost, now)
    this.#isSaid = true
    const level = this.#isSerious ? 'error' : 'warn'
    const awaySeconds = Math.round(awayMs / 1000)
    this.#log[level]({ err, awaySeconds, ...fields }, `store failed, ${cost}`)
  }

  /** Whether the Store has failed, and no call since has shown five seconds without a failure. */
  get isOn(): boolean {
    return this.#since !== undefined
  }

  /** Notes that the Store has answered. The outage is over if it has not failed for five seconds. */
  end(): void {
    if (this.#since === undefined) return
    if (this.#clock.monotonic() - this.#failedAt < SETTLED_MS) return
    const awayMs = this.#failedAt - this.#since
    const awaySeconds = Math.round(awayMs / 1000)
    if (this.#isSaid) this.#log.warn({ awaySeconds }, `store back after ${awaySeconds} s`)
    // One call that fails now and then writes no more than a line a minute.
    if (awayMs > 0) this.#saidAt.clear()
    this.#since = undefined
    this.#isSerious = false
    this.#isSaid = false
  }
}
