/** Sends a message once more, as it was or with other fields. */
import type { PageExchange, PushFields } from '#src/protocol.js'
import { type OnSend, openSendable } from './dialogs.js'
import { h } from './element.js'
import { currentLanguage, t, type Word } from './words.js'

/** The fields that FakeWechat writes anew. */
const ENVELOPE = /^(ToUserName|FromUserName|CreateTime|MsgType|Event|MsgId)$/

export function renderAgain({ kind, fields }: PageExchange, onSend: OnSend): HTMLElement {
  const own = Object.entries(fields).filter(([name]) => !ENVELOPE.test(name)) as [string, string][]
  const all = Object.fromEntries(own) as PushFields
  const written = own.filter(([, value]) => typeof value === 'string')
  const edit = () =>
    openSendable(
      {
        word: 'editAgain',
        icon: 'again',
        kind,
        fields: written.map(([name, value]) => ({ name, word: name, value })),
        toFields: (now) => ({ ...all, ...now }),
      },
      currentLanguage() === 'zh',
      onSend,
      () => {},
    )
  return h(
    'div',
    { class: 'again' },
    button('again', () => onSend(kind, all)),
    written.length > 0 && button('editAgain', edit),
  )
}

function button(word: Word, click: () => void): HTMLElement {
  return h('button', { type: 'button', class: 'chip', on: { click } }, t(word))
}
