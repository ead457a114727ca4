/** The Store in one file. Processes of one machine may share it. */
import {
  type Clock,
  createJobs,
  failOpen,
  type SharedStore,
  type Store,
  systemClock,
} from '@wechatbot/core'
import { Access } from './access.ts'
import { Checkpoints } from './checkpoints.ts'
import { OpenFile } from './file.ts'
import { machineOf } from './file-time.ts'
import { jobTable } from './job-table.ts'
import { sharedLate, sharedSets, sharedValues } from './shared.ts'
import { sharedTurns } from './shared-turns.ts'
import { warningsOf } from './warnings.ts'

export interface SqliteStoreOptions {
  /** The path of the file. A missing file is made, readable for this user alone. Its folder must exist. */
  readonly file: string
  /** For tests: its monotonic time stands for the machine's. @default the machine's clock */
  readonly clock?: Clock
  /** For tests: milliseconds between the tries of a job. @default 5 s, 30 s, 5 min */
  readonly jobRetriesMs?: readonly number[]
}

/**
 * Each process goes on alone, with a store in memory, while another process has the file locked for longer than 300
 * ms or while the disk is full. It returns to the file by itself.
 * @throws WechatBotError BAD_CONFIG for a file that is no database, belongs to another program or a later version,
 * may not be written, or whose folder does not exist.
 */
export function createSqliteStore(options: SqliteStoreOptions): Store {
  const { file, clock = systemClock, jobRetriesMs: retriesMs } = options
  const machine = machineOf(clock)
  const access = new Access({
    file,
    clock,
    open: () => new OpenFile(file, clock, machine),
    onWritten: (writes) => checkpoints.note(writes),
  })
  const checkpoints = new Checkpoints(file, clock, () => access.isAtFile())
  const table = jobTable(access, clock)
  const { stop, ...jobs } = createJobs({ table, clock, isShared: true, retriesMs })
  const shared: SharedStore = {
    values: sharedValues(access),
    turns: sharedTurns(access, clock),
    late: sharedLate(access),
    sets: sharedSets(access),
    jobs,
    warnings: warningsOf(file),
    close: async () => {
      void stop()
      access.close()
      await checkpoints.close()
    },
  }
  return failOpen(shared, clock)
}
