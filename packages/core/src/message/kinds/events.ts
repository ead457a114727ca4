/**
 * Following, QR codes, location and menus (关注、扫码、上报地理位置、自定义菜单事件).
 * Source: developers.weixin.qq.com, basic-message/receive-event and custom menu events.
 */
import type { KindTable } from './table.ts'

export const events = {
  'event:subscribe': {
    /** `qrscene_` and the scene when the user came by a QR code; else empty. */
    EventKey: 'string',
    /** Of the QR code. */
    Ticket: 'string?',
  },
  'event:unsubscribe': { EventKey: 'string' },
  'event:SCAN': {
    /** The scene, without prefix. A number or a text: always a string here. */
    EventKey: 'string',
    Ticket: 'string?',
  },
  'event:LOCATION': {
    /** Degrees, WGS-84 (a location message is GCJ-02). */
    Latitude: 'number',
    /** Degrees, WGS-84. */
    Longitude: 'number',
    /** Plausibly metres; WeChat documents no unit. */
    Precision: 'number',
  },
  'event:CLICK': {
    /** The key of the menu button. */
    EventKey: 'string',
  },
  'event:VIEW': {
    /** The URL of the menu button. */
    EventKey: 'string',
    /** Of a personalised menu (个性化菜单). */
    MenuId: 'string?',
  },
} as const satisfies KindTable
