/** Work that goes on after its response: handlers that are late, replies on their way. */
import type { Turn } from './turn.ts'

export class Backlog {
  readonly #work = new Set<Promise<unknown>>()
  readonly #turns: Pick<ReadonlyMap<string, Turn>, 'values'>
  readonly #onFailure: (error: unknown) => void

  /** @param turns their handlers belong to it, too. */
  constructor(
    turns: Pick<ReadonlyMap<string, Turn>, 'values'>,
    onFailure: (error: unknown) => void,
  ) {
    this.#turns = turns
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
    for (;;) {
      const runs = [...this.#turns.values()].flatMap(({ run }) => run ?? [])
      if (runs.length + this.#work.size === 0) return
      await Promise.allSettled([...runs, ...this.#work])
    }
  }
}
