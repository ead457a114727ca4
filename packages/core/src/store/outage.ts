/** Since when the Store fails, and what the log says of it: a warning, an error after a minute, an end. */
import type { Clock } from '../clock.ts'
import type { Logger } from '../records/log.ts'

/** A Store that fails for longer needs a person. */
const SERIOUS_MS = 60_000
/** How often the log repeats what a failure costs. */
const REPEAT_MS = 60_000

export class Outage {
  readonly #log: Logger
  readonly #clock: Clock
  /** When it began, by the monotonic clock. */
  #since: number | undefined
  #isSerious = false
  #isSaid = false
  /** When each cost was last in the log. */
  readonly #saidAt = new Map<string, number>()

  constructor(log: Logger, clock: Clock) {
    this.#log = log
    this.#clock = clock
  }

  /**
   * The Store failed.
   * @param cost what the bot does without it, in a few fixed words: each is said once a minute.
   */
  note(err: unknown, cost: string, fields: object = {}): void {
    const now = this.#clock.monotonic()
    this.#since ??= now
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

  /** The Store has answered. */
  end(): void {
    if (this.#since === undefined) return
    const awaySeconds = Math.round((this.#clock.monotonic() - this.#since) / 1000)
    if (this.#isSaid) this.#log.warn({ awaySeconds }, `store back after ${awaySeconds} s`)
    this.#since = undefined
    this.#isSerious = false
    this.#isSaid = false
  }
}
