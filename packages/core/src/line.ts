/** What the log says of a message, made of records: one line, and a second one if it was late. */
import type { Logger } from './log.ts'
import type { Observe } from './observe.ts'

/**
 * Names and figures only: what users write is not logged.
 * @param log one for all bots: a child of it for each would be slow to call in turns.
 */
export function createLogLine(log: Logger): Observe {
  return (record) => {
    if (record.type === 'handler') {
      const { bot, key, kind, attempt, plugin, reply, ms } = record
      log.info({ bot, key, kind, attempt, plugin, ms: Math.round(ms), reply }, 'message handled')
    }
    if (record.type === 'late') {
      const { bot, key, kind, attempt, plugin, strategy, response } = record
      log.warn({ bot, key, kind, attempt, plugin, strategy, response }, 'deadline passed')
    }
  }
}
