/** The chat of one user: what was said, what came back, and when. */
import type { PageExchange, PageSent } from '#src/protocol.js'
import { type BubbleActions, isNotice, renderPush, renderReply, renderSent } from './bubbles.js'
import { h, type Item, reconcile } from './element.js'
import type { View } from './model.js'
import { currentLanguage, t } from './words.js'

export interface ChatActions {
  readonly onSay: (content: string) => void
  readonly onChoose: (id: string) => void
}

export function createChat(actions: ChatActions): {
  readonly element: HTMLElement
  readonly show: (view: View) => void
} {
  const list = h('ol', {
    class: 'chat',
    tabIndex: 0,
    attributes: { role: 'log', 'aria-live': 'polite' },
  })
  let newest = ''
  let isAtEnd = true
  list.addEventListener('scroll', () => {
    isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40
  })
  // A menu, a panel or the keyboard of a phone takes room; a picture arrives after its message.
  const follow = () => {
    if (isAtEnd) list.scrollTop = list.scrollHeight
  }
  new ResizeObserver(follow).observe(list)
  list.addEventListener('load', follow, true)
  const show = (view: View): void => {
    const items = itemsOf(view, actions)
    list.setAttribute('aria-label', t('chat'))
    reconcile(list, items)
    const last = items.at(-1)
    const now = `${last?.id} ${last?.mark.length}`
    // Whoever reads what is above is not pulled down by an old one that changes.
    if (now !== newest) list.scrollTop = list.scrollHeight
    newest = now
  }
  return { element: list, show }
}

function itemsOf(view: View, actions: ChatActions): readonly Item[] {
  const { snapshot, bot, user, chosen } = view
  const isHere = (one: { readonly bot: string; readonly openid: string }) =>
    one.bot === bot?.name && one.openid === user.openid
  const bubbles: BubbleActions = { bot: bot?.name ?? '', onSay: actions.onSay }
  const timed = [
    ...snapshot.exchanges
      .filter(isHere)
      .flatMap((exchange) => exchangeItems(exchange, exchange.id === chosen?.id, actions, bubbles)),
    ...snapshot.sent.filter(isHere).map((sent) => sentItem(sent, actions, bubbles)),
  ]
  const items = timed.sort((a, b) => a.at - b.at)
  return items.length > 0 ? items : [emptyItem()]
}

type Timed = Item & { readonly at: number }

function exchangeItems(
  exchange: PageExchange,
  isChosen: boolean,
  { onChoose }: ChatActions,
  bubbles: BubbleActions,
): readonly Timed[] {
  const { id, at, kind, fields, isOurs, seen, seenAt = 0 } = exchange
  const choose = () => onChoose(id)
  const language = currentLanguage()
  const said: Timed = {
    id: `said-${id}`,
    at,
    mark: `${isChosen} ${language}`,
    make: () => {
      const content = renderPush(kind, fields, bubbles)
      const side = isNotice(kind) ? 'happened' : 'mine'
      const origin = !isOurs && h('small', { class: 'tag' }, t('outside'))
      return row(`${side}${isChosen ? ' chosen' : ''}`, choose, content, origin)
    },
  }
  const body = exchange.attempts.find((one) => one.body?.startsWith('<'))?.body
  const mark = `${JSON.stringify(seen)} ${exchange.attempts.length} ${body?.length} ${language}`
  const came: Timed = {
    id: `came-${id}`,
    at: at + (seen === undefined ? 1 : seenAt),
    mark,
    make: () => {
      if (seen?.type === 'reply') return row('theirs', choose, renderReply(seen.reply, bubbles))
      if (seen?.type === 'outage') {
        return row('happened', choose, h('div', { class: 'notice outage' }, t('outage')))
      }
      if (seen?.type === 'silence') {
        return row('happened', choose, h('div', { class: 'notice dim' }, t('silence')))
      }
      return row('happened', choose, waiting(exchange))
    },
  }
  return isOurs ? [said, came] : [said]
}

function waiting({ attempts }: PageExchange): HTMLElement {
  const number = Math.max(1, ...attempts.map((one) => one.number))
  const dots = h('span', { class: 'dots', attributes: { 'aria-hidden': 'true' } }, '…')
  return h('div', { class: 'notice dim' }, `${t('waiting')} · ${t('attempt', number)} `, dots)
}

function sentItem(sent: PageSent, { onChoose }: ChatActions, bubbles: BubbleActions): Timed {
  return {
    id: `sent-${sent.id}`,
    at: sent.at,
    mark: currentLanguage(),
    make: () =>
      row(
        'theirs later',
        () => onChoose(sent.exchange ?? ''),
        renderSent(sent.msgtype, sent.content, bubbles),
        h('small', { class: 'tag' }, t('customerService')),
      ),
  }
}

function emptyItem(): Timed {
  const make = () =>
    h(
      'li',
      { class: 'empty' },
      h('span', { class: 'wide' }, t('empty')),
      h('span', { class: 'narrow' }, t('emptyNarrow')),
    )
  return { id: 'empty', at: 0, mark: currentLanguage(), make }
}

/** A click on it, or Enter, shows what became of the message; links and buttons in it stay theirs. */
function row(
  className: string,
  onChoose: () => void,
  ...content: (Node | string | false)[]
): HTMLElement {
  const choose = (event: Event) => {
    if ((event.target as HTMLElement).closest('a, button') === null) onChoose()
  }
  const enter = (event: Event) => {
    if ((event as KeyboardEvent).key === 'Enter') choose(event)
  }
  return h(
    'li',
    { class: className, tabIndex: 0, on: { click: choose, keydown: enter } },
    ...content,
  )
}
