/** Beside the chat: all details of one message. */
import type { PageExchange, PageLine, PageSeen, PageSent } from '#src/protocol.js'
import { renderAgain } from './again.js'
import { codeBlock } from './code.js'
import { copyButton } from './copy.js'
import type { OnSend } from './dialogs.js'
import { h, type Item, reconcile } from './element.js'
import { renderFrame, renderRefusal } from './frame.js'
import { isRunning, renderHandlers } from './handlers.js'
import type { Model, View } from './model.js'
import { silenceOf } from './silence.js'
import { renderTimeline, seconds } from './timeline.js'
import { createUserData } from './user-data.js'
import { renderGuide } from './welcome.js'
import { currentLanguage, markOf, t, type Word } from './words.js'
import { renderXml } from './xml.js'

const LEVELS: Readonly<Record<number, string>> = { 40: 'warn', 50: 'error', 60: 'error' }
/** How often the bar of an open request grows. */
const GROWTH_MS = 250

export function createInspector(
  model: Model,
  onSend: OnSend,
): {
  readonly element: HTMLElement
  readonly show: (view: View) => void
} {
  const element = h('div', { class: 'inspector' })
  const userData = createUserData(model)
  let isAll = false
  const show = (view: View): void => {
    const choose = (all: boolean) => () => {
      isAll = all
      show(view)
    }
    const { chosen } = view
    const parts = chosen === undefined ? [guide(view)] : partsOf(chosen, view, onSend)
    // Each part is renewed by itself, so that a selection, the focus and unfolded parts stay in the other ones.
    reconcile(element, [...userData.item(view), ...parts, logPart(view, isAll, choose)])
  }
  return { element, show }
}

function guide(view: View): Item {
  const { snapshot, bot } = view
  const mark = markOf(snapshot.state, bot?.name)
  return { id: 'guide', mark, make: () => renderGuide(view) }
}

function partsOf(exchange: PageExchange, view: View, onSend: OnSend): readonly Item[] {
  const { id, kind, at, xml, sealed, seen, seenAt, attempts, asked, handlers, late } = exchange
  const { isQueued, isTakenUp, written, parts, refused } = exchange
  const { snapshot } = view
  const frames = handlers.filter(({ frame }) => frame !== undefined)
  const sent = snapshot.sent.filter((one) => one.exchange === id)
  const isOpen = attempts.some(({ outcome }) => outcome === undefined) && exchange.isOurs
  const sealedReply = attempts.find(({ body }) => body?.includes('<Encrypt>'))?.body
  const reply =
    seen?.type === 'reply' ? seen.xml : (attempts.find(hasXml) ?? attempts.find(hasBody))?.body
  const { code, ...silence } = silenceOf(exchange, view.bot)
  const hasPlugins = view.bot?.plugins.some((name) => name !== 'menu') ?? false
  const verdict = seen?.type === 'silence' ? silence.line : verdictOf(seen, seenAt)
  const style = seen?.type === 'silence' && silence.isFault ? 'outage' : (seen?.type ?? 'open')
  const now = Math.floor(Date.now() / GROWTH_MS)
  const growth = isOpen && now
  const pace = isRunning(exchange) && now
  const item = (name: string, make: () => HTMLElement, ...of: readonly unknown[]): Item => ({
    id: `${name}-${id}`,
    mark: markOf(...of),
    make,
  })
  const head = () =>
    h(
      'header',
      {},
      h('h2', {}, kind),
      h('time', {}, new Date(at).toLocaleTimeString(currentLanguage())),
      h('span', { class: `verdict ${style}` }, verdict),
    )
  const timeline = () => part(t('timeline'), renderTimeline(exchange, sent))
  // A frame says its own error, and the head says the error of a message without an answer.
  const unsaid = handlers.filter(
    ({ error, frame }) => error !== undefined && frame === undefined && !verdict.includes(error),
  )
  const handlersPart = () =>
    part(t('handlers'), renderHandlers(exchange, unsaid) ?? nothing(isOpen ? 'open' : 'noXml'))
  const sealedItem = (name: string, title: string, body: string) =>
    item(name, () => folded(title, renderXml(body)), body)
  const replyPart = () =>
    part(t('replyXml'), reply === undefined ? nothing() : renderXml(reply), reply)
  return [
    item('head', head, verdict, style),
    ...(seen?.type === 'silence' && code !== undefined
      ? [item('advice', () => advicePart(code, hasPlugins), code)]
      : []),
    ...frames.map(({ frame, error = '' }, n) => {
      const said = verdict.includes(error) ? undefined : error
      const make = () => renderFrame(frame, snapshot.editor, said) ?? nothing()
      return item(`frame-${n}`, make, frame, said)
    }),
    ...(refused === undefined ? [] : [item('refused', () => renderRefusal(refused), refused)]),
    item('again', () => renderAgain(exchange, onSend)),
    item('timeline', timeline, attempts, handlers, late, sent, parts, written?.isOver, growth),
    item(
      'handlers',
      handlersPart,
      asked,
      handlers,
      unsaid.length,
      isOpen,
      isQueued,
      isTakenUp,
      written,
      parts,
      pace,
    ),
    item('push', () => part(t('push'), renderXml(xml), xml)),
    ...(sealed === undefined ? [] : [sealedItem('sealed-push', t('sealedPush'), sealed)]),
    item('reply', replyPart, reply),
    ...(sealedReply === undefined || reply === sealedReply
      ? []
      : [sealedItem('sealed', t('sealed'), sealedReply)]),
    ...sent.map((one) => item(`sent-${one.id}`, () => sentPart(one))),
  ]
}

const hasBody = ({ body }: { readonly body?: string }) => body !== undefined && body !== ''
const hasXml = ({ body }: { readonly body?: string }) => body?.startsWith('<') ?? false

function verdictOf(seen: PageSeen | undefined, at = 0): string {
  if (seen === undefined) return t('open')
  if (seen.type === 'outage') return `${t('outage')} (${seen.why})`
  return `${t('answered')} · ${seconds(at)}`
}

/** A customer-service message as the bot sent it. */
function sentPart({ msgtype, content }: PageSent): HTMLElement {
  const body = JSON.stringify({ msgtype, [msgtype]: content }, null, 2)
  return part(t('later'), codeBlock(body), body)
}

/** No handler answered the message. The advice shows a handler that would. */
function advicePart(code: string, hasPlugins: boolean): HTMLElement {
  return h(
    'section',
    { class: 'advice' },
    h('h3', {}, t('adviceFor'), copyButton(code)),
    codeBlock(code),
    h('p', { class: 'dim' }, t(hasPlugins ? 'adviceWhere' : 'adviceConfig')),
  )
}

function logPart(
  { chosen, snapshot }: View,
  isAllWanted: boolean,
  choose: (all: boolean) => () => void,
): Item {
  const isAll = isAllWanted || chosen === undefined
  const lines = isAll ? snapshot.lines : chosen.lines
  const make = () => {
    const tabs = [tab(t('ofMessage'), !isAll, choose(false)), tab(t('allLog'), isAll, choose(true))]
    // The newest line stands first, where it is seen.
    const rows = lines.slice(-200).reverse().map(lineRow)
    const list = rows.length === 0 ? nothing() : h('ol', { class: 'log' }, ...rows)
    return h('section', {}, h('h3', {}, t('log'), ...(chosen === undefined ? [] : tabs)), list)
  }
  const last = lines.at(-1)
  const mark = markOf(isAll, chosen?.id, lines.length, last?.at, last?.text)
  return { id: 'log', mark, make }
}

function lineRow({ at, level, text, zh, detail }: PageLine): HTMLElement {
  const { bot: _, key: __, ...rest } = detail
  const { err } = rest as { readonly err?: { readonly stack?: unknown } }
  const { stack } = err ?? {}
  const shown = Object.entries(stack === undefined ? rest : { ...rest, err: undefined })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
  return h(
    'li',
    { class: LEVELS[level] ?? '' },
    h('time', {}, new Date(at).toLocaleTimeString(currentLanguage())),
    h('span', {}, currentLanguage() === 'zh' ? (zh ?? text) : text),
    h('small', {}, shown.join('  ')),
    typeof stack === 'string' && h('pre', {}, stack),
  )
}

function tab(name: string, isOn: boolean, click: () => void): HTMLElement {
  return h('button', { class: 'chip', 'aria-pressed': String(isOn), click }, name)
}

function part(title: string, content: HTMLElement, copied?: string): HTMLElement {
  return h('section', {}, h('h3', {}, title, copied !== undefined && copyButton(copied)), content)
}

function folded(title: string, content: HTMLElement): HTMLElement {
  return h('section', {}, h('details', {}, h('summary', {}, title), content))
}

function nothing(word: Word = 'noXml'): HTMLElement {
  return h('p', { class: 'dim' }, t(word))
}
