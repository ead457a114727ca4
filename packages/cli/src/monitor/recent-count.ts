/** Counts how often something happened lately. */

/** Counts are kept by the second, so that a flood needs no more memory. */
const STEP_MS = 1000

/** Counts the last `spanMs`, and at most a second more. */
export class RecentCount {
  readonly #spanMs: number
  /** Counts by second, the oldest first. */
  readonly #steps = new Map<number, number>()

  constructor(spanMs: number) {
    this.#spanMs = spanMs
  }

  /** @param now milliseconds that only go up */
  add(now: number): void {
    this.#forget(now)
    const step = Math.floor(now / STEP_MS)
    this.#steps.set(step, (this.#steps.get(step) ?? 0) + 1)
  }

  count(now: number): number {
    this.#forget(now)
    return [...this.#steps.values()].reduce((sum, count) => sum + count, 0)
  }

  #forget(now: number): void {
    for (const step of this.#steps.keys()) {
      if ((step + 1) * STEP_MS > now - this.#spanMs) return
      this.#steps.delete(step)
    }
  }
}
