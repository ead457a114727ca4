/** The time of the simulated WeChat. It goes on with the bots' clock when the user lets time pass. */
import { type Clock, systemClock, type Timer } from '@wechatbot/core'

/** Only the time of day moves: a message that is on its way takes as long as it takes. */
export class MovedClock implements Clock {
  readonly #onMoved: (aheadMs: number) => void
  #aheadMs = 0

  constructor(onMoved: (aheadMs: number) => void) {
    this.#onMoved = onMoved
  }

  /** How far it is ahead of the machine's clock, in milliseconds. */
  get aheadMs(): number {
    return this.#aheadMs
  }

  move(aheadMs: number): void {
    this.#aheadMs = aheadMs
    this.#onMoved(aheadMs)
  }

  readonly now = (): number => systemClock.now() + this.#aheadMs
  readonly monotonic = (): number => systemClock.monotonic()
  readonly setTimeout = (run: () => void, ms: number): Timer => systemClock.setTimeout(run, ms)
  readonly clearTimeout = (timer: Timer): void => systemClock.clearTimeout(timer)
}
