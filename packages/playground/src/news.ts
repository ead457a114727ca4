/** What a record of the bots changes of the message that it is about. */
import type { ObservedRecord } from '@wechatbot/core'
import type { Frame } from './frame.ts'
import type { PageAsked, PageExchange } from './protocol.ts'

/** A record about a message. */
export type Told = Extract<ObservedRecord, { readonly key: string }>

/** The page shows the beginning of a longer text. Its exchange is sent anew whenever it grows. */
const MAX_WRITTEN = 16_384

/**
 * @param at milliseconds after the message was sent
 * @param frame the place of the record's error in the user's code
 */
export function newsOf(
  exchange: PageExchange,
  record: Told,
  at: number,
  frame?: Frame,
): Partial<PageExchange> | undefined {
  switch (record.type) {
    case 'claimed':
      return claimed(exchange, record.state)
    case 'queued':
      return { isQueued: true }
    case 'taken-up':
      return { isTakenUp: true }
    case 'asked': {
      const { plugin, filter } = record
      const one = { at, plugin, ...(filter === undefined ? {} : { filter }) }
      return { isQueued: false, asked: [...exchange.asked, one] }
    }
    case 'handler':
      return { asked: ended(exchange.asked, record) }
    case 'chain': {
      const { plugin, ms, reply, error } = record
      const handler = {
        ...{ at, ms, reply },
        ...(plugin === undefined ? {} : { plugin }),
        ...(error === undefined ? {} : { error: String(error) }),
        ...(frame === undefined ? {} : { frame }),
      }
      return { isQueued: false, handlers: [...exchange.handlers, handler] }
    }
    case 'grown': {
      const { text, isOver } = record
      const { text: before } = exchange.written ?? { text: '' }
      return { written: { text: (before + text).slice(0, MAX_WRITTEN), isOver } }
    }
    case 'went-out': {
      const { by, text } = record
      return { parts: [...exchange.parts, { at, by, length: text.length }] }
    }
    case 'late': {
      const { attempt, strategy, response } = record
      return { late: [...exchange.late, { at, attempt, strategy, response }] }
    }
    case 'response':
      return exchange.isQueued ? { isQueued: false } : undefined
    default:
      return undefined
  }
}

/** The handlers of a process that has vanished never end. Another process asks its own. */
function claimed({ asked }: PageExchange, state: string): Partial<PageExchange> | undefined {
  const known = asked.filter(({ outcome }) => outcome !== undefined)
  const isNew = ['run', 'taken-over', 'degraded'].includes(state)
  return isNew && known.length < asked.length ? { asked: known } : undefined
}

/** The handler that was called last of those that the record may end. */
function ended(
  asked: readonly PageAsked[],
  { plugin, filter, ms, outcome }: Extract<Told, { readonly type: 'handler' }>,
): readonly PageAsked[] {
  const index = asked.findLastIndex(
    (one) => one.outcome === undefined && one.plugin === plugin && one.filter === filter,
  )
  return asked.map((one, i) => (i === index ? { ...one, ms, outcome } : one))
}
