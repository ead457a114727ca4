/** Below the chat: the text field, the other kinds of message, and the menu of the account. */
import { type OnSend, openSendable } from './dialogs.js'
import { h } from './element.js'
import { icon } from './icons.js'
import { renderMenuBar } from './menu.js'
import type { View } from './model.js'
import { SENDABLES } from './sendables.js'
import { createChange, t } from './words.js'

/** Six lines of the text field with its padding and border, in pixels. */
const MAX_HEIGHT = 158

export interface Composer {
  readonly element: HTMLElement
  readonly show: (view: View) => void
}

export function createComposer(onSend: OnSend): Composer {
  const element = h('div', { class: 'composer' })
  let isMenu = true
  const hasChanged = createChange()
  // The draft stays when the bots start anew, perhaps with another menu, and when the language changes.
  const draft: Draft = { text: '' }
  const show = ({ bot }: View): void => {
    const menu = bot?.menu?.button ?? []
    if (!hasChanged(menu, isMenu, bot === undefined)) return
    const swap = () => {
      isMenu = !isMenu
      show(viewOf(bot))
      element.querySelector<HTMLElement>('.swap')?.focus()
    }
    const hasMenu = menu.length > 0
    const isMenuShown = hasMenu && isMenu
    element.replaceChildren(
      ...(hasMenu ? [swapButton(isMenuShown, swap)] : []),
      ...(isMenuShown ? [renderMenuBar(menu, onSend)] : textBar(onSend, bot === undefined, draft)),
    )
  }
  const viewOf = (bot: View['bot']) => ({ bot }) as View
  return { element, show }
}

function swapButton(isMenuShown: boolean, click: () => void): HTMLElement {
  const name = isMenuShown ? t('keyboard') : t('menu')
  return h(
    'button',
    { class: 'swap', title: name, 'aria-label': name, click },
    icon(isMenuShown ? 'keyboard' : 'menu'),
  )
}

interface Draft {
  text: string
}

/** The text field, with the other kinds of message below it. */
function textBar(onSend: OnSend, disabled: boolean, draft: Draft): readonly HTMLElement[] {
  const text = h('textarea', {
    rows: 1,
    value: draft.text,
    placeholder: t('placeholder'),
    'aria-label': t('placeholder'),
    enterkeyhint: 'send',
  })
  const panel = sendablesPanel(onSend, () => plus.focus())
  // It grows to six lines. Only then does it scroll.
  const fit = () => {
    text.style.height = 'auto'
    const height = text.scrollHeight + text.offsetHeight - text.clientHeight
    text.style.overflowY = height > MAX_HEIGHT ? 'auto' : 'hidden'
    text.style.height = `${Math.min(height, MAX_HEIGHT)}px`
  }
  new ResizeObserver(fit).observe(text)
  const send = () => {
    if (disabled || text.value.trim() === '') return
    onSend('text', { Content: text.value })
    draft.text = ''
    text.value = ''
    fit()
    text.focus()
  }
  text.addEventListener('input', () => {
    draft.text = text.value
    fit()
  })
  text.addEventListener('keydown', (event) => {
    // While an input method composes characters (拼音), Enter chooses one of them.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    send()
  })
  const unfold = (isOpen: boolean) => {
    panel.hidden = !isOpen
    plus.setAttribute('aria-expanded', String(isOpen))
  }
  const toggle = () => {
    unfold(panel.hidden === true)
    if (!panel.hidden) panel.querySelector('button')?.focus()
  }
  panel.addEventListener('click', () => unfold(false))
  const more = { class: 'more', title: t('more'), disabled, click: toggle }
  const plus = h(
    'button',
    { ...more, 'aria-label': t('more'), 'aria-expanded': 'false' },
    icon('more'),
  )
  const bar = h(
    'div',
    { class: 'textbar' },
    text,
    plus,
    h('button', { class: 'primary', disabled, click: send }, t('send')),
  )
  panel.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    unfold(false)
    text.focus()
  })
  return [bar, panel]
}

/** `onDone` is called when the user has sent a message or closed the panel. */
function sendablesPanel(onSend: OnSend, onDone: () => void): HTMLElement {
  const buttons = SENDABLES.map((sendable) => {
    const click = () => openSendable(sendable, onSend, onDone)
    return h('button', { click }, icon(sendable.icon), t(sendable.word))
  })
  return h('div', { class: 'panel', hidden: true }, ...buttons)
}
