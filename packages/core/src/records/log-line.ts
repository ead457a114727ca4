/** Makes log lines of records: one line for each message, and more if it was late or came again. */
import type { Logger } from './log.ts'
import type { Observe } from './observe.ts'

/**
 * WeChat sends three attempts, and a proxy may repeat each once. A client that repeats a URL for
 * ever must not fill the log.
 */
const MOST_ATTEMPTS = 6

/**
 * Logs names and figures only, never the texts of users. The key connects the lines of one message
 * over all attempts and instances.
 * @param log one logger for all bots. Alternating between a child logger for each would be slow.
 */
export function createLogLine(log: Logger): Observe {
  return (record) => {
    if (record.type === 'chain') {
      const { bot, key, kind, attempt, plugin, reply, ms } = record
      log.info({ bot, key, kind, attempt, plugin, ms: Math.round(ms), reply }, 'message handled')
    }
    if (record.type === 'late') {
      const { bot, key, kind, attempt, plugin, strategy, response } = record
      log.warn({ bot, key, kind, attempt, plugin, strategy, response }, 'deadline passed')
    }
    if (record.type === 'job') {
      const { bot, plugin, job, id, attempt, error } = record
      const fields = { bot, plugin, job, id, attempt, ms: Math.round(record.ms) }
      if (error === undefined) log.info(fields, 'job run')
      else log.warn({ ...fields, err: error }, 'job failed')
    }
    if (record.type === 'job-dead') {
      const { type: _, ...fields } = record
      log.error(fields, 'job dead: see `wechatbot jobs --dead`')
    }
    // The first attempt is told by the line of the process that ran it.
    if (record.type === 'claimed' && record.attempt > 1 && record.attempt <= MOST_ATTEMPTS) {
      const { bot, key, kind, attempt, state } = record
      log.info({ bot, key, kind, attempt, state }, 'duplicate attempt recognised')
    }
    if (record.type === 'response' && record.attempt > 1 && record.attempt <= MOST_ATTEMPTS) {
      const { bot, key, kind, attempt, reply, ms } = record
      log.info({ bot, key, kind, attempt, ms: Math.round(ms), reply }, 'retry answered')
    }
  }
}
