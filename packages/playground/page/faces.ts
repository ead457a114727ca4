/** The picture beside each message, as in WeChat: it shows who speaks. */
import { h } from './element.js'
import type { User } from './model.js'
import { t } from './words.js'

export function userFace({ name }: User): HTMLElement {
  return face('self', `${t('user')} ${name}`, name)
}

/** Each name has a colour of its own. */
export function accountFace(name: string): HTMLElement {
  const hue = [...name].reduce((sum, one) => (sum * 31 + (one.codePointAt(0) ?? 0)) % 360, 0)
  const element = face('account', name, name)
  element.style.setProperty('--hue', `${hue}`)
  return element
}

/** It shows the first character of the name. */
function face(who: string, label: string, name: string): HTMLElement {
  const [first] = new Intl.Segmenter().segment(name)
  return h(
    'span',
    { class: `face ${who}`, role: 'img', 'aria-label': label },
    first?.segment.toUpperCase(),
  )
}
