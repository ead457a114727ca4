/** The messages that a user can send besides text. Each is a push, with the fields that the user is asked for. */
import type { MenuButton } from '@wechatbot/core'
import type { PushFields } from '#src/protocol.js'
import type { Icon } from './icons.js'
import type { Word } from './words.js'

interface Field {
  readonly name: string
  /** A word, or the name of the field itself. */
  readonly word: string
  readonly value: string
}

export interface Sendable {
  readonly word: Word
  readonly icon: Icon
  readonly kind: string
  readonly fields: readonly Field[]
  /** Whether the user may choose a file of this machine, and of which types. */
  readonly accept?: string
  /** Makes the fields of the push, where they differ from the fields of the form. */
  readonly toFields?: (written: Written) => PushFields
}

type Written = Readonly<Record<string, string>>

/** A new follower by a QR code comes with the scene of the code. A new follower by a search comes without one. */
const followed = ({ EventKey = '' }: Written): PushFields =>
  EventKey === ''
    ? { EventKey }
    : { EventKey: `qrscene_${EventKey.replace(/^qrscene_/, '')}`, Ticket: 'sample-ticket' }

/** City, latitude, longitude. */
export const CITIES: readonly (readonly [string, string, string, string])[] = [
  ['深圳', 'Shenzhen', '22.543096', '114.057865'],
  ['北京', 'Beijing', '39.904200', '116.407396'],
  ['上海', 'Shanghai', '31.230416', '121.473701'],
  ['广州', 'Guangzhou', '23.129110', '113.264385'],
  ['成都', 'Chengdu', '30.572815', '104.066801'],
  ['拉萨', 'Lhasa', '29.652491', '91.172110'],
  ['乌鲁木齐', 'Ürümqi', '43.825592', '87.616848'],
  ['香港', 'Hong Kong', '22.319303', '114.169361'],
]

const PLACE: readonly Field[] = [
  { name: 'Location_X', word: 'latitude', value: '22.543096' },
  { name: 'Location_Y', word: 'longitude', value: '114.057865' },
  { name: 'Label', word: 'label', value: '' },
]

export const PICTURE = new URL('sample.svg', location.href).href

export const SENDABLES: readonly Sendable[] = [
  {
    word: 'image',
    icon: 'image',
    kind: 'image',
    accept: 'image/png,image/jpeg,image/gif',
    fields: [{ name: 'PicUrl', word: 'picUrl', value: PICTURE }],
  },
  {
    word: 'voice',
    icon: 'voice',
    kind: 'voice',
    accept: '.amr,.mp3',
    fields: [{ name: 'Recognition', word: 'recognition', value: '你好' }],
  },
  { word: 'video', icon: 'video', kind: 'video', fields: [] },
  {
    word: 'location',
    icon: 'location',
    kind: 'location',
    fields: PLACE,
  },
  {
    word: 'link',
    icon: 'link',
    kind: 'link',
    fields: [
      { name: 'Title', word: 'linkTitle', value: '公众平台官网' },
      { name: 'Description', word: 'description', value: '' },
      { name: 'Url', word: 'url', value: 'https://mp.weixin.qq.com/' },
    ],
  },
  {
    word: 'follow',
    icon: 'follow',
    kind: 'event:subscribe',
    fields: [{ name: 'EventKey', word: 'scene', value: '' }],
    toFields: followed,
  },
  { word: 'unfollow', icon: 'unfollow', kind: 'event:unsubscribe', fields: [] },
  {
    word: 'scan',
    icon: 'scan',
    kind: 'event:SCAN',
    fields: [{ name: 'EventKey', word: 'scene', value: '123' }],
    toFields: (written) => ({ ...written, Ticket: 'sample-ticket' }),
  },
]

/** The form for a button of the menu. Undefined when the button pushes at once. */
export function sendableOf({ type = 'click', key = '' }: MenuButton): Sendable | undefined {
  const kind = `event:${type}`
  if (type === 'location_select') {
    const toFields = (place: Written) => ({
      EventKey: key,
      SendLocationInfo: { ...place, Scale: '15', Poiname: '' },
    })
    return { word: 'location', icon: 'location', kind, fields: PLACE, toFields }
  }
  if (type === 'scancode_push' || type === 'scancode_waitmsg') {
    const toFields = ({ ScanResult = '' }: Written) => ({
      EventKey: key,
      ScanCodeInfo: { ScanType: 'qrcode', ScanResult },
    })
    const fields: readonly Field[] = [{ name: 'ScanResult', word: 'scanResult', value: '1' }]
    return { word: 'scan', icon: 'scan', kind, fields, toFields }
  }
  return undefined
}
