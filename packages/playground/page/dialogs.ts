/** A small form that asks for the fields of a push. */
import type { PushFields } from '#src/protocol.js'
import { wordButton } from './button.js'
import { h } from './element.js'
import { icon } from './icons.js'
import { CITIES, type Sendable } from './sendables.js'
import { currentLanguage, t, type Word } from './words.js'

/** `file`: a picture or a voice of this machine. It replaces the fields that name one. */
export type OnSend = (kind: string, fields: PushFields, file?: File) => void

/** A person follows and scans, and sends neither. */
const OWN_WORD: ReadonlySet<string> = new Set(['follow', 'scan'])

/** Asks for the fields of the push, then sends it. A push without such fields is sent at once. */
export function openSendable(sendable: Sendable, onSend: OnSend, onDone: () => void): void {
  const isZh = currentLanguage() === 'zh'
  const { kind, fields, toFields = (written: PushFields) => written, word } = sendable
  if (fields.length === 0) {
    onSend(kind, {})
    onDone()
    return
  }
  const inputs = fields.map(({ name, value }) =>
    // Only a textarea keeps the lines of a text.
    name === 'Content'
      ? h('textarea', { name, value, rows: 3 })
      : h('input', { name, value, autocomplete: 'off', id: `field-${name}` }),
  )
  const file = sendable.accept !== undefined && h('input', { type: 'file' })
  if (file) file.accept = sendable.accept ?? ''
  const set = (name: string, value: string) => {
    for (const input of inputs) if (input.name === name) input.value = value
  }
  const cities =
    fields.some(({ name }) => name === 'Location_X') &&
    h(
      'div',
      { class: 'chips' },
      ...CITIES.map(([zh, en, latitude, longitude]) => {
        const click = () => {
          set('Location_X', latitude)
          set('Location_Y', longitude)
          set('Label', isZh ? zh : en)
        }
        return h('button', { class: 'chip', click }, isZh ? zh : en)
      }),
    )
  const dialog = createDialog(word, '', onDone)
  const submit = (event: Event) => {
    event.preventDefault()
    dialog.close()
    const written = toFields(Object.fromEntries(inputs.map((it) => [it.name, it.value])))
    onSend(kind, written, file ? file.files?.[0] : undefined)
  }
  const form = h(
    'form',
    { submit },
    h('h2', {}, icon(sendable.icon), t(word)),
    cities,
    file && h('label', {}, t('localFile'), file),
    ...fields.map(({ name, word: label }, i) => h('label', {}, t(label), inputs[i] ?? name)),
    h(
      'div',
      { class: 'actions' },
      wordButton('cancel', () => dialog.close()),
      h('button', { type: 'submit', class: 'primary' }, t(OWN_WORD.has(word) ? word : 'send')),
    ),
  )
  dialog.append(form)
  dialog.showModal()
}

/** A dialog without content. It is not shown yet. */
export function createDialog(word: Word, className: string, onClose = () => {}): HTMLDialogElement {
  const close = () => {
    dialog.remove()
    onClose()
  }
  const dialog = h('dialog', { class: className, 'aria-label': t(word), close })
  document.body.append(dialog)
  return dialog
}
