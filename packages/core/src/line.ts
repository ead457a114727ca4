/** What the log says of a message, made of records: one line, and a second one if it was late. */
import type { Logger } from './log.ts'
import type { Observe } from './observe.ts'

/** Names and figures only: what users write is not logged. */
export function createLogLine(log: Logger): Observe {
  return (record) => {
    if (record.type === 'handler') {
      const { key, kind, attempt, plugin, reply } = record
      log.info({ key, kind, attempt, plugin, ms: Math.round(record.ms), reply }, 'message handled')
    }
    if (record.type === 'late') {
      const { key, kind, attempt, plugin, strategy, response } = record
      log.warn({ key, kind, attempt, plugin, strategy, response }, 'deadline passed')
    }
  }
}
