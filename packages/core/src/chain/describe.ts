/**
 * Describes the registered handlers in words, for `wechatbot check` and to find out why no handler answers.
 */
import { toPredicate } from '../message/filter.ts'
import { KINDS } from '../message/kinds/index.ts'
import type { Kind, KindFilter, Message } from '../message/types.ts'
import type { HandlerEntry, Registered, Segment } from './entries.ts'
import type { Phase } from './types.ts'

/** The parts of a bot that see its messages. */
export interface ChainInfo {
  /** The middleware, the outermost first. */
  readonly middleware: readonly MiddlewareInfo[]
  /** The handlers in the order in which they are asked. */
  readonly handlers: readonly HandlerInfo[]
}

export function describeChain({ middleware, handlers }: Segment): ChainInfo {
  return {
    middleware: middleware.map(({ owner, phase }) => ({ plugin: owner.name, phase })),
    handlers: handlers.map(describeHandler),
  }
}

/** One registered middleware. */
export interface MiddlewareInfo {
  /** The plugin's name, or the bot's name for its own. */
  readonly plugin: string
  readonly phase: Phase
}

/** One registered handler, in the order in which it is asked. */
export interface HandlerInfo {
  /** The plugin's name, or the bot's name for its own handlers. */
  readonly plugin: string
  /** Its filter or trigger in words: `text`, `hears /^天气/`, `(function)`. */
  readonly filter: string
  /** The kinds of messages it can be asked for; undefined where the kind does not decide. */
  readonly kinds: readonly Kind[] | undefined
  /** Whether it is asked for every message of its kinds. */
  readonly isUnfiltered: boolean
  /** The text that it waits for. Absent where its trigger is no text. */
  readonly word?: string
}

const ALL_KINDS = [...Object.keys(KINDS), 'other', 'event:other'] as readonly Kind[]

function describeHandler({ owner, registered }: HandlerEntry): HandlerInfo {
  const plugin = owner.name
  const filter = wordsOf(registered)
  if ('trigger' in registered) {
    const { trigger: word } = registered
    const info: HandlerInfo = { plugin, filter, kinds: ['text'], isUnfiltered: false }
    return typeof word === 'string' ? { ...info, word } : info
  }
  if (typeof registered.filter === 'function') {
    const kinds = kindsOf(registered.filter)
    return { plugin, filter, kinds, isUnfiltered: kinds !== undefined && kinds.length > 0 }
  }
  const matches = toPredicate(registered.filter)
  const kinds = ALL_KINDS.filter((kind) => matches(bareMessage(kind)))
  return { plugin, filter, kinds, isUnfiltered: kinds.length > 0 }
}

/** The kinds that a function declares: see {@link KindFilter}. */
function kindsOf(filter: object): readonly Kind[] | undefined {
  const { kinds } = filter as Partial<KindFilter>
  return kinds === undefined ? undefined : [...kinds()]
}

/** The filter or trigger of a handler, in words. */
export function wordsOf(registered: Registered): string {
  if ('trigger' in registered) return `hears ${String(registered.trigger)}`
  const { filter } = registered
  if (typeof filter === 'function') return kindsOf(filter)?.join() ?? '(function)'
  return (typeof filter === 'string' ? filter : JSON.stringify(filter)).replaceAll('"', '')
}

/** A message with only the fields that a filter by name or field reads. */
function bareMessage(kind: Kind): Message {
  const event = kind.startsWith('event:') ? kind.slice('event:'.length) : undefined
  const fields = event === undefined ? { MsgType: kind } : { MsgType: 'event', Event: event }
  return { kind, ...fields, raw: fields } as unknown as Message
}
