/** The jobs of a Store over a table in memory, which a spec watches, and may refuse what it is asked. */
import type { Clock } from '#src/clock.js'
import { createJobs } from '#src/store/create-jobs.js'
import type { JobTable } from '#src/store/job-table.js'
import { createMemoryJobs } from '#src/store/memory-jobs.js'

export interface Opening {
  readonly clock: Clock
  readonly isShared: boolean
  readonly retriesMs?: readonly number[] | undefined
  /** Called first with what the table is asked, which rejects when this throws. */
  readonly onAsk: (name: string) => void
}

export const job = (id: string) => ({ id, name: 'n', data: null })

export function openJobs({ clock, isShared, retriesMs, onAsk }: Opening) {
  const { clear: _, ...rest } = createMemoryJobs(() => clock.now())
  const guarded = Object.entries(rest).map(([name, ask]) => [
    name,
    async (...args: never[]) => {
      onAsk(name)
      return (ask as (...args: never[]) => unknown)(...args)
    },
  ])
  return createJobs({
    table: Object.fromEntries(guarded) as JobTable,
    ...{ clock, isShared, retriesMs },
  })
}
