/** The chat of one user: what the user said, what the bot answered, and when. */
import type { PageExchange, PageSent } from '#src/protocol.js'
import type { ChatActions } from './actions.js'
import { type BubbleActions, isNotice, renderPush, renderReply, renderSent } from './bubbles.js'
import { botsNow } from './clock.js'
import { h, type Item, reconcile } from './element.js'
import { accountFace, userFace } from './faces.js'
import type { View } from './model.js'
import { silenceOf } from './silence.js'
import { renderWelcome } from './welcome.js'
import { currentLanguage, markOf, t } from './words.js'

/** WeChat shows the time before a message that follows a pause of this length. */
const PAUSE_MS = 5 * 60_000

export function createChat(actions: ChatActions): {
  readonly element: HTMLElement
  readonly show: (view: View) => void
} {
  const list = h('div', {
    class: 'chat',
    tabIndex: 0,
    role: 'log',
    'aria-live': 'polite',
    'aria-relevant': 'additions',
  })
  let newest = ''
  let isAtEnd = true
  let top = 0
  list.addEventListener('scroll', () => {
    // Only a reader leaves the end, upwards. A row that grows only moves the end away.
    if (list.scrollHeight - list.scrollTop - list.clientHeight < 40) isAtEnd = true
    else if (list.scrollTop < top) isAtEnd = false
    top = list.scrollTop
  })
  // Two things change the height: a menu, a panel or a phone's keyboard opens, and a picture loads after its
  // message.
  const sizes = new ResizeObserver(() => {
    if (isAtEnd) list.scrollTop = list.scrollHeight
  })
  sizes.observe(list)
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const row of addedNodes) sizes.observe(row as Element)
  }).observe(list, { childList: true })
  list.addEventListener('keydown', (event) => {
    if (event.target === list) chooseByKey(list, event, actions.onChoose)
  })
  const show = (view: View): void => {
    const items = itemsOf(view, actions)
    list.setAttribute('aria-label', t('chat'))
    reconcile(list, items)
    mark(list, view.chosen?.id)
    const last = items.at(-1)
    const now = `${last?.id} ${last?.mark.length}`
    // The list scrolls for a new message only. A reader of older messages is not moved when one of them changes.
    if (now !== newest) list.scrollTop = list.scrollHeight
    newest = now
  }
  return { element: list, show }
}

/** Marks the chosen message. It is not made anew, because a screen reader would read it out once more. */
function mark(list: HTMLElement, chosen: string | undefined): void {
  for (const row of list.querySelectorAll<HTMLElement>('.turn')) {
    const isChosen = row.dataset.exchange === chosen && row.dataset.id?.startsWith('said-') === true
    row.classList.toggle('chosen', isChosen)
    if (isChosen) row.setAttribute('aria-current', 'true')
    else row.removeAttribute('aria-current')
  }
}

/** The arrow keys move from message to message. A tab stop for each message would make hundreds of them. */
function chooseByKey(list: HTMLElement, event: KeyboardEvent, onChoose: (id: string) => void) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
  if (step === undefined) return
  const rows = [...list.querySelectorAll<HTMLElement>('[data-id^="said-"]')]
  const chosen = rows.findIndex((row) => row.classList.contains('chosen'))
  const next = rows[chosen + step]
  event.preventDefault()
  if (next === undefined) return
  onChoose(next.dataset.exchange ?? '')
  next.scrollIntoView({ block: 'nearest' })
}

function itemsOf(view: View, actions: ChatActions): readonly Item[] {
  const { snapshot, bot, user } = view
  const isHere = (one: { readonly bot: string; readonly openid: string }) =>
    one.bot === bot?.name && one.openid === user.openid
  const bubbles: BubbleActions = { bot: bot?.name ?? '', onSay: actions.onSay }
  const timed = [
    ...snapshot.exchanges
      .filter(isHere)
      .flatMap((exchange) => exchangeItems(exchange, view, actions, bubbles)),
    ...snapshot.sent.filter(isHere).map((sent) => sentItem(sent, view, actions, bubbles)),
  ]
  const items = timed.sort((a, b) => a.at - b.at)
  return items.length > 0 ? items.flatMap(withTime) : [emptyItem(view, actions)]
}

type Timed = Item & { readonly at: number }

/** Puts the time before a message that follows a pause. */
function withTime(item: Timed, i: number, all: readonly Timed[]): readonly Item[] {
  const { at } = item
  if (at - (all[i - 1]?.at ?? 0) < PAUSE_MS) return [item]
  const language = currentLanguage()
  const time = new Date(at)
  const isToday = time.toDateString() === new Date(botsNow()).toDateString()
  const day = isToday ? {} : ({ month: 'short', day: 'numeric', weekday: 'short' } as const)
  const text = time.toLocaleString(language, { ...day, hour: '2-digit', minute: '2-digit' })
  const make = () => h('div', { class: 'turn happened' }, h('time', {}, text))
  return [{ id: `time-${item.id}`, mark: text, make }, item]
}

function exchangeItems(
  exchange: PageExchange,
  { user, bot }: View,
  { onChoose }: ChatActions,
  bubbles: BubbleActions,
): readonly Timed[] {
  const { id, at, kind, fields, isOurs, isQueued, seen, seenAt = 0 } = exchange
  const rowOf = (className: string, ...content: (Node | false)[]) =>
    row(className, id, () => onChoose(id), ...content)
  const notice = (style: string, text: string) =>
    rowOf('happened', h('div', { class: `notice ${style}` }, text))
  const face = () => accountFace(bot?.accountName ?? '')
  const said: Timed = {
    id: `said-${id}`,
    at,
    mark: markOf(),
    make: () => {
      const content = renderPush(kind, fields, bubbles)
      const origin = !isOurs && h('small', { class: 'tag' }, t('outside'))
      if (isNotice(kind)) return rowOf('happened', content, origin)
      return rowOf('mine', saying(content, origin), userFace(user))
    },
  }
  const silence = silenceOf(exchange, bot)
  const came: Timed = {
    id: `came-${id}`,
    at: at + (seen === undefined ? 1 : seenAt),
    mark: markOf(
      ...[seen, seen === undefined && [exchange.attempts.length, isQueued], silence],
      bot?.accountName,
    ),
    make: () => {
      if (seen?.type === 'reply' && /^transfer_/.test(String(seen.reply.MsgType))) {
        return notice('dim', t(String(seen.reply.MsgType)))
      }
      if (seen?.type === 'reply') {
        return rowOf('theirs', face(), saying(renderReply(seen.reply, bubbles)))
      }
      if (seen?.type === 'outage') return notice('outage', t('outage'))
      if (seen?.type === 'silence') {
        return notice(silence.isFault ? 'outage' : 'dim', silence.line)
      }
      return rowOf('happened', waiting(exchange))
    },
  }
  return isOurs ? [said, came] : [said]
}

function waiting({ attempts, isQueued }: PageExchange): HTMLElement {
  const number = Math.max(1, ...attempts.map((one) => one.number))
  const why = t(isQueued ? 'queued' : 'waiting')
  const dots = h('span', { class: 'dots', 'aria-hidden': 'true' }, '…')
  return h('div', { class: 'notice dim' }, `${why} · ${t('attempt', number)} `, dots)
}

function sentItem(
  sent: PageSent,
  { bot }: View,
  { onChoose }: ChatActions,
  bubbles: BubbleActions,
): Timed {
  const { id, at, exchange = '', msgtype, content } = sent
  const make = () =>
    row(
      'theirs later',
      exchange,
      () => onChoose(exchange),
      accountFace(bot?.accountName ?? ''),
      saying(
        renderSent(msgtype, content, bubbles),
        h('small', { class: 'tag' }, t('customerService')),
      ),
    )
  return { id: `sent-${id}`, at, mark: markOf(bot?.accountName), make }
}

function emptyItem(view: View, actions: ChatActions): Item {
  const make = () => renderWelcome(view, actions)
  return {
    id: 'empty',
    mark: markOf(view.bot?.name, view.snapshot.state),
    make,
  }
}

function saying(...content: (Node | false)[]): HTMLElement {
  return h('div', { class: 'saying' }, ...content)
}

/** A click on the row shows the details of the message. Links and buttons in the row keep their own clicks. */
function row(
  className: string,
  exchange: string,
  onChoose: () => void,
  ...content: (Node | false)[]
): HTMLElement {
  const click = (event: Event) => {
    if ((event.target as HTMLElement).closest('a, button') === null) onChoose()
  }
  return h('div', { class: `turn ${className}`, 'data-exchange': exchange, click }, ...content)
}
