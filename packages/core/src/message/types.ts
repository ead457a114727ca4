/**
 * Messages (消息), typed from the kinds table.
 * Fields keep WeChat's spelling, so that each can be searched in WeChat's documentation.
 */
import type { Kinds } from './kinds/index.ts'
import type { FieldValues } from './kinds/table.ts'

/** A field as it was sent: text, nested fields, or a list if an element was repeated. */
export type RawValue = string | RawFields | readonly (string | RawFields)[]

/** All fields of a push as strings, also fields that the table lacks. Has no prototype. */
export interface RawFields {
  readonly [name: string]: RawValue
}

/** The fields of every push. */
export interface Envelope {
  /** The account's original id (原始 ID), `gh_` and 12 hex digits. */
  readonly ToUserName: string
  /** The user's OpenID for this account, 28 characters. */
  readonly FromUserName: string
  /** Seconds since 1970, not milliseconds. */
  readonly CreateTime: number
  readonly raw: RawFields
}

/** The further fields of every ordinary message. */
export interface MessageFields {
  /** A 64-bit id, kept as a string: it does not fit in a JavaScript number. Absent in rare test pushes. */
  readonly MsgId?: string
  /** Present only if the message comes from an article page. */
  readonly MsgDataId?: string
  /** Present with MsgDataId: which article of the push, from 1. */
  readonly Idx?: string
  /** Present for customer service of several businesses (第三方平台的多商户客服). */
  readonly BusinessId?: string
}

type Flat<T> = { [K in keyof T]: T[K] }

/** The message of one kind of the table. */
export type MessageOf<K extends keyof Kinds> = K extends `event:${infer Event}`
  ? Flat<
      Envelope & {
        readonly kind: K
        readonly MsgType: 'event'
        readonly Event: Event
      } & FieldValues<Kinds[K]>
    >
  : Flat<
      Envelope & { readonly kind: K; readonly MsgType: K } & MessageFields & FieldValues<Kinds[K]>
    >

/** A message whose MsgType the table lacks. Never dropped: `raw` has every field. */
export interface OtherMessage extends Envelope, MessageFields {
  readonly kind: 'other'
  readonly MsgType: string
}

/** An event whose Event the table lacks. Never dropped: `raw` has every field. */
export interface OtherEvent extends Envelope {
  readonly kind: 'event:other'
  readonly MsgType: 'event'
  readonly Event: string
}

/** The content of a push. `kind` is both the discriminant and the filter. */
export type Message = { [K in keyof Kinds]: MessageOf<K> }[keyof Kinds] | OtherMessage | OtherEvent

export type Kind = Message['kind']

/** Every event, those of devices included. */
export type EventMessage = Extract<Message, { MsgType: 'event' | 'device_event' }>

/** A kind, `'message'` (everything but events), `'event'`, or `'*'`. */
export type FilterName = Kind | 'message' | 'event' | '*'

/** Any MsgType or Event, also one that the table lacks. Case does not matter. */
export interface FieldFilter {
  readonly MsgType?: string
  readonly Event?: string
}

/**
 * A function that lets through all messages of some kinds. The kinds may change: `kinds` says which
 * they are now.
 */
export interface KindFilter {
  (message: Message): boolean
  readonly kinds: () => Iterable<Kind>
}

/** The first argument of `on`. */
export type Filter =
  | FilterName
  | readonly FilterName[]
  | FieldFilter
  | ((message: Message) => boolean)

/** The messages that a named filter lets through. */
export type Filtered<F extends FilterName> = F extends '*'
  ? Message
  : F extends 'event'
    ? EventMessage
    : F extends 'message'
      ? Exclude<Message, EventMessage>
      : Extract<Message, { kind: F }>
