/** The types of replies (回复). A reply is a value that a handler returns. No call sends it. */

/** At most 2048 bytes of UTF-8 in a passive reply. `\n` is a line break; `<a href>` links work. */
export interface TextReply {
  readonly type: 'text'
  readonly content: string
}

export interface ImageReply {
  readonly type: 'image'
  /** The id of temporary (three days) or permanent material (素材). Empty beside `file`. */
  readonly mediaId: string
  /** Uploaded before the reply is sent, once in three days. Needs the API. */
  readonly file?: Blob
}

export interface VoiceReply {
  readonly type: 'voice'
  readonly mediaId: string
  readonly file?: Blob
}

/** A picture or a voice that a config file names. `loadConfig` opens the file and makes a reply of it. */
export interface FileReply {
  readonly type: 'image' | 'voice'
  /** A relative path begins at the folder of the config file. */
  readonly file: string | URL
}

export interface VideoReply {
  readonly type: 'video'
  readonly mediaId: string
  readonly title?: string
  readonly description?: string
  /** Used in customer-service messages only. */
  readonly thumbMediaId?: string
}

/** 回复音乐消息. Without any URL the user sees a card that plays nothing. */
export interface MusicReply {
  readonly type: 'music'
  readonly title?: string
  readonly description?: string
  /** The http or https address of an audio file that WeChat's clients can play: MP3. */
  readonly musicUrl?: string
  /** The address that is played on Wi-Fi. */
  readonly hqMusicUrl?: string
  /** The media id of the cover. WeChat's page calls it required, but WeChat plays music without it. */
  readonly thumbMediaId?: string
}

export interface Article {
  readonly title: string
  readonly description?: string
  /** JPG or PNG: 360x200 for the first, 200x200 for the others. */
  readonly picUrl?: string
  /** The http or https address that a tap opens. Without it the article cannot be opened. */
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
  /** The agent. Without it WeChat chooses one. */
  readonly kfAccount?: string
}

/** Hands the message to WeChat's own AI reply (grey release, 灰度中). */
export interface TransferAiReply {
  readonly type: 'transfer_biz_ai_ivr'
}

/** Ends the search for a handler. WeChat gets `success`, and the user gets nothing. */
export interface NoneReply {
  readonly type: 'none'
}

/** A value that becomes fields of the reply. Numbers of known integer fields are written plain. */
export type RawReplyValue =
  | string
  | number
  | { readonly [name: string]: RawReplyValue }
  | readonly RawReplyValue[]

/** Fields of the reply under WeChat's names, for reply types that have no builder. Never XML. */
export interface RawReply {
  readonly type: 'raw'
  /** MsgType is required. ToUserName, FromUserName and CreateTime are added. */
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

/** A text that is being written. Each piece is a string, and the joined pieces are the text. */
export type TextSource = AsyncIterable<string> | ReadableStream<string>

/** A text reply that grows. It exists in this process only: it has no JSON form and can be read once. */
export interface StreamReply {
  readonly type: 'stream'
  readonly source: TextSource
}

/**
 * The values that a handler may return as its reply. A string is a text reply. A source of strings
 * is a text reply that grows.
 */
export type ReplyInput = string | Reply | StreamReply | TextSource
