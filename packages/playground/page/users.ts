/** Above the chat: the account's name, and the users who can talk to it. */
import { h, renew } from './element.js'
import { icon } from './icons.js'
import type { Model, User, View } from './model.js'
import { currentLanguage, t } from './words.js'

/** More buttons would leave no room for the account's name. Then a list unfolds instead. */
const MOST_BUTTONS = 4

export function createUsers(model: Model): {
  readonly element: HTMLElement
  readonly show: (view: View) => void
} {
  const element = h('header', { class: 'head' })
  let made = ''
  const show = ({ bot, users, user, snapshot }: View): void => {
    const isTyping = snapshot.typing.some(
      (one) => one.bot === bot?.name && one.openid === user.openid,
    )
    const mark = JSON.stringify([bot, users, user, isTyping, currentLanguage()])
    if (mark === made) return
    made = mark
    const choose = (one: User | undefined) =>
      model.choose({ user: one ?? user, exchange: undefined })
    const add = () => model.addUser()
    const attributes = { 'aria-label': t('addUser'), 'data-key': 'add' }
    const isFolded = users.length > MOST_BUTTONS
    renew(
      element,
      h('strong', {}, isTyping ? t('typing') : (bot?.accountName ?? '…')),
      h(
        'div',
        { class: 'users', attributes: { role: 'group', 'aria-label': t('user') } },
        ...(isFolded
          ? [listOf(users, user, choose)]
          : users.map((one) => buttonOf(one, user, choose))),
        h(
          'button',
          { type: 'button', class: 'user add', attributes, on: { click: add } },
          icon('add'),
        ),
      ),
    )
  }
  return { element, show }
}

type Choose = (user: User | undefined) => void

function buttonOf(one: User, chosen: User, choose: Choose): HTMLElement {
  const { openid, name } = one
  const attributes = {
    'aria-pressed': String(openid === chosen.openid),
    'aria-label': `${t('user')} ${name}`,
    'data-key': openid,
  }
  const on = { click: () => choose(one) }
  return h('button', { type: 'button', class: 'user', title: openid, attributes, on }, name)
}

function listOf(users: readonly User[], chosen: User, choose: Choose): HTMLElement {
  const change = (event: Event) => choose(users[(event.target as HTMLSelectElement).selectedIndex])
  const options = users.map(({ openid, name }) =>
    h('option', { selected: openid === chosen.openid }, `${t('user')} ${name}`),
  )
  const attributes = { 'aria-label': t('user'), 'data-key': 'users' }
  return h('select', { attributes, on: { change } }, ...options)
}
