/** What processes share in specs: memory that can be away, and can come back empty. */
import { createManualClock, type ManualClock } from '@wechatbot/simulator'
import { WechatBotError } from '#src/errors.js'
import type { SharedStore } from '#src/store/fail-open.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'

export const AWAY = new WechatBotError('STORE_AWAY', 'it is away: no route')

type Part = 'values' | 'turns' | 'late' | 'sets' | 'jobs'
type Calls = Record<string, (...all: unknown[]) => unknown>

export class Shared {
  isAway = false
  readonly reported: unknown[][] = []
  readonly #clock: ManualClock
  #store: Store

  constructor(clock = createManualClock()) {
    this.#clock = clock
    this.#store = createMemoryStore({ clock })
  }

  /** Loses its content, as a Redis that starts anew. */
  empty(): void {
    this.#store = createMemoryStore({ clock: this.#clock })
  }

  /** As one process has it. */
  open(): SharedStore {
    const report = async (...all: unknown[]) => {
      if (this.isAway) throw AWAY
      this.reported.push(all)
    }
    const { work } = this.#store.jobs
    return {
      values: this.#guarded('values'),
      turns: { ...this.#guarded<Store['turns']>('turns'), report },
      late: this.#guarded('late'),
      sets: this.#guarded('sets'),
      jobs: { ...this.#guarded<Store['jobs']>('jobs'), work },
      close: async () => {},
    }
  }

  #guarded<T extends object>(part: Part): T {
    const calls = () => this.#store[part] as unknown as Calls
    const guard =
      (name: string) =>
      async (...all: unknown[]) => {
        if (this.isAway) throw AWAY
        return calls()[name]?.(...all)
      }
    return Object.fromEntries(Object.keys(calls()).map((name) => [name, guard(name)])) as T
  }
}
