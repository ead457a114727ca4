/** The observers of one bot. All of them get every record, and none can cost a message. */
import type { Logger } from './log.ts'
import type { Observe, ObservedRecord } from './observe.ts'

interface Observer {
  readonly observe: Observe
  /** Takes the observer's errors. */
  readonly log: Logger
}

export class Observers {
  #all: readonly Observer[]

  /** @param log takes the errors of `first`. */
  constructor(log: Logger, ...first: readonly (Observe | undefined)[]) {
    this.#all = first.flatMap((observe) => (observe === undefined ? [] : { observe, log }))
  }

  /** @returns a function that removes the observer. */
  add(observe: Observe, log: Logger): () => void {
    const observer = { observe, log }
    this.#all = [...this.#all, observer]
    return () => {
      this.#all = this.#all.filter((each) => each !== observer)
    }
  }

  /** Tells all observers of a record, in the order in which they were added. */
  readonly tell: Observe = (record) => {
    for (const { observe, log } of this.#all) {
      try {
        const result: unknown = (observe as (record: ObservedRecord) => unknown)(record)
        // An async function is an observer, too. Its rejection would end the process.
        if (result instanceof Promise) result.catch((err: unknown) => fail(err, record, log))
      } catch (err) {
        fail(err, record, log)
      }
    }
  }
}

function fail(err: unknown, { type: record }: ObservedRecord, log: Logger): void {
  log.error({ err, record }, 'observe failed')
}
