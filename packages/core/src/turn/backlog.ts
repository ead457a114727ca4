/** Work that goes on after its response: late handlers, and replies that are being sent. */
import { RenewedMap } from '../store/renewed-map.ts'
import type { Turn } from './turn.ts'

export class Backlog {
  readonly #work = new RenewedMap<Promise<unknown>, Promise<unknown>>()
  readonly #turns: Pick<ReadonlyMap<string, Turn>, 'values'>
  readonly #onFailure: (error: unknown) => void

  /** @param turns the handlers of these turns count as work, too. */
  constructor(
    turns: Pick<ReadonlyMap<string, Turn>, 'values'>,
    onFailure: (error: unknown) => void,
  ) {
    this.#turns = turns
    this.#onFailure = onFailure
  }

  /** Adds work. Never rejects: a failure goes to the constructor's `onFailure`. */
  add(work: Promise<unknown>): void {
    this.#work.set(work, work)
    const ended = () => this.#work.delete(work)
    work.then(ended, (error: unknown) => {
      ended()
      this.#onFailure(error)
    })
  }

  /** Resolves when no work is left, work that was added meanwhile included. */
  async idle(): Promise<void> {
    for (;;) {
      const runs = [...this.#turns.values()].flatMap(({ run }) => run ?? [])
      if (runs.length + this.#work.size === 0) return
      await Promise.allSettled([...runs, ...this.#work.values()])
    }
  }
}
