/** The clock of the bots under `wechatbot dev`. The user can let hours pass in a moment. */
import { type Clock, systemClock, type Timer } from '@wechatbot/core'

/** Enough for a call of the fake API. */
const WORK_MS = 20
/**
 * A skip brings the longer timers nearer, and the shorter ones when they were set some time before it. A short timer
 * that is new guards work, such as a call of the API or the run of a job: it must not fire at once.
 */
const SHORT_MS = 60_000
const NEW_MS = 5000

interface Waiting {
  readonly run: () => void
  readonly ms: number
  /**
   * A time of the machine's `monotonic`. Undefined for a timer that was set during a skip. `-Infinity` for an alarm:
   * it guards no work, so it is never new.
   */
  readonly setAt: number | undefined
  /** A time of the clock's `monotonic`. */
  readonly dueAt: number
  timer: Timer
}

export class SkippingClock implements Clock {
  readonly #machine: Clock
  readonly #workMs: number
  readonly #waiting = new Set<Waiting>()
  #aheadMs: number
  #last: Promise<void> = Promise.resolve()
  #isSkipping = false

  /**
   * @param aheadMs where it begins, ahead of `machine`
   * @param workMs the time of `machine` that the work of a timer gets before the next timer fires in a skip
   */
  constructor(aheadMs = 0, machine: Clock = systemClock, workMs = WORK_MS) {
    this.#aheadMs = aheadMs
    this.#machine = machine
    this.#workMs = workMs
  }

  readonly now = (): number => this.#machine.now() + this.#aheadMs
  readonly monotonic = (): number => this.#machine.monotonic() + this.#aheadMs

  readonly setTimeout = (run: () => void, ms: number): Timer =>
    this.#set(run, ms, this.#isSkipping ? undefined : this.#machine.monotonic())

  readonly setAlarm = (run: () => void, ms: number): Timer => this.#set(run, ms, -Infinity)

  readonly clearTimeout = (timer: Timer): void => {
    if (timer !== undefined) this.#end(timer as Waiting)
  }

  /**
   * Lets `ms` pass. Timers fire in their order, each at its time. A skip waits for the skip before it.
   * @param onMoved called after each step, with the time that the clock is ahead
   */
  skip(ms: number, onMoved: (aheadMs: number) => void = () => {}): Promise<void> {
    this.#last = this.#last.then(() => this.#skip(ms, onMoved))
    return this.#last
  }

  async #skip(ms: number, onMoved: (aheadMs: number) => void): Promise<void> {
    const end = this.monotonic() + ms
    const moveTo = (time: number) => {
      this.#aheadMs += Math.max(0, time - this.monotonic())
      onMoved(this.#aheadMs)
    }
    this.#isSkipping = true
    for (let due = this.#next(end); due !== undefined; due = this.#next(end)) {
      moveTo(due.dueAt)
      this.#end(due)
      due.run()
      await new Promise<void>((resolve) => void this.#machine.setTimeout(resolve, this.#workMs))
    }
    moveTo(end)
    this.#isSkipping = false
    for (const waiting of [...this.#waiting].filter((one) => this.#isMoved(one))) {
      this.#end(waiting)
      this.#wait(waiting, Math.max(0, waiting.dueAt - this.monotonic()))
    }
  }

  #next(end: number): Waiting | undefined {
    return [...this.#waiting]
      .filter((one) => one.dueAt <= end && this.#isMoved(one))
      .sort((a, b) => a.dueAt - b.dueAt)[0]
  }

  #isMoved({ ms, setAt }: Waiting): boolean {
    if (setAt === undefined) return ms >= SHORT_MS
    return ms > SHORT_MS || this.#machine.monotonic() - setAt >= NEW_MS
  }

  #set(run: () => void, ms: number, setAt: number | undefined): Timer {
    const waiting = { run, ms, setAt, dueAt: this.monotonic() + ms, timer: undefined }
    this.#wait(waiting, ms)
    return waiting
  }

  #wait(waiting: Waiting, ms: number): void {
    this.#waiting.add(waiting)
    waiting.timer = this.#machine.setTimeout(() => {
      this.#waiting.delete(waiting)
      waiting.run()
    }, ms)
  }

  #end(waiting: Waiting): void {
    this.#machine.clearTimeout(waiting.timer)
    this.#waiting.delete(waiting)
  }
}
