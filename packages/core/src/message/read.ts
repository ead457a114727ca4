/**
 * Turns fields into one typed message. Every field arrives as text. This file and the table decide
 * which become numbers, and no later code converts them.
 */
import { WechatBotError } from '../errors.ts'
import { ALIASES, KINDS, type Kinds } from './kinds/index.ts'
import type { FieldType, FieldTypes } from './kinds/table.ts'
import type { Message, RawFields, RawValue } from './types.ts'

/** Maps wire names in lower case to kinds: WeChat's own spelling of MsgType and Event varies. */
const KIND_BY_NAME: ReadonlyMap<string, keyof Kinds> = new Map(
  [...Object.keys(KINDS).map((kind) => [kind, kind] as const), ...Object.entries(ALIASES)].map(
    ([name, kind]) => [name.toLowerCase(), kind as keyof Kinds],
  ),
)

/** WeChat's user names are far shorter. The limit keeps keys and logs short. */
const MAX_NAME = 128

/**
 * The message that the fields describe.
 * @throws WechatBotError BAD_MESSAGE when a field that every message has is missing or unusable.
 */
export function readMessage(raw: RawFields): Message {
  const wireType = required(raw, 'MsgType')
  const isEvent = wireType.toLowerCase() === 'event'
  const wireEvent = isEvent ? required(raw, 'Event') : ''
  const kind = kindOf(wireType, wireEvent, isEvent)
  // One object, with the same order of fields for each kind: code that reads it is fast then.
  const message: Record<string, unknown> = {
    kind: kind ?? (isEvent ? 'event:other' : 'other'),
    ToUserName: userName(raw, 'ToUserName'),
    FromUserName: userName(raw, 'FromUserName'),
    CreateTime: seconds(raw),
    MsgType: isEvent ? 'event' : (kind ?? wireType),
    raw,
  }
  const id = text(raw.MsgId ?? raw.MsgID)
  if (isEvent) message.Event = kind?.slice('event:'.length) ?? wireEvent
  else if (id !== undefined) message.MsgId = id
  if (!isEvent) readFields(raw, ARTICLE, message)
  return (kind ? readFields(raw, KINDS[kind], message) : message) as unknown as Message
}

/** `event:` is our prefix. A MsgType that begins with it is no event. */
function kindOf(type: string, event: string, isEvent: boolean): keyof Kinds | undefined {
  if (isEvent) return KIND_BY_NAME.get(`event:${event.toLowerCase()}`)
  return type.includes(':') ? undefined : KIND_BY_NAME.get(type.toLowerCase())
}

/** Optional fields of ordinary messages: the article below which the user wrote, and the business. */
const ARTICLE: FieldTypes = { MsgDataId: 'string?', Idx: 'string?', BusinessId: 'string?' }

function readFields(raw: RawFields, types: FieldTypes, into: Record<string, unknown> = {}) {
  for (const name of Object.keys(types)) {
    const type = types[name] as FieldType
    const value = type === 'unsupported' ? isUnsupported(raw.Content) : readField(raw[name], type)
    if (value !== undefined) into[name] = value
  }
  return into
}

function readField(came: RawValue | undefined, type: FieldType): unknown {
  if (type === 'string') return text(came) ?? ''
  if (type === 'string?') return text(came)
  if (type === 'number') return toNumber(text(came))
  if (type === 'unsupported') return false
  if (isList(type)) {
    // One element looks like a plain field, and none like an empty text. Here the result is always a list.
    const items = came === undefined || came === '' ? [] : [came].flat()
    return items.map((item) => readField(item, type[0]))
  }
  const isNested = typeof came === 'object' && !Array.isArray(came)
  return readFields(isNested ? (came as RawFields) : {}, type)
}

function isList(type: FieldTypes | readonly [FieldType]): type is readonly [FieldType] {
  return Array.isArray(type)
}

/**
 * `NaN` for a text that is no decimal number. Number('') would be 0, and the coordinates 0, 0 are
 * in the sea.
 */
function toNumber(came: string | undefined): number {
  return came !== undefined && /^\s*-?\d+(\.\d*)?\s*$/.test(came) ? Number(came) : Number.NaN
}

/** WeChat's text for an unsupported message, in the user's language. */
const UNSUPPORTED =
  /^[【[](收到不支持的消息类型，暂无法显示|收到不支援的訊息類型，無法顯示|unsupported message)[】\]]$/i

function isUnsupported(content: RawValue | undefined): boolean {
  return typeof content === 'string' && UNSUPPORTED.test(content)
}

function text(value: RawValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function required(raw: RawFields, field: string): string {
  const value = raw[field]
  if (typeof value !== 'string' || value === '') {
    throw new WechatBotError('BAD_MESSAGE', `expected text in ${field}, got ${described(value)}`)
  }
  return value
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: a name with one is not WeChat's
const CONTROLS = /[\u0000-\u001f\u007f]/

function userName(raw: RawFields, field: string): string {
  const name = required(raw, field)
  if (name.length > MAX_NAME || CONTROLS.test(name)) {
    throw new WechatBotError(
      'BAD_MESSAGE',
      `expected at most ${MAX_NAME} characters and no control characters in ${field}`,
    )
  }
  return name
}

function seconds(raw: RawFields): number {
  const time = required(raw, 'CreateTime')
  if (!/^\d{1,15}$/.test(time)) {
    throw new WechatBotError('BAD_MESSAGE', 'expected seconds since 1970 in CreateTime')
  }
  return Number(time)
}

function described(value: RawValue | undefined): string {
  if (value === undefined) return 'no such field'
  return value === '' ? 'an empty field' : 'nested fields'
}
