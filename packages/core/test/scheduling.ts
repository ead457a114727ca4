/** For specs of what is beside it: nothing is done later. */
import { createScheduler, type Scheduler } from '#src/jobs/scheduler.js'
import { createMemoryStore } from '#src/store/memory.js'
import { createSpecClock } from './fixtures.ts'
import { recordingLogger } from './recording-logger.ts'

export function unusedScheduler(clock = createSpecClock()): Scheduler {
  const store = createMemoryStore({ clock })
  return createScheduler({
    owner: { name: 'main', log: recordingLogger(), store: store.values },
    ...{ given: store, store, scope: 'name:main', clock, timeZone: 'Asia/Shanghai' },
    ...{ observe: () => {}, allowance: undefined, registers: () => true, onRun: () => {} },
    api: () => {
      throw new Error('no api')
    },
  })
}
