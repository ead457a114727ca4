/**
 * Ordinary messages (接收普通消息), and those of devices (硬件).
 * Source: developers.weixin.qq.com, basic-message/receive-message.
 */
import type { KindTable } from './table.ts'

export const messages = {
  text: {
    /** The user's text. `''` when WeChat left the element out. */
    Content: 'string',
    /** The id of the tapped item of a menu message. All lower case on the wire. */
    bizmsgmenuid: 'string?',
    /**
     * True for a sticker, a card, a red packet and other messages that WeChat does not pass on.
     * Content is then 【收到不支持的消息类型，暂无法显示】, in the user's language.
     */
    isUnsupported: 'unsupported',
  },
  image: {
    /** A URL on WeChat's own host. The framework never fetches it by itself. */
    PicUrl: 'string',
    /** Downloadable for three days. */
    MediaId: 'string',
  },
  voice: {
    /** 8 kHz. Downloadable for three days. */
    MediaId: 'string',
    /** `amr` or `speex`. */
    Format: 'string',
    /** The speech as text. Present only if the account turned recognition on, and often empty even then. */
    Recognition: 'string?',
    /** The same recording at 16 kHz. */
    MediaId16K: 'string?',
  },
  video: { MediaId: 'string', ThumbMediaId: 'string' },
  shortvideo: { MediaId: 'string', ThumbMediaId: 'string' },
  location: {
    /** Latitude in degrees, GCJ-02. */
    Location_X: 'number',
    /** Longitude in degrees, GCJ-02. */
    Location_Y: 'number',
    /** Zoom level of the user's map. */
    Scale: 'number',
    /** Address as text. May be empty. */
    Label: 'string',
  },
  link: {
    Title: 'string',
    /** May be empty, or equal to Url. */
    Description: 'string',
    Url: 'string',
  },
  /** Undocumented, but seen in captures since 2018. There is no MediaId. */
  file: {
    Title: 'string',
    Description: 'string',
    FileKey: 'string',
    FileMd5: 'string',
    /** Bytes. */
    FileTotalLen: 'string',
  },
  /** From the customer service of a mini program only. */
  miniprogrampage: {
    Title: 'string',
    AppId: 'string',
    PagePath: 'string',
    ThumbUrl: 'string',
    ThumbMediaId: 'string',
  },
  device_text: {
    DeviceType: 'string',
    DeviceID: 'string',
    /** Base64. */
    Content: 'string',
    SessionID: 'string',
    OpenID: 'string',
  },
  /** MsgType is device_event, not event. The filter `'event'` lets it through, too. */
  device_event: {
    /** `bind`, `unbind`, `subscribe_status` or `unsubscribe_status`. */
    Event: 'string',
    DeviceType: 'string',
    DeviceID: 'string',
    /** Base64. */
    Content: 'string',
    SessionID: 'string',
    OpenID: 'string',
  },
  /** From hardware function pages. */
  hardware: {},
} as const satisfies KindTable
