/** Above the chat: the account's name, and the users who can talk to it. */
import { h, renew } from './element.js'
import { icon } from './icons.js'
import type { Model, User, View } from './model.js'
import { createChange, t } from './words.js'

/** More buttons would leave no room for the account's name. Then a list unfolds instead. */
const MOST_BUTTONS = 4

export function createUsers(model: Model): {
  readonly element: HTMLElement
  readonly show: (view: View) => void
} {
  const element = h('header', { class: 'head' })
  const hasChanged = createChange()
  const show = ({ bot, users, user, snapshot }: View): void => {
    const isTyping = snapshot.typing.some(
      (one) => one.bot === bot?.name && one.openid === user.openid,
    )
    if (!hasChanged(bot, users, user, isTyping)) return
    const choose = (one: User | undefined) =>
      model.choose({ user: one ?? user, exchange: undefined })
    const add = () => model.addUser()
    const isFolded = users.length > MOST_BUTTONS
    renew(
      element,
      h('strong', {}, isTyping ? t('typing') : (bot?.accountName ?? '…')),
      h(
        'div',
        { class: 'users', role: 'group', 'aria-label': t('user') },
        ...(isFolded
          ? [listOf(users, user, choose)]
          : users.map((one) => buttonOf(one, user, choose))),
        h(
          'button',
          { class: 'user add', 'aria-label': t('addUser'), 'data-key': 'add', click: add },
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
  return h(
    'button',
    {
      class: 'user',
      title: openid,
      'aria-pressed': String(openid === chosen.openid),
      'aria-label': `${t('user')} ${name}`,
      'data-key': openid,
      click: () => choose(one),
    },
    name,
  )
}

function listOf(users: readonly User[], chosen: User, choose: Choose): HTMLElement {
  const change = (event: Event) => choose(users[(event.target as HTMLSelectElement).selectedIndex])
  const options = users.map(({ openid, name }) =>
    h('option', { selected: openid === chosen.openid }, `${t('user')} ${name}`),
  )
  return h('select', { 'aria-label': t('user'), 'data-key': 'users', change }, ...options)
}
