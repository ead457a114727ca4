/** Beside the chat: everything that is known of one message. */
import type { PageExchange, PageLine, PageSeen } from '#src/protocol.js'
import { h } from './element.js'
import type { View } from './model.js'
import { renderTimeline, seconds } from './timeline.js'
import { currentLanguage, t } from './words.js'
import { renderXml } from './xml.js'

const LEVELS: Readonly<Record<number, string>> = { 40: 'warn', 50: 'error', 60: 'error' }

export function createInspector(): {
  readonly element: HTMLElement
  readonly show: (view: View) => void
} {
  const element = h('div', { class: 'inspector' })
  let made = ''
  let isAll = false
  const show = (view: View): void => {
    const { chosen, snapshot } = view
    const sent = snapshot.sent.filter(({ exchange }) => exchange === chosen?.id)
    const isOpen = chosen?.attempts.some(({ outcome }) => outcome === undefined) ?? false
    const lines = isAll || chosen === undefined ? snapshot.lines : chosen.lines
    const mark = JSON.stringify([chosen, sent, currentLanguage(), isAll, lines.length])
    if (mark === made && !isOpen) return
    made = mark
    const top = element.scrollTop
    const choose = (all: boolean) => () => {
      isAll = all
      show(view)
    }
    element.replaceChildren(
      ...(chosen === undefined ? [h('p', { class: 'empty' }, t('empty'))] : parts(chosen, sent)),
      logPart(lines, isAll || chosen === undefined, chosen !== undefined ? choose : undefined),
    )
    element.scrollTop = top
  }
  return { element, show }
}

function parts(exchange: PageExchange, sent: View['snapshot']['sent']): readonly HTMLElement[] {
  const { kind, at, xml, seen, attempts } = exchange
  const sealed = attempts.find(({ body }) => body?.includes('<Encrypt>'))?.body
  const reply = seen?.type === 'reply' ? seen.xml : attempts.find(hasXml)?.body
  return [
    h(
      'header',
      {},
      h('h2', {}, kind),
      h('time', {}, new Date(at).toLocaleTimeString()),
      h('span', { class: `verdict ${seen?.type ?? 'open'}` }, verdictOf(seen, exchange.seenAt)),
    ),
    part(t('timeline'), renderTimeline(exchange, sent)),
    part(t('handlers'), handlersTable(exchange)),
    part(t('push'), renderXml(xml), xml),
    part(t('replyXml'), reply === undefined ? nothing() : renderXml(reply), reply),
    ...(sealed === undefined || reply === sealed ? [] : [folded(t('sealed'), renderXml(sealed))]),
  ]
}

const hasXml = ({ body }: { readonly body?: string }) => body?.startsWith('<') ?? false

function verdictOf(seen: PageSeen | undefined, at = 0): string {
  if (seen === undefined) return t('open')
  if (seen.type === 'outage') return `${t('outage')} (${seen.why})`
  return seen.type === 'silence' ? t('silence') : `${t('answered')} · ${seconds(at)}`
}

function handlersTable({ handlers }: PageExchange): HTMLElement {
  if (handlers.length === 0) return nothing()
  const rows = handlers.map(({ plugin, ms, reply, error }) =>
    h(
      'tr',
      {},
      h('td', {}, plugin ?? (reply === 'none' ? t('none') : t('ownHandler'))),
      h('td', { class: 'number' }, seconds(ms)),
      h('td', { class: error === undefined ? '' : 'failed' }, error ?? reply),
    ),
  )
  const heads = [t('handler'), t('took'), t('reply')].map((name) => h('th', {}, name))
  return h('table', {}, h('thead', {}, h('tr', {}, ...heads)), h('tbody', {}, ...rows))
}

function logPart(
  lines: readonly PageLine[],
  isAll: boolean,
  choose: ((all: boolean) => () => void) | undefined,
): HTMLElement {
  const tabs = choose && [
    tab(t('ofMessage'), !isAll, choose(false)),
    tab(t('allLog'), isAll, choose(true)),
  ]
  const rows = lines.slice(-200).map((line) => {
    const { bot: _, ...detail } = line.detail
    const text = Object.keys(detail).length === 0 ? '' : JSON.stringify(detail)
    return h(
      'li',
      { class: LEVELS[line.level] ?? '' },
      h('time', {}, new Date(line.at).toLocaleTimeString()),
      h('span', {}, line.text),
      h('small', {}, text),
    )
  })
  const list = rows.length === 0 ? nothing() : h('ol', { class: 'log' }, ...rows)
  return h('section', {}, h('h3', {}, t('log'), ...(tabs ?? [])), list)
}

function tab(name: string, isOn: boolean, click: () => void): HTMLElement {
  const attributes = { 'aria-pressed': String(isOn) }
  return h('button', { type: 'button', class: 'chip', attributes, on: { click } }, name)
}

function part(title: string, content: HTMLElement, copied?: string): HTMLElement {
  return h('section', {}, h('h3', {}, title, copied !== undefined && copyButton(copied)), content)
}

function folded(title: string, content: HTMLElement): HTMLElement {
  return h('section', {}, h('details', {}, h('summary', {}, title), content))
}

function copyButton(text: string): HTMLElement {
  const click = (event: Event) => {
    const button = event.currentTarget as HTMLElement
    void navigator.clipboard.writeText(text).then(() => {
      button.textContent = t('copied')
    })
  }
  return h('button', { type: 'button', class: 'chip', on: { click } }, t('copy'))
}

function nothing(): HTMLElement {
  return h('p', { class: 'dim' }, t('noXml'))
}
