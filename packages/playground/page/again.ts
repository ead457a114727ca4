/** Sends a message once more, as it was or with other fields. */
import type { PageExchange, PushFields } from '#src/protocol.js'
import { wordButton } from './button.js'
import { type OnSend, openSendable } from './dialogs.js'
import { h } from './element.js'

/** The fields that FakeWechat writes anew. */
const ENVELOPE = /^(ToUserName|FromUserName|CreateTime|MsgType|Event|MsgId)$/

const CHIP = { class: 'chip' }

export function renderAgain({ kind, fields }: PageExchange, onSend: OnSend): HTMLElement {
  const own = Object.entries(fields).filter(([name]) => !ENVELOPE.test(name)) as [string, string][]
  const all = Object.fromEntries(own) as PushFields
  const written = own.filter(([, value]) => typeof value === 'string')
  const edit = () =>
    openSendable(
      {
        word: 'editAgain',
        icon: 'more',
        kind,
        fields: written.map(([name, value]) => ({ name, word: name, value })),
        toFields: (now) => ({ ...all, ...now }),
      },
      onSend,
      () => {},
    )
  return h(
    'div',
    { class: 'chips' },
    wordButton('again', () => onSend(kind, all), CHIP),
    written.length > 0 && wordButton('editAgain', edit, CHIP),
  )
}
