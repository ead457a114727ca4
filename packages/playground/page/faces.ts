/** The picture beside each message, as in WeChat: it shows who speaks. */
import { h } from './element.js'
import { icon } from './icons.js'
import type { User } from './model.js'
import { t } from './words.js'

export function userFace({ name }: User): HTMLElement {
  return face('self', `${t('user')} ${name}`, name.slice(0, 1))
}

export function botFace(): HTMLElement {
  return face('bot', t('bot'), icon('bot'))
}

function face(who: string, label: string, picture: Node | string): HTMLElement {
  const attributes = { role: 'img', 'aria-label': label }
  return h('span', { class: `face ${who}`, attributes }, picture)
}
