/** Functions that make replies. Each checks the shape. The limits are checked when the reply is written. */
import { toReply } from './shape.ts'
import type {
  Article,
  ImageReply,
  MusicReply,
  NewsReply,
  NoneReply,
  RawReply,
  TextReply,
  TransferReply,
  VideoReply,
  VoiceReply,
} from './types.ts'

/** A text reply. At most 2048 bytes of UTF-8. `\n` is a line break; `<a href="...">` is a link. */
export function text(content: string): TextReply {
  return toReply({ type: 'text', content }) as TextReply
}

/**
 * An image reply. Takes the media id of temporary or permanent material (素材), or a file:
 * `image({ file: await openFile('menu.jpg') })`. A file is uploaded once in three days, and needs
 * the API. No animated GIF.
 */
export function image(media: string | { readonly file: Blob }): ImageReply {
  return toReply({ type: 'image', ...mediaOf(media) }) as ImageReply
}

/** A voice reply. Takes a media id, or a file as for {@link image}: AMR or MP3, 60 s and 2 MB at most. */
export function voice(media: string | { readonly file: Blob }): VoiceReply {
  return toReply({ type: 'voice', ...mediaOf(media) }) as VoiceReply
}

function mediaOf(media: string | { readonly file: Blob }) {
  return typeof media === 'object' ? media : { mediaId: media }
}

export function video(fields: Omit<VideoReply, 'type'>): VideoReply {
  return toReply({ ...fields, type: 'video' }) as VideoReply
}

export function music(fields: Omit<MusicReply, 'type'>): MusicReply {
  return toReply({ ...fields, type: 'music' }) as MusicReply
}

/** A news reply: one article in answer to a message, up to eight in answer to an event. */
export function news(articles: Article | readonly Article[]): NewsReply {
  return toReply({
    type: 'news',
    articles: Array.isArray(articles) ? articles : [articles],
  }) as NewsReply
}

/** Hands the user's message to a human agent (转发到客服). `kfAccount` chooses the agent. */
export function transfer(kfAccount?: string): TransferReply {
  return toReply({ type: 'transfer_customer_service', kfAccount }) as TransferReply
}

/** Ends the search for a handler and answers `success`: the user gets nothing. */
export function none(): NoneReply {
  return { type: 'none' }
}

/**
 * Fields under WeChat's own names, for a reply type without a builder.
 * @example raw({ MsgType: 'device_text', DeviceType: 'x', DeviceID: '1', SessionID: '2', Content: '...' })
 */
export function raw(fields: RawReply['fields']): RawReply {
  return toReply({ type: 'raw', fields }) as RawReply
}
