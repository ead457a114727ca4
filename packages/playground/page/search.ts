/** Finds messages of all users by a text in them, in their replies, or in what handled them. */
import type { PageExchange } from '#src/protocol.js'
import { isNotice, noticeOf } from './bubbles.js'
import { h, type Item, reconcile } from './element.js'
import type { Model, View } from './model.js'
import { markOf, t } from './words.js'

/** More results than this are not read. */
const MOST = 50

export function createSearch(model: Model): {
  readonly element: HTMLElement
  readonly show: (view: View) => void
} {
  const input = h('input', { type: 'search', autocomplete: 'off' })
  const list = h('ol', { class: 'found' })
  const element = h('div', { class: 'search' }, input, list)
  const show = (view: View): void => {
    input.placeholder = t('search')
    input.setAttribute('aria-label', t('search'))
    const wanted = input.value.trim().toLowerCase()
    const found = wanted === '' ? [] : matching(view, wanted)
    list.hidden = wanted === ''
    const items = found.map((one) => itemOf(one, view, pick))
    const none = { id: 'none', mark: markOf(), make: () => h('li', {}, t('notFound')) }
    reconcile(list, items.length === 0 ? [none] : items)
  }
  const pick = ({ id, openid }: PageExchange) => {
    const user = model.view.users.find((one) => one.openid === openid)
    input.value = ''
    if (user !== undefined) model.choose({ user, exchange: id })
  }
  input.addEventListener('input', () => show(model.view))
  return { element, show }
}

function matching({ snapshot, bot }: View, wanted: string): readonly PageExchange[] {
  return snapshot.exchanges
    .filter((one) => one.bot === bot?.name && textOf(one).toLowerCase().includes(wanted))
    .slice(-MOST)
    .reverse()
}

function textOf({ kind, fields, seen, handlers, lines }: PageExchange): string {
  return JSON.stringify([kind, fields, seen, handlers, lines])
}

function itemOf(one: PageExchange, { users }: View, pick: (one: PageExchange) => void): Item {
  const { id, openid, kind, fields, seen } = one
  const user = users.find((it) => it.openid === openid)?.name ?? openid
  const said = isNotice(kind)
    ? noticeOf(kind, String(fields.EventKey ?? ''))
    : (fields.Content ?? kind)
  const reply = seen?.type === 'reply' ? String(seen.reply.Content ?? seen.reply.MsgType) : ''
  const make = () =>
    h(
      'li',
      {},
      h(
        'button',
        { click: () => pick(one) },
        h('b', {}, user),
        ` ${String(said)}`,
        h('small', {}, reply),
      ),
    )
  return { id, mark: markOf(user, reply), make }
}
