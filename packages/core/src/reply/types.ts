/** Replies (回复) are values. A handler returns one; nothing is sent by calling something. */

/** At most 2048 bytes of UTF-8 in a passive reply. `\n` is a line break; `<a href>` links work. */
export interface TextReply {
  readonly type: 'text'
  readonly content: string
}

export interface ImageReply {
  readonly type: 'image'
  /** Temporary (three days) or permanent material (素材). Empty beside `file`. */
  readonly mediaId: string
  /** Uploaded before the reply goes out, once in three days. Needs the API. */
  readonly file?: Blob
}

export interface VoiceReply {
  readonly type: 'voice'
  readonly mediaId: string
  readonly file?: Blob
}

export interface VideoReply {
  readonly type: 'video'
  readonly mediaId: string
  readonly title?: string
  readonly description?: string
  /** For customer-service messages only. */
  readonly thumbMediaId?: string
}

/** 回复音乐消息. Without any URL the user sees a card that plays nothing. */
export interface MusicReply {
  readonly type: 'music'
  readonly title?: string
  readonly description?: string
  /** http or https, of an audio file that WeChat's clients can play: MP3. */
  readonly musicUrl?: string
  /** Played on Wi-Fi. */
  readonly hqMusicUrl?: string
  /** The cover. WeChat's page calls it required; it plays music without one all the same. */
  readonly thumbMediaId?: string
}

export interface Article {
  readonly title: string
  readonly description?: string
  /** JPG or PNG: 360x200 for the first, 200x200 for the others. */
  readonly picUrl?: string
  /** Opened by a tap: http or https. Empty: the article cannot be opened. */
  readonly url?: string
}

/** One article in answer to a message, up to eight in answer to an event. */
export interface NewsReply {
  readonly type: 'news'
  readonly articles: readonly Article[]
}

/** Hands the user's message to a human agent (转发到客服). For messages only, not for events. */
export interface TransferReply {
  readonly type: 'transfer_customer_service'
  /** One agent; without it WeChat chooses. */
  readonly kfAccount?: string
}

/** Hands the message to WeChat's own AI reply (grey release, 灰度中). */
export interface TransferAiReply {
  readonly type: 'transfer_biz_ai_ivr'
}

/** Ends the search for a handler; WeChat gets `success` and the user nothing. */
export interface NoneReply {
  readonly type: 'none'
}

/** A value that becomes fields of the reply. Numbers of known integer fields are written plain. */
export type RawReplyValue =
  | string
  | number
  | { readonly [name: string]: RawReplyValue }
  | readonly RawReplyValue[]

/** Fields of the reply as WeChat names them, for reply types that have no builder. Never XML. */
export interface RawReply {
  readonly type: 'raw'
  /** MsgType is required; ToUserName, FromUserName and CreateTime are added. */
  readonly fields: { readonly [name: string]: RawReplyValue }
}

export type Reply =
  | TextReply
  | ImageReply
  | VoiceReply
  | VideoReply
  | MusicReply
  | NewsReply
  | TransferReply
  | TransferAiReply
  | NoneReply
  | RawReply

/** A text that is being written: each piece is a string, and the joined pieces are the text. */
export type TextSource = AsyncIterable<string> | ReadableStream<string>

/** A text reply that grows. It is a value of this process only: it has no JSON, and may be read once. */
export interface StreamReply {
  readonly type: 'stream'
  readonly source: TextSource
}

/** What a handler may return as its reply: a string is a text reply, a source of strings one that grows. */
export type ReplyInput = string | Reply | StreamReply | TextSource
