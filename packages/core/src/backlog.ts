/** Work that goes on after its response: handlers that are late, replies on their way. */

export class Backlog {
  readonly #work = new Set<Promise<unknown>>()
  readonly #onFailure: (error: unknown) => void

  constructor(onFailure: (error: unknown) => void) {
    this.#onFailure = onFailure
  }

  /** Never rejects; a failure is the constructor's to log. */
  add(work: Promise<unknown>): void {
    this.#work.add(work)
    const ended = () => this.#work.delete(work)
    work.then(ended, (error: unknown) => {
      ended()
      this.#onFailure(error)
    })
  }

  /** Resolves when nothing is left, also of what was added meanwhile. */
  async idle(): Promise<void> {
    while (this.#work.size > 0) await Promise.allSettled(this.#work)
  }
}
