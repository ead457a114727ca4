/** The part of a message that is compared with the words of a rule, and the kinds that have one. */
import { fold, KINDS, type Message } from '@wechatbot/core'
import * as v from 'valibot'

/** WeChat's prefix before the scene of a QR code, in the event of a new follower. */
export const SCENE_PREFIX = 'qrscene_'

type Kinds = typeof KINDS

/** A kind of message with a text to compare. */
export type SubjectKind =
  | 'text'
  | 'voice'
  | {
      [K in keyof Kinds]: K extends `event:${string}`
        ? 'EventKey' extends keyof Kinds[K]
          ? K
          : never
        : never
    }[keyof Kinds]

/** The kinds of message with a text to compare: Content, Recognition or EventKey. */
export const SUBJECT_KINDS: readonly SubjectKind[] = [
  'text',
  'voice',
  ...Object.entries<object>(KINDS)
    .filter(([kind, fields]) => kind.startsWith('event:') && 'EventKey' in fields)
    .map(([kind]) => kind as SubjectKind),
]

const CHINESE = {
  ...{ 文本: 'text', 文字: 'text', 语音: 'voice' },
  ...{ 点击: 'event:CLICK', 扫码: 'event:SCAN', 关注: 'event:subscribe' },
} as const satisfies Readonly<Record<string, SubjectKind>>

const NAMES: ReadonlyMap<string, SubjectKind> = new Map(Object.entries(CHINESE))

export const kindSchema = v.pipe(
  v.unknown(),
  v.transform((name) => (typeof name === 'string' ? (NAMES.get(fold(name)) ?? name) : name)),
  v.picklist(
    SUBJECT_KINDS,
    'a kind with words to compare: "text", "voice" or an event with an EventKey, like "event:CLICK"; or 文本, 语音, 点击, 扫码, 关注',
  ),
) as unknown as v.GenericSchema<SubjectKind | keyof typeof CHINESE, SubjectKind>

/**
 * The Content of a text; what WeChat understood of a voice message, without the 。 at its end; the EventKey of an
 * event, without the prefix of a scene. Empty when there is none.
 */
export function subjectOf(message: Message): string {
  if (message.kind === 'text') return message.Content.trim()
  if (message.kind === 'voice') return withoutStops((message.Recognition ?? '').trim())
  const { EventKey } = message as { readonly EventKey?: unknown }
  if (typeof EventKey !== 'string') return ''
  return message.kind === 'event:subscribe' && EventKey.startsWith(SCENE_PREFIX)
    ? EventKey.slice(SCENE_PREFIX.length)
    : EventKey
}

/** Goes character by character: `/。+$/` would begin anew at each 。 of a long row that does not end the text. */
function withoutStops(text: string): string {
  let end = text.length
  while (text[end - 1] === '。') end -= 1
  return text.slice(0, end)
}
