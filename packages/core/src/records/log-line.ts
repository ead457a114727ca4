/** What the log says of a message, made of records: one line, and more if it was late or came again. */
import type { Logger } from './log.ts'
import type { Observe } from './observe.ts'

/** WeChat's three, each of them repeated once by a proxy. A client that repeats a URL for ever writes no log. */
const MOST_ATTEMPTS = 6

/**
 * Names and figures only: what users write is not logged. With the lines of all instances, a message
 * can be followed from attempt to attempt by its key.
 * @param log one for all bots: a child of it for each would be slow to call in turns.
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
    // The first attempt's are told by the line of who ran it.
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
