/** The observers of one bot. All of them get every record, and none can cost a message. */
import type { Logger } from './log.ts'
import type { Observe, ObservedRecord } from './observe.ts'

interface Observer {
  readonly observe: Observe
  /** Takes the observer's errors. */
  readonly log: Logger
}

export class Observers {
  #all: readonly Observer[] = []

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
      const failed = (err: unknown) => log.error({ err, record: record.type }, 'observe failed')
      try {
        const result: unknown = (observe as (record: ObservedRecord) => unknown)(record)
        // An async function is an observer, too. Its rejection would end the process.
        if (result instanceof Promise) result.catch(failed)
      } catch (err) {
        failed(err)
      }
    }
  }
}
