/** Work that goes on after its response: handlers that are late, replies on their way. */

export class Backlog {
  readonly #work = new Set<Promise<unknown>>()
  readonly #onFailure: (error: unknown) => void

  constructor(onFailure: (error: unknown) => void) {
    this.#onFailure = onFailure
  }

  /** Never rejects; a failure is the constructor's to log. */
  add(work: Promise<unknown>): void {
    const tracked = work.catch(this.#onFailure).finally(() => this.#work.delete(tracked))
    this.#work.add(tracked)
  }

  get size(): number {
    return this.#work.size
  }

  /** Resolves when nothing is left, also of what was added meanwhile. */
  async idle(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work)
  }
}
