/** The shape of each reply type, as one table. Builders, handlers and rules check replies by it. */
import { didYouMean, WechatBotError } from '../errors.ts'
import { isTextSource } from './stream.ts'
import type { Reply, StreamReply } from './types.ts'

type FieldShape = 'text' | 'text?' | 'file?' | 'articles' | 'fields'

const SHAPES = {
  text: { content: 'text' },
  image: { mediaId: 'text', file: 'file?' },
  voice: { mediaId: 'text', file: 'file?' },
  video: { mediaId: 'text', title: 'text?', description: 'text?', thumbMediaId: 'text?' },
  music: {
    title: 'text?',
    description: 'text?',
    musicUrl: 'text?',
    hqMusicUrl: 'text?',
    thumbMediaId: 'text?',
  },
  news: { articles: 'articles' },
  transfer_customer_service: { kfAccount: 'text?' },
  transfer_biz_ai_ivr: {},
  none: {},
  raw: { fields: 'fields' },
} as const satisfies Record<Reply['type'], Record<string, FieldShape>>

const ARTICLE = { title: 'text', description: 'text?', picUrl: 'text?', url: 'text?' } as const

/**
 * The reply in `value`. A string is a text reply. An object must have the shape of its type.
 * Undefined fields are left out, so that JSON leaves a reply unchanged.
 * @throws WechatBotError BAD_REPLY naming the field, what was expected and what came.
 */
export function toReply(value: unknown): Reply {
  if (typeof value === 'string') return { type: 'text', content: value }
  if (!isObject(value)) throw bad('a string or a reply object', described(value))
  const { type } = value
  if (typeof type !== 'string' || !Object.hasOwn(SHAPES, type)) {
    const known = Object.keys(SHAPES)
    throw bad(
      `type to be one of ${known.join(', ')}`,
      typeof type === 'string' ? named(type, known) : described(type),
    )
  }
  // A file gets its media id when it is uploaded.
  const whole = value.file === undefined ? value : { mediaId: '', ...value }
  return { type, ...checkFields(whole, SHAPES[type as Reply['type']], type, ['type']) } as Reply
}

/**
 * The answer of a handler: a reply, or a reply that grows.
 * @throws WechatBotError BAD_REPLY like {@link toReply}.
 */
export function toAnswer(value: unknown): Reply | StreamReply {
  if (isTextSource(value)) return { type: 'stream', source: value }
  if (isObject(value) && value.type === 'stream' && isTextSource(value.source)) {
    return { type: 'stream', source: value.source }
  }
  return toReply(value)
}

/**
 * The reply in a configuration. Values that mean silence in other libraries are refused: no bot
 * wants to send them as text.
 * @throws WechatBotError BAD_REPLY like {@link toReply}.
 */
export function toWrittenReply(value: unknown): Reply {
  if (value !== '' && value !== 'success') return toReply(value)
  throw bad(
    "a text that its user reads; { type: 'none' } is silence, { type: 'text', content } any text",
    JSON.stringify(value),
  )
}

const UNOPENED = 'a path, which openFile() or loadConfig() of "wechatbot" opens'

function checkFields(
  value: Record<string, unknown>,
  shape: Readonly<Record<string, FieldShape>>,
  where: string,
  besides: readonly string[] = [],
): Record<string, unknown> {
  const known = [...besides, ...Object.keys(shape)]
  const unknown = Object.keys(value).find((name) => !known.includes(name))
  if (unknown !== undefined) {
    throw bad(`${where} to have ${known.join(', ')}`, named(unknown, known))
  }
  const checked: Record<string, unknown> = {}
  for (const [name, kind] of Object.entries(shape)) {
    const field = value[name]
    if (field === undefined && kind.endsWith('?')) continue
    checked[name] = checkField(field, kind, `${where}.${name}`)
  }
  return checked
}

function checkField(field: unknown, kind: FieldShape, where: string): unknown {
  if (kind === 'text' || kind === 'text?') {
    if (typeof field !== 'string') throw bad(`text in ${where}`, described(field))
    return field
  }
  if (kind === 'file?') {
    if (field instanceof Blob) return field
    const isPath = typeof field === 'string' || field instanceof URL
    throw bad(`a Blob in ${where}`, isPath ? UNOPENED : described(field))
  }
  if (kind === 'fields') {
    if (!isObject(field)) throw bad(`an object of fields in ${where}, never XML`, described(field))
    const list = Object.keys(field).find((name) => Array.isArray(field[name]))
    if (list === undefined) return field
    // No field of a message repeats. Items do, below one: a reader of XML refuses all else.
    throw bad(
      `each field once in ${where}, and lists below one: { Articles: { item: [] } }`,
      `a list in ${named(list, [])}`,
    )
  }
  if (!Array.isArray(field) || field.length === 0) {
    throw bad(`a list of articles in ${where}`, Array.isArray(field) ? 'none' : described(field))
  }
  return field.map((article: unknown, i) => {
    if (!isObject(article)) throw bad(`an object in ${where}[${i}]`, described(article))
    return checkFields(article, ARTICLE, `${where}[${i}]`)
  })
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An error shows this much of a name, which may be megabytes long. */
const MAX_SHOWN = 60

function named(name: string, known: readonly string[]): string {
  const shown = name.slice(0, MAX_SHOWN)
  return shown === name ? `"${name}"${didYouMean(name, known)}` : `"${shown}…"`
}

function described(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'a list' : typeof value
}

function bad(expected: string, got: string): WechatBotError {
  const problems = [{ path: '', expected, got }]
  return new WechatBotError('BAD_REPLY', `reply: expected ${expected}, got ${got}`, { problems })
}
