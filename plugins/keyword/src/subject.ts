/** The part of a message that is compared with the words of a rule. */
import { KINDS, type Message } from '@wechatbot/core'

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
