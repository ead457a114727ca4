/** Filters (过滤): the first argument of `on`, as a function of the message. */
import { didYouMean, WechatBotError } from '../errors.ts'
import { KINDS } from './kinds/index.ts'
import type { EventMessage, Filter, FilterName, Message } from './types.ts'

export type Predicate = (message: Message) => boolean

const NAMES: readonly string[] = [
  ...Object.keys(KINDS),
  'other',
  'event:other',
  'message',
  'event',
  '*',
]

/**
 * The predicate of `filter`.
 * @throws WechatBotError BAD_FILTER for an unknown kind, with the nearest known one.
 */
export function toPredicate(filter: Filter): Predicate {
  if (typeof filter === 'function') return filter
  if (typeof filter === 'string') return namePredicate(filter)
  if (isList(filter)) {
    if (filter.length === 0) throw bad('at least one kind', 'an empty list')
    const predicates = filter.map(namePredicate)
    return (message) => predicates.some((matches) => matches(message))
  }
  if (typeof filter === 'object' && filter !== null) return fieldPredicate(filter)
  throw bad('a kind, a list of kinds, { MsgType?, Event? } or a function', String(filter))
}

/** Whether a message is an event (事件推送). Events of devices count, although their MsgType differs. */
export function isEvent(message: Message): message is EventMessage {
  return isEventKind(message.kind)
}

/** Whether a kind is an event. Events of devices count, although their MsgType differs. */
export function isEventKind(kind: string): boolean {
  return kind.startsWith('event:') || kind === 'device_event'
}

function namePredicate(name: FilterName): Predicate {
  if (!NAMES.includes(name)) {
    throw bad('a kind, "message", "event" or "*"', `"${name}"${didYouMean(String(name), NAMES)}`)
  }
  if (name === '*') return () => true
  if (name === 'event') return isEvent
  if (name === 'message') return (message) => !isEvent(message)
  return (message) => message.kind === name
}

function fieldPredicate(filter: { MsgType?: string; Event?: string }): Predicate {
  const wanted = Object.entries(filter).map(([field, value]) => {
    if (field !== 'MsgType' && field !== 'Event') throw bad('MsgType or Event', `"${field}"`)
    if (typeof value !== 'string') throw bad(`text in ${field}`, typeof value)
    return [field, value.toLowerCase()] as const
  })
  if (wanted.length === 0) throw bad('MsgType or Event', 'neither')
  // raw has the names as they were sent. The message may spell the same event in another way.
  return ({ raw }) =>
    wanted.every(([field, value]) => {
      const came = raw[field]
      return typeof came === 'string' && came.toLowerCase() === value
    })
}

function isList(filter: Filter): filter is readonly FilterName[] {
  return Array.isArray(filter)
}

function bad(expected: string, got: string): WechatBotError {
  return new WechatBotError('BAD_FILTER', `filter: expected ${expected}, got ${got}`)
}
