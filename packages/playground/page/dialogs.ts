/** What a user can send besides text: each a small form. */
import { h } from './element.js'
import { type Icon, icon } from './icons.js'
import { t, type Word } from './words.js'

interface Field {
  readonly name: string
  readonly word: Word
  readonly value: string
}

export interface Sendable {
  readonly word: Word
  readonly icon: Icon
  readonly kind: string
  readonly fields: readonly Field[]
  /** The fields of the push, where they are not what was written. */
  readonly toFields?: (written: Fields) => Fields
}

type Fields = Readonly<Record<string, string>>

/** Who follows by a QR code comes with the code's scene; who found the account by its name, with nothing. */
const followed = ({ EventKey = '' }: Fields): Fields =>
  EventKey === '' ? { EventKey } : { EventKey: `qrscene_${EventKey}`, Ticket: 'sample-ticket' }

/** City, latitude, longitude. */
const CITIES: readonly (readonly [string, string, string, string])[] = [
  ['深圳', 'Shenzhen', '22.543096', '114.057865'],
  ['北京', 'Beijing', '39.904200', '116.407396'],
  ['上海', 'Shanghai', '31.230416', '121.473701'],
  ['广州', 'Guangzhou', '23.129110', '113.264385'],
  ['成都', 'Chengdu', '30.572815', '104.066801'],
  ['拉萨', 'Lhasa', '29.652491', '91.172110'],
  ['乌鲁木齐', 'Ürümqi', '43.825592', '87.616848'],
  ['香港', 'Hong Kong', '22.319303', '114.169361'],
]

const PICTURE = new URL('sample.svg', location.href).href

export const SENDABLES: readonly Sendable[] = [
  {
    word: 'image',
    icon: 'image',
    kind: 'image',
    fields: [{ name: 'PicUrl', word: 'picUrl', value: PICTURE }],
  },
  {
    word: 'voice',
    icon: 'voice',
    kind: 'voice',
    fields: [{ name: 'Recognition', word: 'recognition', value: '你好' }],
  },
  { word: 'video', icon: 'video', kind: 'video', fields: [] },
  {
    word: 'location',
    icon: 'location',
    kind: 'location',
    fields: [
      { name: 'Location_X', word: 'latitude', value: '22.543096' },
      { name: 'Location_Y', word: 'longitude', value: '114.057865' },
      { name: 'Label', word: 'label', value: '' },
    ],
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

export type OnSend = (kind: string, fields: Fields) => void

/** Asks for what the push needs, and sends it; at once when it needs nothing. */
export function openSendable(
  sendable: Sendable,
  isZh: boolean,
  onSend: OnSend,
  onDone: () => void,
): void {
  const { kind, fields, toFields = (written: Fields) => written, word } = sendable
  if (fields.length === 0) {
    onSend(kind, {})
    onDone()
    return
  }
  const inputs = fields.map(({ name, value }) =>
    h('input', { name, value, autocomplete: 'off', attributes: { id: `field-${name}` } }),
  )
  const set = (name: string, value: string) => {
    for (const input of inputs) if (input.name === name) input.value = value
  }
  const cities =
    kind === 'location' &&
    h(
      'div',
      { class: 'cities' },
      ...CITIES.map(([zh, en, latitude, longitude]) => {
        const click = () => {
          set('Location_X', latitude)
          set('Location_Y', longitude)
          set('Label', isZh ? zh : en)
        }
        return h('button', { type: 'button', class: 'chip', on: { click } }, isZh ? zh : en)
      }),
    )
  const dialog = h('dialog', { attributes: { 'aria-label': t(word) } })
  const submit = (event: Event) => {
    event.preventDefault()
    dialog.close()
    onSend(kind, toFields(Object.fromEntries(inputs.map((it) => [it.name, it.value]))))
  }
  const form = h(
    'form',
    { on: { submit } },
    h('h2', {}, icon(sendable.icon), t(word)),
    cities,
    ...fields.map(({ name, word: label }, i) => h('label', {}, t(label), inputs[i] ?? name)),
    h(
      'div',
      { class: 'actions' },
      h('button', { type: 'button', on: { click: () => dialog.close() } }, t('cancel')),
      h('button', { type: 'submit', class: 'primary' }, t('send')),
    ),
  )
  dialog.append(form)
  dialog.addEventListener('close', () => {
    dialog.remove()
    onDone()
  })
  document.body.append(dialog)
  dialog.showModal()
}
