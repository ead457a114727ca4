/** The account's menu, and what its buttons push. */
import type { MenuButton } from '@wechatbot/core'
import { type OnSend, openSendable } from './dialogs.js'
import { h } from './element.js'
import { PICTURE, sendableOf } from './sendables.js'
import { isWeb } from './text.js'
import { t } from './words.js'

/** The menu of the account, as WeChat has it below the chat. */
export function renderMenuBar(menu: readonly MenuButton[], onSend: OnSend): HTMLElement {
  const buttons = menu.map((button) => {
    const { name, sub_button: subs = [] } = button
    if (subs.length === 0) {
      return h('button', { click: () => press(button, onSend) }, name)
    }
    const entries = subs.map((sub) => h('button', { click: () => press(sub, onSend) }, sub.name))
    const details = h(
      'details',
      {},
      h('summary', {}, name),
      h('div', { class: 'subs' }, ...entries),
    )
    details.name = 'menu'
    details.addEventListener('click', (event) => {
      if ((event.target as HTMLElement).closest('.subs') !== null) details.open = false
    })
    details.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return
      details.open = false
      details.querySelector('summary')?.focus()
    })
    return details
  })
  return h('div', { class: 'menubar', role: 'group', 'aria-label': t('menu') }, ...buttons)
}

/** The push that WeChat sends for a press, by the type of the button. */
function press(button: MenuButton, onSend: OnSend) {
  const { type = 'click', key = '', url = '', pagepath = '' } = button
  const sendable = sendableOf(button)
  const opener = document.activeElement
  if (sendable !== undefined) {
    return openSendable(sendable, onSend, () => {
      if (opener instanceof HTMLElement) opener.focus()
    })
  }
  if (type === 'view') {
    if (isWeb(url)) window.open(url, '_blank', 'noreferrer,noopener')
    return onSend('event:VIEW', { EventKey: url })
  }
  if (type === 'miniprogram') return onSend('event:view_miniprogram', { EventKey: pagepath })
  // WeChat shows the material in the chat and pushes nothing.
  if (/^(media_id|view_limited|article)/.test(type)) return
  if (!type.startsWith('pic_')) {
    return onSend(type === 'click' ? 'event:CLICK' : `event:${type}`, { EventKey: key })
  }
  const PicList = { item: { PicMd5Sum: '0123456789abcdef0123456789abcdef' } }
  onSend(`event:${type}`, { EventKey: key, SendPicsInfo: { Count: '1', PicList } })
  // The picture follows as a separate message.
  onSend('image', { PicUrl: PICTURE })
}
