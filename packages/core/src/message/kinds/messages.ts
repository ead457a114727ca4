/**
 * Ordinary messages (接收普通消息), and those of devices (硬件).
 * Source: developers.weixin.qq.com, basic-message/receive-message.
 */
import type { KindTable } from './table.ts'

export const messages = {
  text: {
    /** What the user wrote. `''` when WeChat left the element out. */
    Content: 'string',
    /** The id of the tapped item of a menu message. All lower case on the wire. */
    bizmsgmenuid: 'string?',
    /**
     * True for a sticker, a card, a red packet and whatever else WeChat does not hand on: Content is
     * 【收到不支持的消息类型，暂无法显示】 then, in the user's language.
     */
    isUnsupported: 'unsupported',
  },
  image: {
    /** On WeChat's own host. Never fetched by the framework. */
    PicUrl: 'string',
    /** Downloadable for three days. */
    MediaId: 'string',
  },
  voice: {
    /** 8 kHz. Downloadable for three days. */
    MediaId: 'string',
    /** `amr` or `speex`. */
    Format: 'string',
    /** Speech as text. Only if the account turned recognition on; often present and empty. */
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
    /** Zoom level of the map the user saw. */
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
  /** Undocumented; seen in captures since 2018. There is no MediaId. */
  file: {
    Title: 'string',
    Description: 'string',
    FileKey: 'string',
    FileMd5: 'string',
    /** Bytes. */
    FileTotalLen: 'string',
  },
  /** Mini-program customer service only. */
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
  /** MsgType is device_event, not event; the filter `'event'` lets it through all the same. */
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
