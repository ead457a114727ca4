/** What of a message is compared with the words of a rule. */
import { KINDS, type Message } from '@wechatbot/core'

/** What WeChat puts before the scene of a QR code in the event of a new follower. */
export const SCENE_PREFIX = 'qrscene_'

type Kinds = typeof KINDS

/** A kind that has something to compare. */
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

/** The kinds that have something to compare: Content, Recognition or EventKey. */
export const SUBJECT_KINDS: readonly SubjectKind[] = [
  'text',
  'voice',
  ...Object.entries<object>(KINDS)
    .filter(([kind, fields]) => kind.startsWith('event:') && 'EventKey' in fields)
    .map(([kind]) => kind as SubjectKind),
]

/**
 * A text's Content; what was understood of a voice message, without the 。 that WeChat puts behind
 * it; an event's EventKey, of a follow the scene without its prefix. Empty when there is nothing.
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

/** Character by character: `/。+$/` begins anew at each 。 of a long row that something stands behind. */
function withoutStops(text: string): string {
  let end = text.length
  while (text[end - 1] === '。') end -= 1
  return text.slice(0, end)
}
