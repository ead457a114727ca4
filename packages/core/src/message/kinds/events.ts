/**
 * Following, QR codes, location and menus (关注、扫码、上报地理位置、自定义菜单事件).
 * Source: developers.weixin.qq.com, basic-message/receive-event and custom menu events.
 */
import type { KindTable } from './table.ts'

const scan = {
  /** Usually `qrcode`. */
  ScanType: 'string',
  /** For a bar code it is like `CODE_39,123`. */
  ScanResult: 'string',
} as const

/** The pictures themselves follow as image messages. */
const pictures = {
  /** May differ from the number of items. */
  Count: 'number',
  PicList: { item: [{ PicMd5Sum: 'string' }] },
} as const

export const events = {
  'event:subscribe': {
    /** `qrscene_` and the scene if the user came by a QR code; else empty. */
    EventKey: 'string',
    /** The ticket of the QR code. */
    Ticket: 'string?',
  },
  'event:unsubscribe': { EventKey: 'string' },
  'event:SCAN': {
    /** The scene, without prefix. The scene may be a number or a text, but here it is always a string. */
    EventKey: 'string',
    Ticket: 'string?',
  },
  'event:LOCATION': {
    /** Degrees, WGS-84 (a location message is GCJ-02). */
    Latitude: 'number',
    /** Degrees, WGS-84. */
    Longitude: 'number',
    /** Probably metres; WeChat documents no unit. */
    Precision: 'number',
  },
  'event:CLICK': {
    /** The key of the menu button. */
    EventKey: 'string',
  },
  'event:VIEW': {
    /** The URL of the menu button. */
    EventKey: 'string',
    /** The id of a personalised menu (个性化菜单). */
    MenuId: 'string?',
  },
  'event:view_miniprogram': {
    /** The page path. */
    EventKey: 'string',
    MenuId: 'string?',
  },
  'event:scancode_push': { EventKey: 'string', ScanCodeInfo: scan },
  /** The client shows "receiving message" until the bot answers. */
  'event:scancode_waitmsg': { EventKey: 'string', ScanCodeInfo: scan },
  'event:pic_sysphoto': { EventKey: 'string', SendPicsInfo: pictures },
  'event:pic_photo_or_album': { EventKey: 'string', SendPicsInfo: pictures },
  'event:pic_weixin': { EventKey: 'string', SendPicsInfo: pictures },
  'event:location_select': {
    EventKey: 'string',
    SendLocationInfo: {
      /** Latitude in degrees, GCJ-02. */
      Location_X: 'number',
      /** Longitude in degrees, GCJ-02. */
      Location_Y: 'number',
      Scale: 'number',
      Label: 'string',
      /** Often empty. */
      Poiname: 'string',
    },
  },
} as const satisfies KindTable
